import { MAX_TOTAL_MEGAPIXELS, type Resolution, type Size } from '../../contract/model.ts'
import { type Draft, firstNumber } from '../state/draft.ts'

/** Rivya names the sizes and not their pixels; the maker's own figures for them. */
const OUTPUT_MEGAPIXELS = { '1K': 1, '2K': 4 } as const satisfies Record<Resolution, number>

type Sent = Pick<Draft, 'startFrom' | 'look' | 'resolution'> & { references: readonly Size[] }

/**
 * Megapixels of references and output together, with one decimal, beside the maker's limit. A picture that a target starts
 * from counts as one, the most that it can be: its size is not known before it is sent.
 */
export function megapixelsOf(draft: Sent) {
  const sent = draft.references.reduce(
    (sum, { width, height }) => sum + (width * height) / 1e6,
    (draft.look?.megapixels ?? 0) + firstNumber(draft) - 1,
  )
  const total = Math.round((sent + OUTPUT_MEGAPIXELS[draft.resolution]) * 10) / 10
  return { total, limit: MAX_TOTAL_MEGAPIXELS, isOver: total > MAX_TOTAL_MEGAPIXELS }
}
