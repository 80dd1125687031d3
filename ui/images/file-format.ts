/** What a file is, by its first bytes. Its name and its type may say anything. */

/** The first three go to the model; of the others, those that the browser can read are drawn anew. */
export type FileFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'heic' | 'avif' | 'svg' | 'unknown'

const SIGNATURES: readonly [FileFormat, RegExp][] = [
  ['png', /^\x89PNG/],
  ['jpeg', /^\xff\xd8/],
  ['webp', /^RIFF.{4}WEBP/s],
  ['gif', /^GIF8/],
  ['bmp', /^BM/],
  // Both are boxes of ISO/IEC 14496-12; a file names its brands in the first one, and may name those of both kinds.
  ['avif', /^.{4}ftyp(.{4}){0,12}?avi[fs]/s],
  ['heic', /^.{4}ftyp(.{4}){0,12}?(hei[cxms]|hev[cxms]|mif1|msf1)/s],
  ['svg', /^(\xef\xbb\xbf)?\s*<(svg|(\?xml|!--|!doctype).*<svg)/is],
]
/** An SVG may begin with comments and declarations. */
const LOOKED_AT = 1000

export function formatOf(bytes: Uint8Array): FileFormat {
  const beginning = String.fromCharCode(...bytes.subarray(0, LOOKED_AT))
  return SIGNATURES.find(([, signature]) => signature.test(beginning))?.[0] ?? 'unknown'
}
