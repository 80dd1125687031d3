import fc from 'fast-check'
import { expect, it } from 'vitest'
import { resample } from '../../../../ui/images/seam/resample.ts'
import { spread } from '../../../../ui/images/seam/spread.ts'

const axis = (from: number, step: number, count: number) => ({ from, step, count })

it('samples that fall on pixels are those pixels, bit for bit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(),
      (width, height, seed) => {
        const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => (at * 37 + seed) % 256)
        const whole = resample(
          { width, height, data },
          axis(0, 1, width),
          axis(0, 1, height),
          new Uint8ClampedArray(data.length),
        )
        expect(whole.data).toEqual(data)
      },
    ),
  )
})

it.each([0.4, 1, 1.7, 3.3, 7])(
  'a plain picture stays plain at a step of %d, also beyond its edges',
  (step) => {
    const data = new Uint8ClampedArray(20 * 20 * 4).fill(77)
    const { data: sampled } = resample(
      { width: 20, height: 20, data },
      axis(-9, step, 12),
      axis(4, step, 12),
      new Float32Array(12 * 12 * 4),
    )
    for (const value of sampled) expect(value).toBeCloseTo(77, 3)
  },
)

it.each([0.5, 2, 5])('a slope stays the same slope at a step of %d', (step) => {
  const data = new Float32Array(60 * 4 * 4)
  data.forEach((_, at) => {
    data[at] = (Math.floor(at / 4) % 60) * 3
  })
  const { data: sampled } = resample(
    { width: 60, height: 4, data },
    axis(15, step, 5),
    axis(0, 1, 4),
    new Float32Array(5 * 4 * 4),
  )
  for (let column = 0; column < 5; column += 1) {
    expect(sampled[column * 4]).toBeCloseTo((15 + (column + 0.5) * step - 0.5) * 3, 2)
  }
})

it('spreads what is known as smoothly as can be, and keeps it', () => {
  const [width, height] = [64, 9]
  const known = new Float32Array(width * height)
  const values = new Float32Array(width * height)
  for (let row = 0; row < height; row += 1) {
    known[row * width] = 1
    known[row * width + 63] = 1
    values[row * width + 63] = 63
  }
  const filled = spread({ width, height, values, known })
  // Between two straight edges the smoothest is a slope.
  for (let at = 0; at < filled.length; at += 1)
    expect(Math.abs((filled[at] ?? 0) - (at % width))).toBeLessThan(4)
  for (const at of [0, 63]) expect(filled[at]).toBe(values[at])
})

it('spreads a single value over all, and nothing at all as nothing', () => {
  const known = new Float32Array(35)
  const values = new Float32Array(35)
  expect([...spread({ width: 7, height: 5, values, known })]).toEqual(new Array(35).fill(0))
  known[17] = 1
  values[17] = -8
  for (const value of spread({ width: 7, height: 5, values, known })) expect(value).toBeCloseTo(-8, 3)
})
