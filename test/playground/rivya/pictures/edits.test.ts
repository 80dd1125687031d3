import { createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import type { PictureOrder } from '../../../../playground/rivya/pictures/picture.ts'
import { type DriftLimits, driftOf } from '../../../../playground/rivya/pictures/redraw.ts'
import { orderPicture } from './order-picture.ts'

const SIDE = 256
const NO_DRIFT: DriftLimits = { shiftPx: 0, scalePercent: 0, tintPercent: 0 }
const GRAIN = 6

/** Four fields of colour on a square. */
function drawFields(draw: (context: SKRSContext2D) => void = () => undefined): Buffer {
  const canvas = createCanvas(SIDE, SIDE)
  const context = canvas.getContext('2d')
  for (const [index, colour] of ['#a03020', '#208040', '#2040a0', '#c0b040'].entries()) {
    context.fillStyle = colour
    context.fillRect((index % 2) * (SIDE / 2), index < 2 ? 0 : SIDE / 2, SIDE / 2, SIDE / 2)
  }
  draw(context)
  return canvas.toBuffer('image/png')
}

async function edit(prompt: string, reference: Uint8Array, order: Partial<PictureOrder> = {}) {
  const references = [reference]
  return read(await orderPicture({ prompt, references, longerSidePx: SIDE, drift: NO_DRIFT, ...order }))
}

async function read(bytes: Uint8Array) {
  const image = await loadImage(Buffer.from(bytes))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return {
    at: (x: number, y: number) => [
      ...data.subarray((y * image.width + x) * 4, (y * image.width + x) * 4 + 3),
    ],
    /** The mean of a channel in a part that is of one colour. */
    mean: (x: number, y: number, side: number, channel: number) => {
      let sum = 0
      for (let row = y; row < y + side; row += 1) {
        for (let column = x; column < x + side; column += 1)
          sum += data[(row * image.width + column) * 4 + channel] ?? 0
      }
      return sum / side ** 2
    },
  }
}

type Read = Awaited<ReturnType<typeof read>>
const farthest = (one: number[], other: number[]) =>
  Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 0))))

/** The share of pixels, at every fourth in both directions, that differ by more than grain. */
function shareChanged(one: Read, other: Read, isAsked: (x: number, y: number) => boolean): number {
  let [changed, all] = [0, 0]
  for (let y = 2; y < SIDE; y += 4) {
    for (let x = 2; x < SIDE; x += 4) {
      if (!isAsked(x, y)) continue
      all += 1
      if (farthest(one.at(x, y), other.at(x, y)) > GRAIN) changed += 1
    }
  }
  return changed / all
}

const fields = drawFields()
const PART =
  'A blue vase. Change only the part of image 1 from 50 % to 90 % of its width and from 10 % to 40 % of its height, and keep everything around it exactly as it is.'
const isInPart = (x: number, y: number) =>
  x > SIDE * 0.5 && x < SIDE * 0.9 && y > SIDE * 0.1 && y < SIDE * 0.4

describe('asked to change image 1, the stand-in', () => {
  it('gives image 1 back, drawn anew, with the change in its middle', async () => {
    const [before, after] = [await read(fields), await edit('Change the middle to a mug.', fields)]
    const isMiddle = (x: number, y: number) =>
      Math.max(Math.abs(x - SIDE / 2), Math.abs(y - SIDE / 2)) < SIDE * 0.15
    const isOutside = (x: number, y: number) =>
      Math.max(Math.abs(x - SIDE / 2), Math.abs(y - SIDE / 2)) > SIDE * 0.28
    expect(shareChanged(before, after, isOutside)).toBe(0)
    expect(shareChanged(before, after, isMiddle)).toBeGreaterThan(0.5)
    const row = (picture: Read) => Array.from({ length: 40 }, (_, x) => picture.at(x, 20))
    expect(row(after)).not.toEqual(row(before))
  })

  it.each(['Remove the cable.', 'The light is good. Replace the bag of image 1 with a smaller one.'])(
    'knows "%s" as an edit',
    async (prompt) => {
      expect((await edit(prompt, fields)).mean(10, 10, 40, 0)).toBeCloseTo(0xa0, 0)
    },
  )

  it('changes as the prompt says', async () => {
    const [red, blue] = [
      await edit('Change it to a red mug.', fields),
      await edit('Change it to a blue bag.', fields),
    ]
    expect(shareChanged(red, blue, (x, y) => x > 80 && x < 176 && y > 80 && y < 176)).toBeGreaterThan(0.1)
  })

  it('changes nothing outside the part that it was told to change', async () => {
    const [before, after] = [await read(fields), await edit(PART, fields)]
    expect(shareChanged(before, after, (x, y) => !isInPart(x, y))).toBe(0)
    expect(shareChanged(before, after, isInPart)).toBeGreaterThan(0.3)
  })
})

describe('asked to extend, the stand-in', () => {
  const PROMPT =
    'A vase. Image 1 lies on flat magenta: paint the picture on over all of the magenta, and keep what is there exactly as it is.'
  const sent = drawFields((context) => {
    context.fillStyle = '#f0f'
    context.fillRect(0, 0, 64, SIDE)
    context.fillRect(224, 0, 32, SIDE)
  })

  it('paints on over all of the magenta, from what is at its edge, and keeps the rest', async () => {
    const [before, after] = [await read(sent), await edit(PROMPT, sent)]
    expect(shareChanged(before, after, (x) => x >= 64 && x < 224)).toBe(0)
    for (let at = 2; at < SIDE; at += 4) {
      const [red = 0, green = 0, blue = 0] = after.at(at, at)
      expect(red > 240 && green < 20 && blue > 240).toBe(false)
    }
    expect(farthest(after.at(230, 8), after.at(218, 8))).toBeLessThan(2 * GRAIN)
  })
})

describe('what is switched to differ', () => {
  const limits = { shiftPx: 12, scalePercent: 2, tintPercent: 8 }

  it('differs by chance within its limits, and by nothing without any', () => {
    const drifts = Array.from({ length: 200 }, (_, seed) => driftOf(seed, limits))
    const reach = (values: number[]) => Math.max(...values.map(Math.abs))
    expect(reach(drifts.map(({ x, y }) => Math.hypot(x, y)))).toBeLessThanOrEqual(12)
    expect(reach(drifts.map(({ x, y }) => Math.hypot(x, y)))).toBeGreaterThan(11)
    expect(reach(drifts.map(({ scale }) => scale - 1))).toBeLessThanOrEqual(0.02)
    expect(reach(drifts.flatMap(({ tint }) => tint.map((factor) => factor - 1)))).toBeGreaterThan(0.07)
    expect(driftOf(3, NO_DRIFT)).toEqual({
      x: expect.closeTo(0),
      y: expect.closeTo(0),
      scale: 1,
      tint: [1, 1, 1],
    })
  })

  it('is shifted and tinted in the picture that comes back', async () => {
    const after = await edit('Change the vase.', fields, {
      drift: { ...limits, scalePercent: 0, shiftPx: 40 },
    })
    const before = await read(fields)
    const isNearCross = (x: number, y: number) =>
      (Math.abs(x - 128) < 20 || Math.abs(y - 128) < 20) && (x < 40 || y < 40)
    expect(shareChanged(before, after, isNearCross)).toBeGreaterThan(0.2)
    expect(Math.abs(after.mean(10, 10, 30, 0) - 0xa0)).toBeGreaterThan(0.5)
  })

  it('can be another picture altogether, as large as was asked for', async () => {
    const [before, other] = [await read(fields), await edit('Change the vase.', fields, { drift: null })]
    expect(shareChanged(before, other, () => true)).toBeGreaterThan(0.9)
  })
})
