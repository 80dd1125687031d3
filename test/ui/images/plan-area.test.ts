import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratioOf } from '../../../contract/model.ts'
import { planArea } from '../../../ui/images/plan-area.ts'

const length = fc.integer({ min: 4, max: 3000 })
const area = fc.record({ width: length, height: length })

describe('what goes out around an area', () => {
  it('has the area in its middle where nothing ends around it', () => {
    const { ratio, surroundings } = planArea({ width: 200, height: 200 }, null)
    expect(ratio).toBe('1:1')
    expect(surroundings.box).toEqual({ x: -90, y: -90, width: 380, height: 380 })
    expect(surroundings.part.x).toBeCloseTo(90 / 380)
  })

  it('moves aside at the edge of the frame around it', () => {
    const around = { x: -5, y: -500, width: 1000, height: 1000 }
    const { box } = planArea({ width: 200, height: 200 }, around).surroundings
    expect(box).toEqual({ x: -5, y: -90, width: 380, height: 380 })
  })

  it('shows less where the frame is hardly larger than the area', () => {
    const around = { x: -45, y: -45, width: 290, height: 290 }
    const { box } = planArea({ width: 200, height: 200 }, around).surroundings
    expect(box.width).toBeCloseTo(270)
  })

  it('always holds all of the area, in a ratio of the model, and stays in the frame where it can', () => {
    fc.assert(
      fc.property(area, fc.tuple(length, length, length, length), (size, [left, top, right, bottom]) => {
        const around = {
          x: -left,
          y: -top,
          width: left + size.width + right,
          height: top + size.height + bottom,
        }
        const { ratio, surroundings } = planArea(size, around)
        const { box, part } = surroundings
        expect(box.width / box.height).toBeCloseTo(ratioOf(ratio), 6)
        expect(Math.min(part.x, part.y)).toBeGreaterThanOrEqual(0)
        expect(part.x + part.width).toBeLessThanOrEqual(1.000001)
        expect(part.y + part.height).toBeLessThanOrEqual(1.000001)
        if (box.width <= around.width && box.height <= around.height) {
          expect(box.x).toBeGreaterThanOrEqual(around.x - 1e-6)
          expect(box.y).toBeGreaterThanOrEqual(around.y - 1e-6)
          expect(box.x + box.width).toBeLessThanOrEqual(around.x + around.width + 1e-6)
          expect(box.y + box.height).toBeLessThanOrEqual(around.y + around.height + 1e-6)
        }
      }),
    )
  })
})
