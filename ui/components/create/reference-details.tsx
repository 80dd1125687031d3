import { REFERENCE_PIXELS } from '../../../contract/model.ts'
import { refreshReference, setHighDetail } from '../../actions/references.ts'
import { promptField, shell } from '../../panel.ts'
import { insertWord } from '../../prompt/insert-text.ts'
import type { Reference } from '../../state/draft.ts'
import { TextButton } from '../controls/button.tsx'
import { Check } from '../controls/check.tsx'

const WARNINGS = {
  current: null,
  changed: 'This frame has changed since it was added.',
  gone: 'This frame is gone. The picture taken of it is still used.',
} as const

/** What can be done with one reference. */
export function ReferenceDetails({ reference, number }: { reference: Reference; number: number }) {
  const { id, name, width, height, nodeId, freshness, original, pending } = reference
  const maxPixels = pending?.maxPixels ?? reference.maxPixels
  const canScale = nodeId !== null || original !== null
  return (
    <div class="details">
      <p>
        <strong>{name}</strong>{' '}
        <span class="muted">{!pending && width > 0 ? `${width} × ${height}` : null}</span>
      </p>
      {WARNINGS[freshness] !== null && <p>{WARNINGS[freshness]}</p>}
      <div class="actions">
        <TextButton onClick={() => insertWord(promptField, `image ${number}`)}>
          Insert “image {number}”
        </TextButton>
        {nodeId !== null && freshness !== 'gone' && (
          <TextButton onClick={() => void refreshReference(shell, id)}>Refresh from frame</TextButton>
        )}
        {canScale && (
          <Check
            title="Up to 4 megapixels instead of 1, counted like output."
            isChecked={maxPixels > REFERENCE_PIXELS}
            onChange={(isChecked) => void setHighDetail(shell, id, isChecked)}
          >
            High detail
          </Check>
        )}
      </div>
    </div>
  )
}
