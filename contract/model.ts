/**
 * The facts of the model `flux-2-pro` at Rivya, as its documentation gave them in May 2026, and the two decisions
 * that follow from them alone. Prices and limits may change there: the relay asks `/models` and hands on what it
 * learns in `GET /v1/me`; these values serve until then.
 */

export const MODEL_ID = 'flux-2-pro'

/** Every ratio the model takes, width to height. There is no "auto" at Rivya: one of these is always sent. */
export const ASPECT_RATIOS = ['1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3'] as const
export type AspectRatio = (typeof ASPECT_RATIOS)[number]

/** Rivya names two sizes and does not say their pixels: what comes back is measured, never assumed. */
export const RESOLUTIONS = ['1K', '2K'] as const
export type Resolution = (typeof RESOLUTIONS)[number]

/** Counted in UTF-16 units, the longest of the possible readings of "characters". */
export const MAX_PROMPT_LENGTH = 5000
export const MAX_REFERENCES = 8
/** Rivya says 10 MB and not which; 10^6 bytes each is the stricter reading. */
export const MAX_REFERENCE_BYTES = 10_000_000
export const REFERENCE_MIME_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const
export type ImageMimeType = (typeof REFERENCE_MIME_TYPES)[number]

/** Credits an image costs at the least. The real price is known once Rivya has accepted the request. */
export const BASE_CREDITS = 5

/** References and output together, in megapixels: the maker's limit, not Rivya's. */
export const MAX_TOTAL_MEGAPIXELS = 9
/** A reference costs like output, so it is scaled to this unless the person asks for high detail. */
export const REFERENCE_PIXELS = 1_000_000
export const HIGH_DETAIL_REFERENCE_PIXELS = 4_000_000
/** Enlarging a small frame further only adds bytes, not detail. */
const MAX_REFERENCE_SCALE = 2

export type Size = { width: number; height: number }

/** Width divided by height. */
export function ratioOf(aspectRatio: AspectRatio): number {
  const [width, height] = aspectRatio.split(':').map(Number) as [number, number]
  return width / height
}

/**
 * The model's ratio nearest to a size by logarithmic distance, so that 2:1 is as far from 1:1 as 1:2 is.
 * A size without area counts as square. Ties go to the earlier entry of `ASPECT_RATIOS`.
 */
export function nearestAspectRatio(size: Size): AspectRatio {
  const wanted = Math.log(size.width / size.height)
  if (!Number.isFinite(wanted)) return '1:1'
  let nearest: AspectRatio = '1:1'
  let smallest = Number.POSITIVE_INFINITY
  for (const candidate of ASPECT_RATIOS) {
    const distance = Math.abs(Math.log(ratioOf(candidate)) - wanted)
    if (distance < smallest) {
      smallest = distance
      nearest = candidate
    }
  }
  return nearest
}

/**
 * The factor by which a frame of `size` is exported: exactly down to `maxPixels`, and up at most
 * `MAX_REFERENCE_SCALE` times. `size` is in canvas units, which are pixels at scale 1.
 */
export function referenceScale(size: Size, maxPixels: number): number {
  return Math.min(MAX_REFERENCE_SCALE, Math.sqrt(maxPixels / (size.width * size.height)))
}
