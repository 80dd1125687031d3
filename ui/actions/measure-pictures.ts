/** How large the pictures are that are to be extended: what there is to extend, and what it costs, follows from it. */
import { createSlots } from '../drive/slots.ts'
import { cropIn } from '../images/crop-in.ts'
import type { Shell } from '../shell.ts'
import type { PlannedTarget } from '../targets/plan-targets.ts'

/** Each may be several megabytes in memory. */
const AT_ONCE = 4

const underWay = new WeakMap<Shell, Set<string>>()

/** Each once, as long as the panel is open: another picture has another key. */
export async function measurePictures(shell: Shell, targets: readonly PlannedTarget[]): Promise<void> {
  const { state, bridge } = shell
  const asked = underWay.get(shell) ?? new Set()
  underWay.set(shell, asked)
  const inTurn = createSlots(AT_ONCE)
  await Promise.all(
    targets.map(async ({ id, start, pictureKey }) => {
      if (start?.start.kind !== 'own' || state.pictureSizes.value.has(pictureKey) || asked.has(pictureKey))
        return
      asked.add(pictureKey)
      const { start: own } = start
      const size = await inTurn(async () => {
        const pictures = [{ targetId: id, start: own, maxPixels: Number.MAX_SAFE_INTEGER }]
        const read = await bridge.ask({ type: 'read-start-pictures', pictures })
        const [picture] = read.ok ? read.value.pictures : []
        if (picture === undefined) return null
        const whole = await shell.images.measure(new Uint8Array(picture.bytes))
        return whole && cropIn(whole, picture.crop)
      })
      asked.delete(pictureKey)
      const known = size && { width: size.width, height: size.height }
      state.pictureSizes.value = new Map(state.pictureSizes.value).set(pictureKey, known)
    }),
  )
}
