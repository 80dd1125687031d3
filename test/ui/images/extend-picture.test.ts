/** What is sent of a picture that is extended, and what comes of the answers. The answers are painted here, as a model would. */
import { describe, expect, it } from 'vitest'
import { type Extended, extendPicture } from '../../../ui/images/extend/extend-picture.ts'
import { type Extension, planExtension } from '../../../ui/images/extend/plan-extension.ts'
import { featherOf } from '../../../ui/images/seam/fit-back.ts'
import type { Pixels } from '../../../ui/images/seam/pixels.ts'

/** A scene without end, so that a model that paints on paints this: soft hills of colour with detail in them. */
function sceneAt(x: number, y: number): [number, number, number] {
  const hills = Math.sin(x / 61) + Math.cos(y / 47) + Math.sin((x + y) / 23)
  const detail = Math.sin(x / 3.1 + Math.cos(y / 5.3)) * Math.cos(y / 3.7)
  return [
    128 + 30 * hills + 12 * detail,
    120 + 25 * Math.cos(x / 71) + 14 * detail,
    110 + 28 * Math.sin(y / 53),
  ]
}

/** A window of the scene, `scale` pixels to a unit. */
function paint(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  scale = 1,
  alphaAt: (px: number, py: number) => number = () => 255,
): Pixels {
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) }
  const data = new Uint8ClampedArray(size.width * size.height * 4)
  for (let at = 0; at < size.width * size.height; at += 1) {
    const px = at % size.width
    const py = Math.floor(at / size.width)
    data.set([...sceneAt(x + (px + 0.5) / scale, y + (py + 0.5) / scale), alphaAt(px, py)], at * 4)
  }
  return { ...size, data }
}

function plan(
  picture: { width: number; height: number },
  frame: { width: number; height: number },
): Extension {
  const extension = planExtension(picture, frame)
  if (extension === null) throw new Error('There is nothing to extend.')
  return extension
}

function sentOf(extended: Extended): Pixels {
  if (extended.kind !== 'sent') throw new Error(`It is ${extended.kind}.`)
  return extended.pixels
}

const pixelAt = ({ width, data }: Pixels, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
]

/** Pixels of `inner`, put at a place in `whole`, that differ further than `edge` from those of its sides that lie inside. */
function differences(whole: Pixels, inner: Pixels, place: { x: number; y: number }, edge: number): number {
  let count = 0
  for (let y = 0; y < inner.height; y += 1) {
    for (let x = edge; x < inner.width - edge; x += 1) {
      const [a, b] = [pixelAt(whole, place.x + x, place.y + y), pixelAt(inner, x, y)]
      if (a.some((value, channel) => value !== b[channel])) count += 1
    }
  }
  return count
}

const square = paint({ x: 0, y: 0, width: 360, height: 360 })

describe('what is sent', () => {
  const extension = plan(square, { width: 1920, height: 1080 })
  const sent = sentOf(extendPicture(square, extension, []))

  it('is a canvas of the model’s ratio with the picture in it, and flat magenta around it', () => {
    expect(sent.width / sent.height).toBeCloseTo(16 / 9, 2)
    expect(sent.width * sent.height).toBeLessThanOrEqual(1_010_000)
    expect(pixelAt(sent, 3, 300)).toEqual([255, 0, 255, 255])
    expect(pixelAt(sent, sent.width - 4, 300)).toEqual([255, 0, 255, 255])
    const scale = sent.height / 360
    const [red, green, blue] = pixelAt(sent, Math.round(sent.width / 2), Math.round(sent.height / 2))
    const expected = sceneAt(180, 180)
    expect(scale).toBeGreaterThan(1)
    expect(Math.abs((red ?? 0) - expected[0])).toBeLessThan(12)
    expect(Math.abs((green ?? 0) - expected[1])).toBeLessThan(12)
    expect(Math.abs((blue ?? 0) - expected[2])).toBeLessThan(12)
  })

  it('shows magenta where the picture can be seen through', () => {
    const cut = paint({ x: 0, y: 0, width: 360, height: 360 }, 1, (x) => (x < 180 ? 0 : 255))
    const canvas = sentOf(extendPicture(cut, extension, []))
    expect(pixelAt(canvas, Math.round(canvas.width * 0.35), 300)).toEqual([255, 0, 255, 255])
    expect(pixelAt(canvas, Math.round(canvas.width * 0.6), 300)).not.toEqual([255, 0, 255, 255])
  })
})

describe('what came back', () => {
  it('goes around the picture, whose own pixels are put back', () => {
    const extension = plan(square, { width: 1920, height: 1080 })
    const { x } = extension.picture
    const came = paint({ x: -x + 4, y: 1, width: 640, height: 360 }, 2)
    const extended = extendPicture(square, extension, [came])
    if (extended.kind !== 'whole') throw new Error(`It is ${extended.kind}.`)
    const { pixels } = extended
    expect(Math.abs(pixels.width - 640)).toBeLessThanOrEqual(2)
    expect(pixels.height).toBe(360)
    expect(
      differences(pixels, square, { x: Math.round((pixels.width - 360) / 2), y: 0 }, featherOf(square)),
    ).toBe(0)
  })

  it('leaves the picture alone when it is something else', () => {
    const extension = plan(square, { width: 1920, height: 1080 })
    const other = paint({ x: 5000, y: 900, width: 640, height: 360 }, 2)
    for (let at = 0; at < other.data.length; at += 4) other.data[at] = (at * 7919) % 251
    expect(extendPicture(square, extension, [other])).toMatchObject({ kind: 'unfit' })
  })

  it('of two parts makes one banner, in which each goes on from the other', () => {
    const extension = plan(square, { width: 1440, height: 360 })
    expect(extension.parts).toHaveLength(2)
    const { x } = extension.picture
    const cames = extension.parts.map(({ window }) => paint({ ...window, x: window.x - x }, 2))
    const first = sentOf(extendPicture(square, extension, []))
    const second = sentOf(extendPicture(square, extension, cames.slice(0, 1)))
    // The first begins with what is to be painted, the second ends with it.
    expect(pixelAt(first, 2, 100)).toEqual([255, 0, 255, 255])
    expect(pixelAt(second, 2, 100)).not.toEqual([255, 0, 255, 255])
    expect(pixelAt(second, second.width - 3, 100)).toEqual([255, 0, 255, 255])
    const whole = extendPicture(square, extension, cames)
    if (whole.kind !== 'whole') throw new Error(`It is ${whole.kind}.`)
    expect(Math.abs(whole.pixels.width - 1440)).toBeLessThanOrEqual(4)
    const left = Math.round((whole.pixels.width - 360) / 2)
    const offsets = [left - 2, left - 1, left, left + 1, left + 2]
    const exact = offsets.filter(
      (at) => differences(whole.pixels, square, { x: at, y: 0 }, featherOf(square)) === 0,
    )
    expect(exact).toHaveLength(1)
  })
})
