import type { ImageMimeType } from '../../contract/model.ts'

const SIGNATURES = [
  ['image/png', /^\x89PNG/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF.{4}WEBP/s],
] as const

/** What a file begins as, if it is of a format that the model takes. Its name may say anything. */
export function formatOf(bytes: Uint8Array): ImageMimeType | null {
  const beginning = String.fromCharCode(...bytes.subarray(0, 12))
  return SIGNATURES.find(([, signature]) => signature.test(beginning))?.[0] ?? null
}
