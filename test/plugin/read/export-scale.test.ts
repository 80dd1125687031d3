import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HIGH_DETAIL_REFERENCE_PIXELS, REFERENCE_PIXELS } from '../../../contract/model.ts'
import { exportScale, smallerScale } from '../../../plugin/read/export-scale.ts'

describe('exportScale', () => {
  it.each([
    [{ width: 1000, height: 1000 }, REFERENCE_PIXELS, 1],
    [{ width: 2000, height: 2000 }, REFERENCE_PIXELS, 0.5],
    [{ width: 20_000, height: 20_000 }, REFERENCE_PIXELS, 0.05],
    [{ width: 100, height: 100 }, REFERENCE_PIXELS, 2],
    [{ width: 1000, height: 1000 }, HIGH_DETAIL_REFERENCE_PIXELS, 2],
    // A banner so long that its pixels are few and its side would still be refused.
    [{ width: 20_000, height: 20 }, REFERENCE_PIXELS, 4096 / 20_000],
  ])('exports %j within %i pixels at %d', (size, maxPixels, scale) => {
    expect(exportScale(size, maxPixels)).toBeCloseTo(scale, 10)
  })

  it('is a scale that Figma takes, within pixels and side, for every size', () => {
    const side = fc.double({ min: 0.01, max: 100_000, noNaN: true })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const scale = exportScale({ width, height }, REFERENCE_PIXELS)
        expect(scale).toBeGreaterThanOrEqual(0.01)
        expect(scale).toBeLessThanOrEqual(2)
        if (scale > 0.01) {
          expect(width * scale * height * scale).toBeLessThanOrEqual(REFERENCE_PIXELS * 1.001)
          expect(Math.max(width, height) * scale).toBeLessThanOrEqual(4096.001)
        }
      }),
    )
  })
})

it('lowers the scale by the root of the excess and a tenth, or to half when there is no measure', () => {
  expect(smallerScale(1, 40_000_000)).toBeCloseTo(0.45, 10)
  expect(smallerScale(0.5, 10_000_001)).toBeCloseTo(0.45, 6)
  expect(smallerScale(0.5, null)).toBe(0.25)
})
