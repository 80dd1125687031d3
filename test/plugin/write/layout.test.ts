import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASPECT_RATIOS, ratioOf } from '../../../contract/model.ts'
import type { Box } from '../../../plugin/slots/layer.ts'
import { centreIn, GAP, moveRightUntilFree, sizeOfRatio } from '../../../plugin/write/layout.ts'

describe('sizeOfRatio', () => {
  it.each(ASPECT_RATIOS)('keeps %s and the area', (aspectRatio) => {
    const { width, height } = sizeOfRatio(ratioOf(aspectRatio), 512 * 512)
    expect(width / height).toBeCloseTo(ratioOf(aspectRatio), 1)
    expect(width * height).toBeGreaterThan(512 * 512 * 0.99)
    expect(width * height).toBeLessThan(512 * 512 * 1.01)
  })

  it('gives a side to the thinnest image, since Figma refuses a side of 0', () => {
    expect(sizeOfRatio(10_000, 100)).toEqual({ width: 1000, height: 1 })
    expect(sizeOfRatio(1, 0.01)).toEqual({ width: 1, height: 1 })
  })
})

it('centres a size in a box', () => {
  const view = { x: -100, y: 50, width: 1000, height: 500 }
  expect(centreIn(view, { width: 200, height: 100 })).toEqual({ x: 300, y: 250, width: 200, height: 100 })
})

describe('moveRightUntilFree', () => {
  const wanted: Box = { x: 0, y: 0, width: 100, height: 100 }

  it('stays where nothing is in the way', () => {
    const around = [
      { x: 100, y: 0, width: 10, height: 10 },
      { x: 0, y: 100, width: 500, height: 10 },
      { x: -10, y: 0, width: 10, height: 100 },
    ]
    expect(moveRightUntilFree(wanted, around)).toEqual(wanted)
  })

  it('goes past one thing after the other, with a gap', () => {
    const row = [0, 140, 280].map((x) => ({ ...wanted, x }))
    expect(moveRightUntilFree(wanted, row)).toEqual({ ...wanted, x: 280 + 100 + GAP })
  })

  it('covers nothing, whatever lies around, and moves to the right only', () => {
    const side = fc.integer({ min: 1, max: 300 })
    const at = fc.integer({ min: -500, max: 500 })
    const box = fc.record({ x: at, y: at, width: side, height: side })
    fc.assert(
      fc.property(box, fc.array(box), (start, others) => {
        const moved = moveRightUntilFree(start, others)
        expect(moved).toEqual({ ...start, x: moved.x })
        expect(moved.x).toBeGreaterThanOrEqual(start.x)
        for (const other of others) expect(areApart(moved, other)).toBe(true)
      }),
    )
  })
})

function areApart(a: Box, b: Box): boolean {
  const isBeside = a.x + a.width <= b.x || b.x + b.width <= a.x
  return isBeside || a.y + a.height <= b.y || b.y + b.height <= a.y
}
