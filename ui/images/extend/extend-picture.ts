/** A picture in its layer's shape, part by part: what is sent for each, and what comes of it. Pure functions over pixels. */
import { REFERENCE_PIXELS, referenceScale } from '../../../contract/model.ts'
import { fitExtended } from '../seam/fit-back.ts'
import type { Box, Pixels } from '../seam/pixels.ts'
import { resample } from '../seam/resample.ts'
import type { Extension } from './plan-extension.ts'

/** What is empty, for the model: #FF00FF. The prompt says so (`ui/prompt/extend-sentence.ts`). */
const MARKING = [255, 0, 255, 255]

/** `sent`: image 1 of the next part. `whole`: every part is there. */
export type Extended = { kind: 'sent' | 'whole'; pixels: Pixels } | { kind: 'unfit' }

/** What is there already, at its place in the whole. */
type Known = { pixels: Pixels; x: number; y: number }

/**
 * @param original in the scale of the result
 * @param extension in any scale
 * @param cames what came back for the first parts, in their order
 */
export function extendPicture(original: Pixels, extension: Extension, cames: readonly Pixels[]): Extended {
  const scale = original.width / extension.picture.width
  const { x, y } = scaled(extension.picture, scale)
  let known: Known = { pixels: original, x, y }
  for (const [index, { window }] of extension.parts.entries()) {
    const { sent, kept, own, place } = layOut(known, scaled(window, scale))
    const came = cames[index]
    if (!came) return { kind: 'sent', pixels: sent }
    const fitted = fitExtended({ sent, kept, original: own, came })
    if (fitted.kind === 'unfit') return fitted
    known = join(known, {
      pixels: fitted.pixels,
      x: place.x - Math.round((kept.x * own.width) / kept.width),
      y: place.y - Math.round((kept.y * own.height) / kept.height),
    })
  }
  return { kind: 'whole', pixels: known.pixels }
}

function layOut({ pixels, x, y }: Known, window: Box) {
  const place = { x: Math.max(x, window.x), y: Math.max(y, window.y) }
  const right = Math.min(x + pixels.width, window.x + window.width)
  const bottom = Math.min(y + pixels.height, window.y + window.height)
  const own = cut(pixels, {
    x: place.x - x,
    y: place.y - y,
    width: right - place.x,
    height: bottom - place.y,
  })
  const scale = referenceScale(window, REFERENCE_PIXELS)
  const onSent = (side: number) => Math.round(side * scale)
  const corner = { x: onSent(place.x - window.x), y: onSent(place.y - window.y) }
  const kept = {
    ...corner,
    width: onSent(right - window.x) - corner.x,
    height: onSent(bottom - window.y) - corner.y,
  }
  const sent = marked(onSent(window.width), onSent(window.height))
  const small = resample(
    onMarking(own),
    { from: 0, step: own.width / kept.width, count: kept.width },
    { from: 0, step: own.height / kept.height, count: kept.height },
    new Uint8ClampedArray(kept.width * kept.height * 4),
  )
  put(sent, small, kept)
  return { sent, kept, own, place }
}

function join(under: Known, over: Known): Known {
  const x = Math.min(under.x, over.x)
  const y = Math.min(under.y, over.y)
  const width = Math.max(under.x + under.pixels.width, over.x + over.pixels.width) - x
  const height = Math.max(under.y + under.pixels.height, over.y + over.pixels.height) - y
  if (width === over.pixels.width && height === over.pixels.height) return over
  const pixels = marked(width, height)
  for (const known of [under, over]) put(pixels, known.pixels, { x: known.x - x, y: known.y - y })
  return { pixels, x, y }
}

function cut({ width, data }: Pixels, box: Box): Pixels {
  const part = {
    width: box.width,
    height: box.height,
    data: new Uint8ClampedArray(box.width * box.height * 4),
  }
  for (let row = 0; row < box.height; row += 1) {
    const from = ((box.y + row) * width + box.x) * 4
    part.data.set(data.subarray(from, from + box.width * 4), row * box.width * 4)
  }
  return part
}

function put(into: Pixels, { width, height, data }: Pixels, { x, y }: { x: number; y: number }): void {
  for (let row = 0; row < height; row += 1) {
    into.data.set(data.subarray(row * width * 4, (row + 1) * width * 4), ((y + row) * into.width + x) * 4)
  }
}

function marked(width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < data.length; at += 4) data.set(MARKING, at)
  return { width, height, data }
}

/** What can be seen through is empty, too. */
function onMarking({ width, height, data }: Pixels): Pixels {
  const whole = new Uint8ClampedArray(data)
  for (let at = 0; at < whole.length; at += 4) {
    const alpha = (data[at + 3] ?? 0) / 255
    if (alpha === 1) continue
    for (let channel = 0; channel < 4; channel += 1) {
      const own = channel === 3 ? 255 : (data[at + channel] ?? 0)
      whole[at + channel] = own * alpha + (MARKING[channel] ?? 0) * (1 - alpha)
    }
  }
  return { width, height, data: whole }
}

function scaled({ x, y, width, height }: Box, scale: number): Box {
  const corner = { x: Math.round(x * scale), y: Math.round(y * scale) }
  return {
    ...corner,
    width: Math.round((x + width) * scale) - corner.x,
    height: Math.round((y + height) * scale) - corner.y,
  }
}
