/** How a picture is to be turned, from its EXIF (CIPA DC-008, 4.6.2 and 4.6.5). */

import { viewOf } from '../../../contract/image-header.ts'

const ORIENTATION = 0x0112
const ENTRY_BYTES = 12

/**
 * @param exif from the byte order on, with or without the "Exif" that stands before it in JPEG
 * @returns 1 to 8; 1, upright, when it does not say or can't be read
 */
export function exifOrientation(exif: Uint8Array): number {
  const isMarked = String.fromCharCode(...exif.subarray(0, 4)) === 'Exif'
  const tiff = isMarked ? exif.subarray(6) : exif
  try {
    return readOrientation(viewOf(tiff))
  } catch {
    // Shorter than it says: the picture itself may be whole.
    return 1
  }
}

function readOrientation(tiff: DataView): number {
  const isLittleEndian = tiff.getUint16(0) === 0x4949
  const directory = tiff.getUint32(4, isLittleEndian)
  const count = tiff.getUint16(directory, isLittleEndian)
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES
    if (tiff.getUint16(entry, isLittleEndian) !== ORIENTATION) continue
    const value = tiff.getUint16(entry + 8, isLittleEndian)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}
