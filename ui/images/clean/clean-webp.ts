/** Reads a WebP chunk by chunk (RFC 9649), and keeps what makes the picture. */
import { readWebp, viewOf } from '../../../contract/image-header.ts'
import type { Cleaned } from './cleaned.ts'
import { exifOrientation } from './exif-orientation.ts'
import { joinBytes } from './join-bytes.ts'

/** "RIFF", the length of the rest, "WEBP". */
const HEADER_BYTES = 12
const PICTURE = ['ICCP', 'ANIM', 'ANMF', 'ALPH', 'VP8 ', 'VP8L']
/** Flags of the extended header for a colour profile, transparency and an animation; those of metadata are left out. */
const KEPT_FLAGS = 0x20 | 0x10 | 0x02
/** Bit of a lossless picture's header that says that it has transparency. */
const LOSSLESS_ALPHA = 0x10

export function cleanWebp(bytes: Uint8Array<ArrayBuffer>): Cleaned | null {
  const view = viewOf(bytes)
  const end = 8 + view.getUint32(4, true)
  if (end > bytes.length) return null
  const chunks: { type: string; whole: Uint8Array; data: Uint8Array }[] = []
  for (let offset = HEADER_BYTES; offset + 8 <= end; ) {
    const type = String.fromCharCode(...bytes.subarray(offset, offset + 4))
    const dataEnd = offset + 8 + view.getUint32(offset + 4, true)
    if (dataEnd > end) return null
    const next = dataEnd + (dataEnd & 1)
    chunks.push({ type, whole: bytes.subarray(offset, next), data: bytes.subarray(offset + 8, dataEnd) })
    offset = next
  }
  const find = (...types: string[]) => chunks.find(({ type }) => types.includes(type))?.data
  if (!find('VP8 ', 'VP8L', 'ANMF')) return null

  const lossless = find('VP8L')
  const isPlain = !find('ICCP', 'ANMF')
  const exif = find('EXIF')
  const parts = chunks.filter(({ type }) => PICTURE.includes(type)).map(({ whole }) => whole)
  const extended = chunks[0]?.type === 'VP8X' ? chunks[0].whole : undefined
  if (extended && (!isPlain || find('ALPH'))) parts.unshift(withoutMetadata(extended))
  return {
    bytes: joinBytes([riffHeader(parts), ...parts]),
    mimeType: 'image/webp',
    size: readWebp(view),
    orientation: exif ? exifOrientation(exif) : 1,
    isPlain,
    mayBeTransparent:
      find('ALPH', 'ANMF') !== undefined ||
      (lossless !== undefined && ((lossless[4] ?? 0) & LOSSLESS_ALPHA) !== 0),
  }
}

function withoutMetadata(extended: Uint8Array): Uint8Array {
  const copy = extended.slice()
  copy[8] = (copy[8] ?? 0) & KEPT_FLAGS
  return copy
}

function riffHeader(parts: readonly Uint8Array[]): Uint8Array {
  const header = new TextEncoder().encode('RIFF____WEBP')
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  new DataView(header.buffer).setUint32(4, length, true)
  return header
}
