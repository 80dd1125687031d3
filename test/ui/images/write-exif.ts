/** What a telephone writes beside a picture. */

/** Stands in the files that tests make, and must stand in nothing that leaves the panel. */
export const SECRET = 'GPS of somebody’s home'

/** TIFF with an orientation, and a position in a directory of its own. @param isLittleEndian the order of its bytes */
export function writeExif(orientation: number, isLittleEndian = true): Buffer {
  const secret = Buffer.from(SECRET)
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 2 + 12 + 4 + secret.length)
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length)
  tiff.write(isLittleEndian ? 'II' : 'MM')
  view.setUint16(2, 42, isLittleEndian)
  view.setUint32(4, 8, isLittleEndian)
  view.setUint16(8, 2, isLittleEndian)
  const entry = (offset: number, tag: number, type: number, count: number) => {
    view.setUint16(offset, tag, isLittleEndian)
    view.setUint16(offset + 2, type, isLittleEndian)
    view.setUint32(offset + 4, count, isLittleEndian)
  }
  entry(10, 0x0112, 3, 1)
  view.setUint16(18, orientation, isLittleEndian)
  entry(22, 0x8825, 4, 1)
  view.setUint32(30, 38, isLittleEndian)
  view.setUint16(38, 1, isLittleEndian)
  entry(40, 0x001b, 7, secret.length)
  view.setUint32(48, 56, isLittleEndian)
  secret.copy(tiff, 56)
  return tiff
}
