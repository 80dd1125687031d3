/** How a picture is extended to the shape of its layer: the whole, where the picture lies in it, and in which parts it is made. */
import { type AspectRatio, nearestAspectRatio, ratioOf, type Size } from '../../../contract/model.ts'

export type Box = Size & { x: number; y: number }

/** In pixels of the picture, not rounded. Each part is one image: a window of the whole in a ratio of the model. */
export type Extension = { whole: Size; picture: Box; parts: { ratio: AspectRatio; window: Box }[] }

/** A picture that lacks less than this share of a side has the shape of its layer. */
const LEAST_LACKING = 0.02
/** A layer longer than this is made in parts: of one picture at 16:9, less than nine tenths would be seen. */
const LONGEST_IN_ONE = 2
/** What a part shows of what is there already, in shares of its shorter side: enough to be put in its place by. */
const LEAST_KNOWN = 0.25

/**
 * @param frame of the layer, in any unit
 * @returns null when there is nothing to extend
 */
export function planExtension(picture: Size, frame: Size): Extension | null {
  const wanted = frame.width / frame.height
  if (wanted < 1) return turned(planExtension(turnedSize(picture), turnedSize(frame)))
  const isLong = wanted > picture.width / picture.height
  const seen = isLong
    ? { width: picture.height * wanted, height: picture.height }
    : { width: picture.width, height: picture.width / wanted }
  const lacking = (seen.width / picture.width) * (seen.height / picture.height) - 1
  if (!(lacking >= LEAST_LACKING)) return null
  if (isLong && wanted > LONGEST_IN_ONE) {
    const lies = centred(picture, seen)
    return { whole: seen, picture: lies, parts: bannerParts(seen, lies) }
  }
  const ratio = nearestAspectRatio(seen)
  // What of it the layer does not show lies around what it does.
  const whole =
    wanted > ratioOf(ratio)
      ? { width: seen.width, height: seen.width / ratioOf(ratio) }
      : { width: seen.height * ratioOf(ratio), height: seen.height }
  return { whole, picture: centred(picture, whole), parts: [{ ratio, window: { x: 0, y: 0, ...whole } }] }
}

/** From the picture to the left, then to the right, each as far as the others on its side. */
function bannerParts({ width, height }: Size, lies: Box): Extension['parts'] {
  const ratio = '16:9'
  const window = { width: height * ratioOf(ratio), height }
  const reach = window.width - height * LEAST_KNOWN
  const parts: Extension['parts'] = []
  let from = lies.x
  let to = lies.x + lies.width
  const add = (x: number) => {
    const inside = Math.min(Math.max(0, x), width - window.width)
    parts.push({ ratio, window: { x: inside, y: 0, ...window } })
    from = Math.min(from, inside)
    to = Math.max(to, inside + window.width)
  }
  const lefts = Math.ceil(from / reach)
  const step = from / lefts
  for (let left = 0; left < lefts; left += 1) add(from - step)
  const rights = Math.ceil((width - to) / reach)
  const stride = (width - to) / rights
  for (let right = 0; right < rights; right += 1) add(to + stride - window.width)
  return parts
}

function centred({ width, height }: Size, whole: Size): Box {
  return { x: (whole.width - width) / 2, y: (whole.height - height) / 2, width, height }
}

function turned(extension: Extension | null): Extension | null {
  if (!extension) return null
  const { whole, picture, parts } = extension
  return {
    whole: turnedSize(whole),
    picture: turnedBox(picture),
    parts: parts.map(({ ratio, window }) => ({
      ratio: ratio.split(':').reverse().join(':') as AspectRatio,
      window: turnedBox(window),
    })),
  }
}

function turnedSize({ width, height }: Size): Size {
  return { width: height, height: width }
}

function turnedBox({ x, y, ...size }: Box): Box {
  return { x: y, y: x, ...turnedSize(size) }
}
