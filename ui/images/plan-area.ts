/** What goes out around an area that is to be changed, so that the model sees what it has to go on from. Pure. */
import {
  ASPECT_RATIOS,
  type AspectRatio,
  nearestAspectRatio,
  ratioOf,
  type Size,
} from '../../contract/model.ts'
import type { Surroundings } from '../../contract/start-pictures.ts'

type Box = Size & { x: number; y: number }

/** How much longer the sides of what goes out are than those of the area, the best first. */
const TIMES_LARGER = [1.9, 1.6, 1.35]

/**
 * @param area in canvas units
 * @param around where the layers around it end, from its corner; null where they don't
 */
export function planArea(area: Size, around: Box | null): { ratio: AspectRatio; surroundings: Surroundings } {
  const nearest = nearestAspectRatio(area)
  const ratios = [...ASPECT_RATIOS].sort((a, b) => distance(a, nearest) - distance(b, nearest))
  const windows = TIMES_LARGER.flatMap((times) =>
    ratios.map((ratio) => ({ ratio, size: cover(area, times, ratio) })),
  )
  const [first] = windows
  const fitting = windows.find(
    ({ size }) => !around || (size.width <= around.width && size.height <= around.height),
  )
  const { ratio, size } = fitting ?? first ?? { ratio: nearest, size: area }
  const x = placed(area.width, size.width, around && { from: around.x, length: around.width })
  const y = placed(area.height, size.height, around && { from: around.y, length: around.height })
  const part = {
    x: -x / size.width,
    y: -y / size.height,
    width: area.width / size.width,
    height: area.height / size.height,
  }
  return { ratio, surroundings: { box: { x, y, ...size }, part } }
}

function distance(a: AspectRatio, b: AspectRatio): number {
  return Math.abs(Math.log(ratioOf(a) / ratioOf(b)))
}

/** The smallest in that ratio which is so many times as long on both sides. */
function cover(area: Size, times: number, ratio: AspectRatio): Size {
  const width = Math.max(area.width * times, area.height * times * ratioOf(ratio))
  return { width, height: width / ratioOf(ratio) }
}

/** Where it begins, from the area's corner: with the area in its middle, or as near to that as what is around it lets it. */
function placed(area: number, length: number, around: { from: number; length: number } | null): number {
  const middle = (area - length) / 2
  if (!around || length > around.length) return middle
  const inside = Math.min(Math.max(middle, around.from), around.from + around.length - length)
  // The area itself may stick out.
  return Math.min(0, Math.max(area - length, inside))
}
