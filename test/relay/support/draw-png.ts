import { deflateSync } from 'node:zlib'
import { PNG_SIGNATURE, pngChunk } from '../../../playground/rivya/pictures/png-chunk.ts'

/** A complete grey PNG, for tests in which the stand-in for Rivya decodes it. @param shade 0 to 255 */
export function drawPng(width: number, height: number, shade = 128): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // 8 bits of grey.
  head.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height, shade)
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0
  const parts = [
    PNG_SIGNATURE,
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]
  return new Uint8Array(Buffer.concat(parts))
}
