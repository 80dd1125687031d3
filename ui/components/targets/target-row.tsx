import { pairFile } from '../../actions/start-files.ts'
import { chooseTargets } from '../../actions/start-from.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import type { PlannedTarget } from '../../targets/plan-targets.ts'
import { Picture } from '../controls/picture.tsx'
import { useDrop } from '../controls/use-drop.ts'
import { FilePair } from './file-pair.tsx'

/** A file that is dragged from its layer to another. */
const DRAG_TYPE = 'application/x-framefill-file'

type Props = {
  target: PlannedTarget
  /** From 0, of so many. */
  index: number
  count: number
  /** Whether Tab comes to it. */
  isStop: boolean
  /** Whether the prompt differs from target to target. */
  showsPrompt: boolean
  /** Whether there is a picture to start from. */
  hasPicture: boolean
  pictureUrl: string | null
}

/** A target: its start picture, name, ratio and, where it differs, its prompt; a checkbox leaves it out. */
export function TargetRow({ target, index, count, isStop, showsPrompt, hasPicture, pictureUrl }: Props) {
  const { draft, plan } = forecast(state)
  const drop = useDrop(DRAG_TYPE, (dragged) => pairFile(shell, plan.pairing, target.id, dragged))
  const { id, title, parts, prompt, warnings, leftOut } = target
  const isHindered = leftOut?.by === 'plan'
  const line = isHindered
    ? `Left out: ${leftOut.reason}`
    : [...warnings, ...(showsPrompt ? [prompt] : [])].join(' ')
  const fileId = plan.pairing.fileOf.get(id)
  const takesFiles = draft.startFrom === 'file'
  const tabIndex = isStop ? 0 : -1
  return (
    <li
      class={`target${leftOut ? ' is-left-out' : ''}${drop.isUnderDrag ? ' is-marked' : ''}`}
      data-id={id}
      title="Arrow keys go on; Enter or a double click brings it into sight."
      draggable={takesFiles && fileId !== undefined}
      onDragStart={(event) => event.dataTransfer?.setData(DRAG_TYPE, fileId ?? '')}
      {...(takesFiles ? drop.target : {})}
      aria-label={title}
      aria-setsize={count}
      aria-posinset={index + 1}
    >
      <label class="target-choice">
        <input
          type="checkbox"
          aria-label={title}
          aria-description={line}
          data-index={index}
          tabIndex={tabIndex}
          checked={!leftOut}
          aria-disabled={isHindered}
          onChange={(event) => chooseTargets(shell, [id], event.currentTarget.checked)}
        />
        {hasPicture && <Picture class="target-picture" url={pictureUrl} />}
        <span class="target-words">
          <span class="one-line">{title}</span>
          {line !== '' && (
            <span class={`one-line ${warnings.length > 0 || isHindered ? 'warning' : 'muted'}`} title={line}>
              {line}
            </span>
          )}
        </span>
      </label>
      {takesFiles && <FilePair id={id} title={title} tabIndex={tabIndex} />}
      <span class="muted counter">
        {parts.length > 1 ? `${parts.length} × ` : ''}
        {parts[0]}
      </span>
    </li>
  )
}
