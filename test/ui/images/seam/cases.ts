/** A picture as a model is sent it and gives it back, so that what should come of it is known. */

import type { Drift } from '../../../../playground/rivya/pictures/redraw.ts'
import { seededRandom } from '../../../../playground/rivya/seeded-random.ts'
import type { Box, Pixels } from '../../../../ui/images/seam/pixels.ts'
import { canvasOf, cropOf, redraw } from './redraw.ts'
import { drawSeeded, type Kind, pixelsOf } from './seeded-pictures.ts'

export type Size = { width: number; height: number }

type ExtendCase = { whole: Pixels; sent: Pixels; kept: Box; original: Pixels; came: Pixels }

/** A picture of which `kept` is known, and which comes back whole. */
export function makeExtendCase(
  kind: Kind,
  seed: number,
  size: Size,
  drift: Drift,
  cameSize?: Size,
): ExtendCase {
  const whole = drawSeeded(kind, seed, size.width, size.height)
  const kept = keptOf(seed, size)
  const original = cropOf(whole, kept)
  const canvas = canvasOf(whole)
  const context = canvas.getContext('2d')
  context.fillStyle = '#f0f'
  context.fillRect(0, 0, size.width, size.height)
  context.drawImage(canvasOf(original), kept.x, kept.y)
  return { whole, sent: pixelsOf(context), kept, original, came: redraw(whole, drift, seed, cameSize) }
}

/** From side to side of the canvas, in the middle, at an end, or between; sometimes with room on all four sides. */
function keptOf(seed: number, { width, height }: Size): Box {
  const random = seededRandom(seed + 99)
  const share = 0.45 + random() * 0.35
  const isWide = width > height
  const place = Math.floor(random() * 4)
  const along = (all: number) => {
    const length = Math.round(all * share)
    const start = place === 0 ? 0 : place === 1 ? all - length : Math.round((all - length) * random())
    return { start, length }
  }
  const across = (all: number) => (place === 3 ? along(all) : { start: 0, length: all })
  const x = isWide ? along(width) : across(width)
  const y = isWide ? across(height) : along(height)
  return { x: x.start, y: y.start, width: x.length, height: y.length }
}

type AreaCase = { whole: Pixels; sent: Pixels; area: Box; came: Pixels }

/** A picture in the middle of which something appears, `whole` the one with it. */
export function makeAreaCase(kind: Kind, seed: number, size: Size, drift: Drift, cameSize?: Size): AreaCase {
  const sent = drawSeeded(kind, seed, size.width, size.height)
  const random = seededRandom(seed + 77)
  const side = (all: number) => {
    const length = Math.round(all * (0.25 + random() * 0.25))
    return { start: Math.round(all * 0.2 + random() * (all * 0.6 - length)), length }
  }
  const [x, y] = [side(size.width), side(size.height)]
  const area = { x: x.start, y: y.start, width: x.length, height: y.length }
  const context = canvasOf(sent).getContext('2d')
  context.fillStyle = `hsl(${Math.floor(random() * 360)}, 60%, 50%)`
  context.beginPath()
  context.ellipse(
    area.x + area.width / 2,
    area.y + area.height / 2,
    area.width * 0.3,
    area.height * 0.3,
    0,
    0,
    7,
  )
  context.fill()
  const whole = pixelsOf(context)
  return { whole, sent, area, came: redraw(whole, drift, seed, cameSize) }
}
