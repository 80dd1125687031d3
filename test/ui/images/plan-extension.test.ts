import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASPECT_RATIOS, ratioOf } from '../../../contract/model.ts'
import { planExtension } from '../../../ui/images/extend/plan-extension.ts'

const square = { width: 1000, height: 1000 }
const side = fc.integer({ min: 20, max: 4096 })
const size = fc.record({ width: side, height: side })

describe('a picture in a layer of another shape', () => {
  it('is laid into the middle of the ratio nearest to the layer', () => {
    expect(planExtension({ width: 900, height: 900 }, { width: 1920, height: 1080 })).toEqual({
      whole: { width: 1600, height: 900 },
      picture: { x: 350, y: 0, width: 900, height: 900 },
      parts: [{ ratio: '16:9', window: { x: 0, y: 0, width: 1600, height: 900 } }],
    })
  })

  it('is seen whole where the layer is a little longer than the ratio', () => {
    const extension = planExtension(square, { width: 1200, height: 630 })
    const seenHeight = (extension?.whole.width ?? 0) / (1200 / 630)
    expect(extension?.parts).toMatchObject([{ ratio: '16:9' }])
    expect(seenHeight).toBeCloseTo(1000)
    expect(extension?.picture.y).toBeGreaterThan(0)
  })

  it.each([
    [square, { width: 300, height: 301 }],
    [square, { width: 301, height: 300 }],
    [
      { width: 1600, height: 900 },
      { width: 640, height: 361 },
    ],
    [
      { width: 4000, height: 1000 },
      { width: 401, height: 100 },
    ],
  ])('of a pixel’s difference has nothing to extend: %j in %j', (picture, frame) => {
    expect(planExtension(picture, frame)).toBeNull()
  })

  it.each([
    [square, { width: 4000, height: 1000 }, ['16:9', '16:9']],
    [{ width: 1600, height: 900 }, { width: 3000, height: 1000 }, ['16:9', '16:9']],
    [square, { width: 6000, height: 1000 }, ['16:9', '16:9', '16:9', '16:9']],
    [square, { width: 300, height: 1200 }, ['9:16', '9:16']],
    // A picture longer still is extended above and below, in one.
    [{ width: 5000, height: 1000 }, { width: 3000, height: 1000 }, ['16:9']],
  ])('%j in %j is made in the parts %j', (picture, frame, ratios) => {
    expect(planExtension(picture, frame)?.parts.map(({ ratio }) => ratio)).toEqual(ratios)
  })

  it('is covered by its parts wholly, each in a ratio of the model and beside enough that is there', () => {
    fc.assert(
      fc.property(size, size, (picture, frame) => {
        const extension = planExtension(picture, frame)
        if (extension === null) return
        const { whole, picture: lies, parts } = extension
        const known = { left: lies.x, top: lies.y, right: lies.x + lies.width, bottom: lies.y + lies.height }
        for (const { ratio, window } of parts) {
          expect(ASPECT_RATIOS).toContain(ratio)
          expect(window.width / window.height).toBeCloseTo(ratioOf(ratio), 6)
          const [right, bottom] = [window.x + window.width, window.y + window.height]
          if (parts.length > 1) {
            const overlap = {
              width: Math.min(right, known.right) - Math.max(window.x, known.left),
              height: Math.min(bottom, known.bottom) - Math.max(window.y, known.top),
            }
            const shorter = Math.min(window.width, window.height)
            const isBeside =
              Math.min(overlap.width, overlap.height) >= Math.min(0.249 * shorter, lies.width, lies.height)
            expect(isBeside).toBe(true)
          }
          known.left = Math.min(known.left, window.x)
          known.top = Math.min(known.top, window.y)
          known.right = Math.max(known.right, right)
          known.bottom = Math.max(known.bottom, bottom)
        }
        expect(known.left).toBeCloseTo(0, 5)
        expect(known.top).toBeCloseTo(0, 5)
        expect(known.right).toBeCloseTo(whole.width, 5)
        expect(known.bottom).toBeCloseTo(whole.height, 5)
      }),
    )
  })
})
