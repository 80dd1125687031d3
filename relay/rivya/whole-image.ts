/**
 * Whether the end of an image is there, for answers that do not say where they end: a connection that is cut looks there
 * like one that is done.
 */
import type { ImageHeader } from '../../contract/image-header.ts'

const IEND = 0x49454e44
/** Marker of a JPEG's scan, the first thing that is no longer made of segments with a length. */
const START_OF_SCAN = 0xda
const END_OF_IMAGE = Buffer.of(0xff, 0xd9)

/** @param bytes begin with the header that was read from them. What follows the end of an image is no matter. */
export function isWholeImage(bytes: Uint8Array, { mimeType }: ImageHeader): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (mimeType) {
    case 'image/png':
      return isWholePng(view)
    case 'image/jpeg':
      return isWholeJpeg(bytes, view)
    case 'image/webp':
      return view.byteLength >= 8 + view.getUint32(4, true)
  }
}

function isWholePng(view: DataView): boolean {
  const chunkFrame = 12
  for (let offset = 8; offset + chunkFrame <= view.byteLength; ) {
    if (view.getUint32(offset + 4) === IEND) return true
    offset += chunkFrame + view.getUint32(offset)
  }
  return false
}

/** Within a scan 0xFF is never followed by 0xD9 but at its end (ITU-T T.81, B.1.1.5). */
function isWholeJpeg(bytes: Uint8Array, view: DataView): boolean {
  for (let offset = 2; offset + 4 <= view.byteLength; ) {
    const marker = view.getUint8(offset + 1)
    if (view.getUint8(offset) === 0xff && marker === START_OF_SCAN)
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(END_OF_IMAGE, offset)
    // Fill bytes and stray ones stand between segments, and decoders pass over them.
    const isSegment = view.getUint8(offset) === 0xff && marker > 0x01 && marker !== 0xff
    offset += isSegment ? 2 + view.getUint16(offset + 2) : 1
  }
  return false
}
