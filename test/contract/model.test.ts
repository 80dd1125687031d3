import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASPECT_RATIOS, nearestAspectRatio, ratioOf, referenceScale } from '../../contract/model.ts'

describe('nearestAspectRatio', () => {
  it.each([
    [{ width: 1440, height: 810 }, '16:9'],
    [{ width: 390, height: 844 }, '9:16'],
    [{ width: 240, height: 240 }, '1:1'],
    [{ width: 600, height: 900 }, '2:3'],
    [{ width: 900, height: 600 }, '3:2'],
    [{ width: 300, height: 400 }, '3:4'],
    [{ width: 5000, height: 10 }, '16:9'],
    [{ width: 1, height: 9000 }, '9:16'],
  ] as const)('takes %o as %s', (size, ratio) => {
    expect(nearestAspectRatio(size)).toBe(ratio)
  })

  it.each([[{ width: 0, height: 100 }], [{ width: 100, height: 0 }], [{ width: 0, height: 0 }]])(
    'takes %o, which has no area, as square',
    (size) => {
      expect(nearestAspectRatio(size)).toBe('1:1')
    },
  )

  it('measures by the logarithm: 1.16 is nearer to 4:3 than to 1:1, though not by subtraction', () => {
    expect(nearestAspectRatio({ width: 1160, height: 1000 })).toBe('4:3')
    expect(nearestAspectRatio({ width: 1154, height: 1000 })).toBe('1:1')
  })

  it('gives the turned ratio for a turned size', () => {
    const side = fc.integer({ min: 1, max: 20_000 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const upright = ratioOf(nearestAspectRatio({ width, height }))
        const turned = ratioOf(nearestAspectRatio({ width: height, height: width }))
        expect(upright * turned).toBeCloseTo(1, 10)
      }),
    )
  })

  it('leaves no other ratio nearer', () => {
    const side = fc.integer({ min: 1, max: 20_000 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const distance = (ratio: number) => Math.abs(Math.log(ratio) - Math.log(width / height))
        const chosen = distance(ratioOf(nearestAspectRatio({ width, height })))
        for (const ratio of ASPECT_RATIOS)
          expect(distance(ratioOf(ratio))).toBeGreaterThanOrEqual(chosen - 1e-12)
      }),
    )
  })
})

describe('referenceScale', () => {
  it('brings a large frame down to exactly the pixels allowed', () => {
    const scale = referenceScale({ width: 4000, height: 2500 }, 1_000_000)
    expect(4000 * scale * 2500 * scale).toBeCloseTo(1_000_000, 3)
  })

  it('enlarges a small frame at most twice', () => {
    expect(referenceScale({ width: 100, height: 100 }, 1_000_000)).toBe(2)
  })

  it('never gives more pixels than allowed', () => {
    const side = fc.double({ min: 0.01, max: 20_000, noNaN: true })
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 4_000_000 }), (width, height, maxPixels) => {
        const scale = referenceScale({ width, height }, maxPixels)
        expect(scale).toBeGreaterThan(0)
        expect(scale).toBeLessThanOrEqual(2)
        expect(width * scale * height * scale).toBeLessThanOrEqual(maxPixels * (1 + 1e-9))
      }),
    )
  })
})
