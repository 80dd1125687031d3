import type { LookVersion } from '../../contract/looks.ts'
import { MAX_TOTAL_MEGAPIXELS, type Resolution, type Size } from '../../contract/model.ts'

/** Rivya names the sizes and not their pixels; the maker's own figures for them. */
const OUTPUT_MEGAPIXELS = { '1K': 1, '2K': 4 } as const satisfies Record<Resolution, number>

/** Megapixels of references and output together, with one decimal, beside the maker's limit. */
export function megapixelsOf(references: readonly Size[], resolution: Resolution, look: LookVersion | null) {
  const sent = references.reduce(
    (sum, { width, height }) => sum + (width * height) / 1e6,
    look?.megapixels ?? 0,
  )
  const total = Math.round((sent + OUTPUT_MEGAPIXELS[resolution]) * 10) / 10
  return { total, limit: MAX_TOTAL_MEGAPIXELS, isOver: total > MAX_TOTAL_MEGAPIXELS }
}
