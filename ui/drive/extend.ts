import type { JournalEntry } from '../../contract/journal.ts'
import type { Extending } from '../../contract/start-pictures.ts'
import { planExtension } from '../images/extend/plan-extension.ts'
import type { Extended } from '../images/worker/extend.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { partsBefore } from '../runs/parts.ts'
import { generationOf } from '../runs/run.ts'
import type { Shell } from '../shell.ts'
import { runsOf } from '../state/panel-state.ts'
import { readStartPicture } from './read-start-picture.ts'

/**
 * Image 1 of the next part, or the whole with what came for the last. The picture itself is read from the file, as it was
 * at the press, and the parts before from the relay: the panel may have been closed between any two of them.
 */
export async function extendPicture(
  shell: Shell,
  entry: JournalEntry,
  { picture: size, frame }: Extending,
  came: readonly Uint8Array<ArrayBuffer>[],
  signal: AbortSignal,
): Promise<Result<Extended>> {
  const { relay, persist, images, state } = shell
  const [first] = entry.references
  if (first?.start?.kind !== 'own') return refused({ code: 'start_picture_gone' })
  const cames: Uint8Array<ArrayBuffer>[] = []
  for (const part of partsBefore(runsOf(state), entry) ?? []) {
    const id = generationOf(part.state)?.id ?? ''
    const image = await persist(() => relay.readImage(id, signal), signal)
    if (!image.ok) return image
    cames.push(image.value)
  }
  const read = await readStartPicture(shell, first.nodeId ?? '', first.start)
  if (!read.ok) return read
  const picture = read.value
  const extension = planExtension(size, frame)
  const extended =
    extension &&
    (await images.extend({
      extension,
      original: new Uint8Array(picture.bytes),
      crop: picture.crop,
      cames: [...cames, ...came],
    }))
  return extended ? succeeded(extended) : refused({ code: 'start_picture_gone' })
}
