/** What a person should know of a target before paying for it. */
import type { CardWarning } from '../../contract/cards.ts'
import type { Size } from '../../contract/model.ts'
import type { Sight } from './node-layer.ts'

/** Of the widest picture, 16:9, less than a third would be seen of one that is longer for its height. */
const SLIVER = 16 / 3
/** A side longer than this, in canvas units, is more than twice the longer side of the largest picture. */
const LARGEST_SIDE = 4096

/** @param size of what is seen */
export function warningsOf({ width, height }: Size, sight: Sight): CardWarning[] {
  const warnings: CardWarning[] = sight === null ? [] : [sight]
  const longest = Math.max(width, height)
  if (longest > Math.min(width, height) * SLIVER) warnings.push('sliver')
  if (longest > LARGEST_SIDE) warnings.push('very-large')
  return warnings
}
