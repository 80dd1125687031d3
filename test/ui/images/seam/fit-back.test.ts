import { describe, expect, it } from 'vitest'
import { type Drift, driftOf } from '../../../../playground/rivya/pictures/redraw.ts'
import { fitArea, fitExtended } from '../../../../ui/images/seam/fit-back.ts'
import type { Fitted, Unfit } from '../../../../ui/images/seam/pixels.ts'
import { makeAreaCase, makeExtendCase } from './cases.ts'
import { countChanged } from './measure.ts'
import { LIMITS } from './redraw.ts'
import { drawSeeded, KINDS } from './seeded-pictures.ts'

const SIZE = { width: 672, height: 384 }

function fitted(result: Fitted | Unfit): Fitted {
  if (result.kind === 'unfit') throw new Error(`called unfit, with a confidence of ${result.confidence}`)
  return result
}

function expectFound({ shift, scale }: Fitted, drift: Drift): void {
  expect(Math.abs(shift.x - drift.x)).toBeLessThan(0.5)
  expect(Math.abs(shift.y - drift.y)).toBeLessThan(0.5)
  expect(Math.abs(scale - drift.scale)).toBeLessThan(0.001)
}

describe.each(KINDS)('a %s', (kind) => {
  it('that was extended is found again, and the original put back bit for bit', () => {
    const drift = driftOf(5, LIMITS)
    const { sent, kept, original, came } = makeExtendCase(kind, 5, SIZE, drift)
    const result = fitted(fitExtended({ sent, kept, original, came }))
    expectFound(result, drift)
    expect([result.pixels.width, result.pixels.height]).toEqual([SIZE.width, SIZE.height])
    expect(countChanged(result.pixels, original, kept)).toBe(0)
  })

  it('of which an area was changed is found again, and the area is as large as it was', () => {
    const drift = driftOf(6, LIMITS)
    const { sent, area, came } = makeAreaCase(kind, 6, SIZE, drift)
    const result = fitted(fitArea({ sent, area, came }))
    expectFound(result, drift)
    expect([result.pixels.width, result.pixels.height]).toEqual([area.width, area.height])
  })

  it('that came back as another is called so', () => {
    const { sent, kept, original } = makeExtendCase(kind, 7, SIZE, driftOf(7, LIMITS))
    const came = drawSeeded(kind, 1007, SIZE.width, SIZE.height)
    expect(fitExtended({ sent, kept, original, came }).kind).toBe('unfit')
  })
})
