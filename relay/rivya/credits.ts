import * as v from 'valibot'

/** More than any account holds. A figure beyond it is a fault, and a few of such add up to no number at all. */
const MAX_CREDITS = 1_000_000_000

/** Of one image, in fractions too. */
export const credits = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_CREDITS))
