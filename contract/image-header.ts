/**
 * Type and size of an image from its first bytes: enough to decide whether it is allowed, without decoding it.
 * Reads PNG (W3C PNG, 11.2.1 IHDR), JPEG (ITU-T T.81, B.2.2 frame header) and WebP (RFC 9649). Never throws.
 */
import type { ImageMimeType, Size } from './model.ts'

export type ImageHeader = Size & { mimeType: ImageMimeType }

/**
 * @param bytes the whole file or its beginning; a JPEG's size may stand behind long metadata, so give all you have
 * @returns null when the signature is of another format or the size can't be read or is zero
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = viewOf(bytes)
  return withArea(readPng(view) ?? readJpeg(view) ?? readWebp(view))
}

/** Of what Figma has exported, which is a whole PNG. */
export function sizeOfPng(bytes: Uint8Array): Size {
  return readPngSize(viewOf(bytes))
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function withArea(header: ImageHeader | null): ImageHeader | null {
  return header && header.width > 0 && header.height > 0 ? header : null
}

const PNG_SIGNATURE_HIGH = 0x89504e47
const PNG_SIGNATURE_LOW = 0x0d0a1a0a
const IHDR = 0x49484452

function readPng(view: DataView): ImageHeader | null {
  if (view.byteLength < 24) return null
  const isPng =
    view.getUint32(0) === PNG_SIGNATURE_HIGH &&
    view.getUint32(4) === PNG_SIGNATURE_LOW &&
    view.getUint32(12) === IHDR
  return isPng ? { mimeType: 'image/png', ...readPngSize(view) } : null
}

function readPngSize(view: DataView): Size {
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

function readJpeg(view: DataView): ImageHeader | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  let offset = 2
  while (offset + 9 <= view.byteLength) {
    const marker = view.getUint8(offset) === 0xff ? view.getUint8(offset + 1) : 0
    // Decoders pass over fill bytes and over whatever else stands between two segments, and so do browsers.
    if (marker <= 0x01 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7)) {
      offset += 1
      continue
    }
    if (isFrameHeader(marker)) {
      return { mimeType: 'image/jpeg', ...readFrameSize(view, offset) }
    }
    const length = view.getUint16(offset + 2)
    if (length < 2 || marker === 0xda || marker === 0xd8 || marker === 0xd9) return null
    offset += 2 + length
  }
  return null
}

/** Of the frame header at `offset`. */
export function readFrameSize(view: DataView, offset: number): Size {
  return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) }
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
export function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

const RIFF = 0x52494646
const WEBP = 0x57454250
const VP8_LOSSY = 0x56503820
const VP8_LOSSLESS = 0x5650384c
const VP8_EXTENDED = 0x56503858

export function readWebp(view: DataView): ImageHeader | null {
  if (view.byteLength < 30 || view.getUint32(0) !== RIFF || view.getUint32(8) !== WEBP) return null
  const mimeType = 'image/webp'
  switch (view.getUint32(12)) {
    case VP8_LOSSY:
      if (view.getUint8(23) !== 0x9d || view.getUint8(24) !== 0x01 || view.getUint8(25) !== 0x2a) return null
      return { mimeType, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case VP8_LOSSLESS: {
      if (view.getUint8(20) !== 0x2f) return null
      const bits = view.getUint32(21, true)
      return { mimeType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case VP8_EXTENDED:
      return { mimeType, width: readUint24(view, 24) + 1, height: readUint24(view, 27) + 1 }
    default:
      return null
  }
}

function readUint24(view: DataView, offset: number): number {
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16)
}
