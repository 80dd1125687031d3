/** What a person should know of a target before paying for it. */
import type { CardWarning } from '../../contract/cards.ts'
import { nearestAspectRatio, ratioOf, type Size } from '../../contract/model.ts'

/** Of the picture: less than this seen is a sliver. Reached at 5.3:1. */
const LEAST_SEEN = 1 / 3
/** A side longer than this, in canvas units, is more than twice the longer side of the largest picture. */
const LARGEST_SIDE = 4096

/** @param size of what is seen */
export function warningsOf(size: Size, isHidden: boolean, isTransparent: boolean): CardWarning[] {
  const warnings: CardWarning[] = []
  if (isHidden) warnings.push('hidden')
  else if (isTransparent) warnings.push('transparent')
  const stretch = size.width / size.height / ratioOf(nearestAspectRatio(size))
  if (Math.min(stretch, 1 / stretch) < LEAST_SEEN) warnings.push('sliver')
  if (Math.max(size.width, size.height) > LARGEST_SIDE) warnings.push('very-large')
  return warnings
}
