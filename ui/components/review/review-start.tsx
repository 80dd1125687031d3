import type { JournalEntry } from '../../../contract/journal.ts'
import { makeStartThumbnail } from '../../drive/read-start-picture.ts'
import { createSlots } from '../../drive/slots.ts'
import { shell } from '../../panel.ts'
import type { Shell } from '../../shell.ts'
import { Picture } from '../controls/picture.tsx'
import { usePictureUrl } from '../controls/use-picture-url.ts'

const SIDE_PX = 320
/** The sandbox draws them in the thread that draws the canvas. */
const inTurn = createSlots(1)

/** What a target started from, as it was noted at the press. */
export function ReviewStart({ entry }: { entry: JournalEntry }) {
  const url = usePictureUrl(
    (isWanted) => inTurn(async () => (isWanted() ? readStart(shell, entry) : null)),
    [entry.key],
  )
  return (
    <div class="choice">
      <span class="choice-picture" style={{ aspectRatio: entry.aspectRatio.replace(':', ' / ') }}>
        <Picture url={url}>{entry.references[0]?.name}</Picture>
      </span>
      <span class="choice-mark">Started from</span>
    </div>
  )
}

async function readStart(shell: Shell, { target, references }: JournalEntry): Promise<Blob | null> {
  const start = references[0]?.start
  if (!start || start.kind === 'file') return null
  const made = await makeStartThumbnail(shell, target.nodeId, start, SIDE_PX * SIDE_PX, SIDE_PX)
  return made.ok ? made.value : null
}
