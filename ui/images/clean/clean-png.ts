/** Reads a PNG chunk by chunk (W3C PNG, third edition), and keeps what makes the picture. */
import { sizeOfPng, viewOf } from '../../../contract/image-header.ts'
import type { Cleaned } from './cleaned.ts'
import { exifOrientation } from './exif-orientation.ts'
import { joinBytes } from './join-bytes.ts'

const SIGNATURE_BYTES = 8
/** Length, type and check sum around the data of a chunk. */
const FRAME_BYTES = 12
const PICTURE = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']
/** Without any of these, colours are sRGB. Where "sRGB" stands, the last two only say the same for old decoders. */
const COLOURS = ['iCCP', 'cICP', 'sRGB', 'gAMA', 'cHRM']

export function cleanPng(bytes: Uint8Array<ArrayBuffer>): Cleaned | null {
  const view = viewOf(bytes)
  const chunks: { type: string; whole: Uint8Array; data: Uint8Array }[] = []
  for (let offset = SIGNATURE_BYTES; chunks.at(-1)?.type !== 'IEND'; ) {
    const end = offset + FRAME_BYTES + view.getUint32(offset)
    if (end > bytes.length) return null
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8))
    chunks.push({ type, whole: bytes.subarray(offset, end), data: bytes.subarray(offset + 8, end - 4) })
    offset = end
  }
  const find = (...types: string[]) => chunks.find(({ type }) => types.includes(type))?.data
  const header = chunks[0]?.type === 'IHDR' ? chunks[0].data : null
  if (!header || header.length < 13 || !find('IDAT')) return null

  const [depth = 0, colourType = 0] = header.subarray(8)
  const hasProfile = find('iCCP', 'cICP') !== undefined
  const isSrgb = !hasProfile && (find('sRGB') !== undefined || !find('gAMA', 'cHRM'))
  const kept = isSrgb ? PICTURE : [...PICTURE, ...COLOURS]
  const exif = find('eXIf')
  return {
    // Without its other chunks an animation is its first frame.
    bytes: joinBytes([
      bytes.subarray(0, SIGNATURE_BYTES),
      ...chunks.filter(({ type }) => kept.includes(type)).map(({ whole }) => whole),
    ]),
    mimeType: 'image/png',
    size: sizeOfPng(bytes),
    orientation: exif ? exifOrientation(exif) : 1,
    isPlain: isSrgb && depth <= 8,
    mayBeTransparent: colourType === 4 || colourType === 6 || find('tRNS') !== undefined,
  }
}
