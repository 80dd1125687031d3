import { deflateSync } from 'node:zlib'
import { PNG_SIGNATURE, pngChunk } from '../../../playground/rivya/pictures/png-chunk.ts'
import type { PixelAt } from './quadrants.ts'

type PngParts = {
  width: number
  height: number
  at: PixelAt
  depth?: 8 | 16
  /** 0 to 255. Without it the PNG has no alpha. */
  alphaAt?: (x: number, y: number) => number
  /** Between header and pixels. */
  before?: Buffer[]
  after?: Buffer[]
}

export function writePng({
  width,
  height,
  at,
  depth = 8,
  alphaAt,
  before = [],
  after = [],
}: PngParts): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, alphaAt === undefined ? 2 : 6], 8)
  const rows: number[] = []
  for (let y = 0; y < height; y += 1) {
    rows.push(0)
    for (let x = 0; x < width; x += 1) {
      const samples = alphaAt === undefined ? at(x, y) : [...at(x, y), alphaAt(x, y)]
      // A byte twice is the same value out of 65,535.
      for (const sample of samples) rows.push(...(depth === 16 ? [sample, sample] : [sample]))
    }
  }
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    ...before,
    pngChunk('IDAT', deflateSync(Buffer.from(rows))),
    ...after,
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}
