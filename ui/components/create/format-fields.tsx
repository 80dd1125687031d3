import { ASPECT_RATIOS, type AspectRatio, RESOLUTIONS } from '../../../contract/model.ts'
import { changeDraft } from '../../actions/generate.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import { plannedRatios } from '../../targets/plan-targets.ts'
import { Select } from '../controls/select.tsx'

const RATIO_WORDS: Partial<Record<AspectRatio, string>> = {
  '1:1': 'square',
  '3:4': 'portrait',
  '16:9': 'wide',
  '9:16': 'phone',
  '3:2': 'photo',
  '2:3': 'poster',
}

function nameOf(ratio: AspectRatio): string {
  return `${ratio} ${RATIO_WORDS[ratio] ?? ''}`
}

export function FormatFields() {
  const { draft, plan } = forecast(state)
  const ratios = plannedRatios(draft, plan)
  const auto = ratios.length === 1 ? `Auto (${ratios[0]})` : ratios.length > 1 ? 'Auto (mixed)' : 'Auto'
  return (
    <div class="row">
      <Select
        id="ratio"
        label="Aspect ratio"
        value={draft.aspectRatio}
        options={[['auto', auto], ...ASPECT_RATIOS.map((ratio) => [ratio, nameOf(ratio)] as const)]}
        onChange={(aspectRatio) => changeDraft(shell, { aspectRatio })}
      />
      <Select
        id="resolution"
        label="Resolution"
        value={draft.resolution}
        options={RESOLUTIONS.map((resolution) => [resolution, resolution] as const)}
        onChange={(resolution) => changeDraft(shell, { resolution })}
      />
      <Select
        id="variations"
        label="Variations"
        value={String(draft.variations)}
        options={['1', '2', '3', '4'].map((count) => [count, count] as const)}
        onChange={(count) => changeDraft(shell, { variations: Number(count) })}
      />
    </div>
  )
}
