/** Seeded pictures that come back from a model: how well they are fitted, beside being pasted. */
import { setImmediate } from 'node:timers/promises'
import { driftOf } from '../../../playground/rivya/pictures/redraw.ts'
import { fitArea, fitExtended } from '../../../ui/images/seam/fit-back.ts'
import type { Fitted, Unfit } from '../../../ui/images/seam/pixels.ts'
import { makeAreaCase, makeExtendCase, type Size } from '../../ui/images/seam/cases.ts'
import { countChanged, paste, stepAcross } from '../../ui/images/seam/measure.ts'
import { canvasOf, cropOf, LIMITS, redraw } from '../../ui/images/seam/redraw.ts'
import { drawSeeded, KINDS, type Kind, pixelsOf } from '../../ui/images/seam/seeded-pictures.ts'

/** Legal ratios at something over half a megapixel. */
const SIZES: Size[] = [
  { width: 1024, height: 576 },
  { width: 896, height: 672 },
  { width: 576, height: 1024 },
  { width: 960, height: 640 },
]

export type Outcome = {
  kind: Kind
  seed: number
  isFitted: boolean
  /** Of 255, less that of the natural picture. */
  step: number
  pastedStep: number
  /** In pixels of what was sent; of the two directions the larger. */
  shiftError: number
  scaleError: number
  /** Pixels of what is kept that are others now. */
  changed: number
}

/** As the catalogue's pictures: all four kinds in turn. */
export async function* extendMany(count: number): AsyncGenerator<Outcome> {
  for (let index = 0; index < count; index += 1) {
    const { kind, seed, size, drift } = caseOf(index)
    // Canvases are let go of between two turns of the loop only.
    await setImmediate()
    // One in four comes back in twice the pixels.
    const cameSize = seed % 4 === 3 ? { width: size.width * 2, height: size.height * 2 } : size
    const { whole, sent, kept, original, came } = makeExtendCase(kind, seed, size, drift, cameSize)
    const result = fitExtended({ sent, kept, original, came })
    const natural = stepAcross(whole, kept)
    const fitted = result.kind === 'fitted' ? result.pixels : null
    yield {
      kind,
      seed,
      ...errorsOf(result, drift),
      step: fitted === null ? Number.NaN : stepAcross(fitted, kept) - natural,
      pastedStep: stepAcross(paste(stretch(came, size), original, kept), kept) - natural,
      changed: fitted === null ? Number.NaN : countChanged(fitted, original, kept),
    }
  }
}

export async function* fillMany(count: number): AsyncGenerator<Outcome> {
  for (let index = 0; index < count; index += 1) {
    const { kind, seed, size, drift } = caseOf(index)
    // Canvases are let go of between two turns of the loop only.
    await setImmediate()
    const { whole, sent, area, came } = makeAreaCase(kind, seed, size, drift)
    const result = fitArea({ sent, area, came })
    const natural = stepAcross(whole, area)
    const fitted = result.kind === 'fitted' ? paste(sent, result.pixels, area) : null
    yield {
      kind,
      seed,
      ...errorsOf(result, drift),
      step: fitted === null ? Number.NaN : stepAcross(fitted, area) - natural,
      pastedStep: stepAcross(paste(sent, cropOf(came, area), area), area) - natural,
      changed: 0,
    }
  }
}

/** Another picture comes back, of the same kind or of the next. @returns whether it was called so, of each */
export async function* mistakeMany(
  count: number,
): AsyncGenerator<{ kind: Kind; isCalledSo: boolean; confidence: number }> {
  for (let index = 0; index < count; index += 1) {
    const { kind, seed, size, drift } = caseOf(index)
    // Canvases are let go of between two turns of the loop only.
    await setImmediate()
    const otherKind = seed % 2 === 0 ? kind : (KINDS[(index + 1) % KINDS.length] ?? kind)
    const came = redraw(drawSeeded(otherKind, seed + 50_000, size.width, size.height), drift, seed)
    const { sent, kept, original } = makeExtendCase(kind, seed, size, drift)
    const result =
      index % 3 === 0
        ? fitArea({
            sent: drawSeeded(kind, seed, size.width, size.height),
            area: makeAreaCase(kind, seed, size, drift).area,
            came,
          })
        : fitExtended({ sent, kept, original, came })
    yield { kind, isCalledSo: result.kind === 'unfit', confidence: result.confidence }
  }
}

function caseOf(index: number) {
  const kind = KINDS[index % KINDS.length] ?? 'text'
  const seed = Math.floor(index / KINDS.length) + 1
  return {
    kind,
    seed,
    size: SIZES[seed % SIZES.length] ?? { width: 1024, height: 576 },
    drift: driftOf(index + 1, LIMITS),
  }
}

function errorsOf(result: Fitted | Unfit, drift: { x: number; y: number; scale: number }) {
  if (result.kind === 'unfit') return { isFitted: false, shiftError: Number.NaN, scaleError: Number.NaN }
  const { shift, scale } = result
  return {
    isFitted: true,
    shiftError: Math.max(Math.abs(shift.x - drift.x), Math.abs(shift.y - drift.y)),
    scaleError: Math.abs(scale / drift.scale - 1),
  }
}

function stretch(pixels: ReturnType<typeof cropOf>, { width, height }: Size) {
  if (pixels.width === width) return pixels
  const canvas = canvasOf(pixels)
  const context = canvasOf({ width, height, data: new Uint8ClampedArray(width * height * 4) }).getContext(
    '2d',
  )
  context.imageSmoothingQuality = 'high'
  context.drawImage(canvas, 0, 0, width, height)
  return pixelsOf(context)
}
