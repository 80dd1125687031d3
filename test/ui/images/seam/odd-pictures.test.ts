/** What a seam must bear: pictures without anything on them, with holes, of odd sizes, changed elsewhere too. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Drift, driftOf } from '../../../../playground/rivya/pictures/redraw.ts'
import { fitArea, fitExtended } from '../../../../ui/images/seam/fit-back.ts'
import type { Box, Fitted, Pixels, Unfit } from '../../../../ui/images/seam/pixels.ts'
import { makeAreaCase, makeExtendCase } from './cases.ts'
import { countChanged, paste, stepAcross } from './measure.ts'
import { canvasOf, LIMITS, redraw } from './redraw.ts'
import { drawSeeded, pixelsOf } from './seeded-pictures.ts'

const SIZE = { width: 480, height: 320 }
const NO_DRIFT: Drift = { x: 0, y: 0, scale: 1, tint: [1, 1, 1] }

function fitted(result: Fitted | Unfit): Fitted {
  if (result.kind === 'unfit') throw new Error(`called unfit, with a confidence of ${result.confidence}`)
  return result
}

function plain(width: number, height: number, colour: [number, number, number]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < data.length; at += 4) data.set([...colour, 255], at)
  return { width, height, data }
}

const kept: Box = { x: 120, y: 0, width: 240, height: 320 }
const onMagenta = (original: Pixels) => paste(plain(480, 320, [255, 0, 255]), original, kept)

describe('a plain picture', () => {
  const original = plain(240, 320, [40, 120, 200])

  it('that comes back a little tinted fits, and has no seam', () => {
    const came = redraw(plain(480, 320, [43, 116, 208]), NO_DRIFT, 1)
    const { pixels, confidence } = fitted(fitExtended({ sent: onMagenta(original), kept, original, came }))
    expect(confidence).toBe(1)
    expect(stepAcross(pixels, kept)).toBeLessThan(3)
    expect([0, 1, 2].map((channel) => pixels.data[channel])).toEqual(
      [40, 120, 200].map((value) => expect.closeTo(value, -1)),
    )
  })

  it('that comes back in another colour is something else', () => {
    const came = redraw(plain(480, 320, [200, 60, 40]), NO_DRIFT, 1)
    expect(fitExtended({ sent: onMagenta(original), kept, original, came }).kind).toBe('unfit')
  })
})

it('where an original can be seen through, what came is seen, and it is found without those parts', () => {
  const drift = driftOf(3, LIMITS)
  const { whole, sent, kept: box, original, came } = makeExtendCase('photograph', 3, SIZE, drift)
  const holed = { ...original, data: original.data.slice() }
  const isHole = (x: number, y: number) => x > original.width / 2 && y > original.height / 3
  for (let at = 0; at < holed.data.length; at += 4) {
    const [x, y] = [(at / 4) % original.width, Math.floor(at / 4 / original.width)]
    // What lies hidden in a hole is of no concern to anyone.
    if (isHole(x, y)) holed.data.set([0, 255, 0, 0], at)
  }
  const { pixels, shift } = fitted(fitExtended({ sent, kept: box, original: holed, came }))
  expect(Math.abs(shift.x - drift.x)).toBeLessThan(0.5)
  let [others, difference, count] = [0, 0, 0]
  for (let y = 30; y < original.height - 30; y += 1) {
    for (let x = 30; x < original.width - 30; x += 1) {
      const at = ((y + box.y) * SIZE.width + x + box.x) * 4
      expect(pixels.data[at + 3]).toBe(255)
      const away = Math.abs((pixels.data[at] ?? 0) - (whole.data[at] ?? 0))
      if (isHole(x, y)) {
        difference += away
        count += 1
      } else if (away > 0) others += 1
    }
  }
  expect(others).toBe(0)
  // Of 255, grain included.
  expect(difference / count).toBeLessThan(8)
})

it('an original larger than it was sent gives a result as large, with its own pixels', () => {
  const whole = drawSeeded('photograph', 4, 960, 640)
  const box = { x: 240, y: 0, width: 480, height: 640 }
  const original = pixelsOf(cutOut(whole, box))
  const half = pixelsOf(scaled(whole, 480, 320))
  const sent = paste(plain(480, 320, [255, 0, 255]), pixelsOf(cutOut(half, kept)), kept)
  const drift = driftOf(4, LIMITS)
  const { pixels, shift } = fitted(fitExtended({ sent, kept, original, came: redraw(half, drift, 4) }))
  expect([pixels.width, pixels.height]).toEqual([960, 640])
  expect(countChanged(pixels, original, box)).toBe(0)
  expect(Math.abs(shift.y - drift.y)).toBeLessThan(0.5)
})

it.each([
  [720, 480],
  [960, 640],
  [240, 160],
  [488, 320],
])('what comes back in %d × %d pixels is fitted all the same', (width, height) => {
  const drift = driftOf(8, LIMITS)
  const { sent, kept: box, original, came } = makeExtendCase('text', 8, SIZE, drift, { width, height })
  const { pixels, shift } = fitted(fitExtended({ sent, kept: box, original, came }))
  expect([pixels.width, pixels.height]).toEqual([SIZE.width, SIZE.height])
  expect(Math.hypot(shift.x - drift.x, shift.y - drift.y)).toBeLessThan(0.7)
})

it('an area takes the finer scale of the two', () => {
  const { sent, area, came } = makeAreaCase('photograph', 2, SIZE, NO_DRIFT, { width: 960, height: 640 })
  const { pixels } = fitted(fitArea({ sent, area, came }))
  expect([pixels.width, pixels.height]).toEqual([area.width * 2, area.height * 2])
})

it('what else has changed around an area discolours nothing', () => {
  const { sent, area, came } = makeAreaCase('gradient', 5, SIZE, NO_DRIFT)
  const context = canvasOf(came).getContext('2d')
  context.fillStyle = '#000'
  context.fillRect(area.x - 40, area.y + area.height / 3, area.width / 2 + 40, 24)
  const { pixels } = fitted(fitArea({ sent, area, came: pixelsOf(context) }))
  const clean = fitted(fitArea({ sent, area, came })).pixels
  // Below the bar, where nothing is another.
  const row = Math.floor(area.height * 0.8)
  for (let x = 0; x < area.width; x += 1) {
    const at = (row * area.width + x) * 4
    expect(Math.abs((pixels.data[at] ?? 0) - (clean.data[at] ?? 0))).toBeLessThan(6)
  }
})

it('an area on the edge of what was sent has no feather there', () => {
  const { sent, came } = makeAreaCase('photograph', 6, SIZE, NO_DRIFT)
  const area = { x: 0, y: 0, width: 200, height: 160 }
  const context = canvasOf(came).getContext('2d')
  context.fillStyle = '#f80'
  context.fillRect(0, 0, 160, 120)
  const { pixels } = fitted(fitArea({ sent, area, came: pixelsOf(context) }))
  const [red = 0, green = 0, blue = 0] = pixels.data
  // The colour that was painted, and not the one that lay there.
  expect(Math.max(Math.abs(red - 255), Math.abs(green - 136), blue)).toBeLessThan(16)
})

it('no size is too small or too odd to be answered', () => {
  const side = fc.integer({ min: 1, max: 70 })
  fc.assert(
    fc.property(
      side,
      side,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      side,
      side,
      (width, height, a, b, cameWidth, cameHeight) => {
        const sent = plain(width, height, [90, 90, 90])
        const x = Math.floor(a * (width - 1))
        const y = Math.floor(b * (height - 1))
        const box = {
          x,
          y,
          width: Math.max(1, Math.floor((width - x) * b)),
          height: Math.max(1, Math.floor((height - y) * a)),
        }
        const came = plain(cameWidth, cameHeight, [95, 90, 85])
        const extended = fitExtended({
          sent,
          kept: box,
          original: plain(box.width, box.height, [90, 90, 90]),
          came,
        })
        if (extended.kind === 'fitted') expect(extended.pixels.data.length).toBe(width * height * 4)
        const filled = fitArea({ sent, area: box, came })
        if (filled.kind === 'fitted') expect(filled.pixels.width).toBeGreaterThanOrEqual(box.width)
      },
    ),
    { numRuns: 25 },
  )
})

function cutOut(pixels: Pixels, box: Box) {
  const context = canvasOf(plain(box.width, box.height, [0, 0, 0])).getContext('2d')
  context.drawImage(canvasOf(pixels), -box.x, -box.y)
  return context
}

function scaled(pixels: Pixels, width: number, height: number) {
  const context = canvasOf(plain(width, height, [0, 0, 0])).getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(canvasOf(pixels), 0, 0, width, height)
  return context
}
