/** Frees what stands on white from the white around it, shadow and all. */
import { type Canvas, createCanvas, type Image } from '@napi-rs/canvas'

/** Pure white belongs to no thing; darker pixels belong to no shadow. */
const WHITE = 254
const DARKEST_OF_SHADOWS = 170
/** Of neighbours: a shadow is soft, the edge of a thing is not, however light it is. */
const SOFTEST_EDGE = 8

/**
 * White becomes transparent, and what shades off from it in the degree to which it is white, so that a soft shadow stays
 * one. A picture without white at its edges stays as it is.
 */
export function cutOut(picture: Image): Canvas {
  const { width, height } = picture
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.drawImage(picture, 0, 0)
  const image = context.getImageData(0, 0, width, height)
  const { data } = image
  const light = Uint8Array.from({ length: width * height }, (_, at) =>
    Math.min(data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0),
  )
  const lightAt = (at: number) => light[at] ?? 0
  const corners = [0, width - 1, width * (height - 1), width * height - 1]
  if (!corners.every((at) => lightAt(at) >= WHITE)) return canvas

  const isFree = new Uint8Array(width * height)
  const waiting: number[] = []
  const free = (at: number) => {
    if (isFree[at] === 1) return
    isFree[at] = 1
    waiting.push(at)
  }
  light.forEach((value, at) => {
    if (value >= WHITE) free(at)
  })
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const x = at % width
    for (const [next, isInside] of [
      [at - 1, x > 0],
      [at + 1, x < width - 1],
      [at - width, at >= width],
      [at + width, at < width * (height - 1)],
    ] as const) {
      const isSoft = Math.abs(lightAt(next) - lightAt(at)) <= SOFTEST_EDGE
      if (isInside && isSoft && lightAt(next) >= DARKEST_OF_SHADOWS) free(next)
    }
    whiteToAlpha(data, at * 4, lightAt(at))
  }
  context.putImageData(image, 0, 0)
  return canvas
}

/** The colour that gives the pixel again when it is laid over white, as transparent as that can be. */
function whiteToAlpha(data: Uint8ClampedArray, offset: number, darkest: number): void {
  const alpha = 255 - darkest
  for (let channel = offset; channel < offset + 3; channel += 1) {
    data[channel] = alpha === 0 ? 0 : (((data[channel] ?? 0) - darkest) / alpha) * 255
  }
  data[offset + 3] = alpha
}
