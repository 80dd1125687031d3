/** How large the pictures are that are to be extended: what there is to extend, and what it costs, follows from it. */
import { readStartPicture } from '../drive/read-start-picture.ts'
import { createSlots } from '../drive/slots.ts'
import { cropIn } from '../images/crop-in.ts'
import { oneForEach } from '../one-for-each.ts'
import type { Shell } from '../shell.ts'
import type { PlannedTarget } from '../targets/plan-targets.ts'

/** Each may be several megabytes in memory. */
const AT_ONCE = 4

const askedFor = oneForEach((_: Shell) => new Set<string>())

/** Each once, as long as the panel is open: another picture has another key. */
export async function measurePictures(shell: Shell, targets: readonly PlannedTarget[]): Promise<void> {
  const { state } = shell
  const asked = askedFor(shell)
  const inTurn = createSlots(AT_ONCE)
  await Promise.all(
    targets.map(async ({ id, start, pictureKey }) => {
      if (start?.start.kind !== 'own' || state.pictureSizes.value.has(pictureKey) || asked.has(pictureKey))
        return
      asked.add(pictureKey)
      const { start: own } = start
      const size = await inTurn(async () => {
        const read = await readStartPicture(shell, id, own)
        if (!read.ok) return null
        const whole = await shell.images.measure(new Uint8Array(read.value.bytes))
        return whole && cropIn(whole, read.value.crop)
      })
      asked.delete(pictureKey)
      const known = size && { width: size.width, height: size.height }
      state.pictureSizes.value = new Map(state.pictureSizes.value).set(pictureKey, known)
    }),
  )
}
