/** Reads a JPEG as decoders do (ITU-T T.81, annex B), and keeps what they need for the picture. */
import { isFrameHeader, readFrameSize, viewOf } from '../../../contract/image-header.ts'
import type { Size } from '../../../contract/model.ts'
import type { Cleaned } from './cleaned.ts'
import { exifOrientation } from './exif-orientation.ts'
import { joinBytes } from './join-bytes.ts'

const START_OF_IMAGE = Uint8Array.of(0xff, 0xd8)
const END_OF_IMAGE = Uint8Array.of(0xff, 0xd9)
/** That the colours are YCbCr, without the density and the small picture which may follow. */
const BARE_JFIF = Uint8Array.of(0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)
/** Marker, length and the twelve bytes that say how the colours are stored. */
const ADOBE_BYTES = 16
const ADOBE_TRANSFORM = 15
const YCBCR = 1

export function cleanJpeg(bytes: Uint8Array<ArrayBuffer>): Cleaned | null {
  const view = viewOf(bytes)
  const kept: Uint8Array[] = [START_OF_IMAGE]
  let orientation: number | null = null
  let isPlain = true
  let size: Size | null = null
  let hasScan = false
  let offset = 2
  for (;;) {
    offset = findMarker(bytes, offset)
    const marker = view.getUint8(offset + 1)
    if (marker === 0xd9) break
    const end = offset + 2 + view.getUint16(offset + 2)
    if (end < offset + 4 || end > bytes.length) return null
    const segment = bytes.subarray(offset, end)
    offset = end
    if (marker === 0xe0) {
      if (isNamed(segment, 'JFIF')) kept.push(BARE_JFIF)
    } else if (marker === 0xe1) {
      if (isNamed(segment, 'Exif')) orientation ??= exifOrientation(segment.subarray(4))
    } else if (marker === 0xe2 && isNamed(segment, 'ICC_PROFILE')) {
      isPlain = false
      kept.push(segment)
    } else if (marker === 0xee && isNamed(segment, 'Adobe') && segment.length >= ADOBE_BYTES) {
      isPlain &&= segment[ADOBE_TRANSFORM] === YCBCR
      kept.push(shortened(segment, ADOBE_BYTES))
    } else if ((marker < 0xe0 || marker > 0xef) && marker !== 0xfe) {
      kept.push(segment)
      if (isFrameHeader(marker)) {
        size = readFrameSize(viewOf(segment), 0)
        // Baseline, extended or progressive, 8 bits, grey or three colours. Four are CMYK.
        isPlain &&= marker <= 0xc2 && segment[4] === 8 && (segment[9] === 1 || segment[9] === 3)
      }
      if (marker === 0xda) {
        hasScan = true
        offset = endOfScan(bytes, end)
        kept.push(bytes.subarray(end, offset))
      }
    }
  }
  if (!size || !hasScan) return null
  // What follows the end is another picture, a film or a maker's notes.
  kept.push(END_OF_IMAGE)
  const cleaned = joinBytes(kept)
  return {
    bytes: cleaned,
    mimeType: 'image/jpeg',
    size,
    orientation: orientation ?? 1,
    isPlain,
    mayBeTransparent: false,
  }
}

/** Of the next marker with something in it; decoders pass over whatever else stands between two segments. */
function findMarker(bytes: Uint8Array, from: number): number {
  for (let offset = from; offset + 1 < bytes.length; offset += 1) {
    const marker = bytes[offset + 1] ?? 0
    if (bytes[offset] === 0xff && marker > 0x01 && marker !== 0xff && (marker < 0xd0 || marker > 0xd8))
      return offset
  }
  throw new RangeError('The JPEG has no end.')
}

/** Within a scan 0xFF stands before 0, before the markers that restart it, and before the next segment. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let offset = bytes.indexOf(0xff, from); offset >= 0; offset = bytes.indexOf(0xff, offset + 1)) {
    const next = bytes[offset + 1] ?? 0
    if (next > 0x01 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return offset
  }
  throw new RangeError('The JPEG has no end.')
}

function isNamed(segment: Uint8Array, name: string): boolean {
  return String.fromCharCode(...segment.subarray(4, 4 + name.length)) === name
}

function shortened(segment: Uint8Array, length: number): Uint8Array {
  const short = segment.slice(0, length)
  short[2] = 0
  short[3] = length - 2
  return short
}
