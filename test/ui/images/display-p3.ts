/** The colour space of today's telephones and screens: the same colours as in sRGB have other numbers there. */
import { deflateSync } from 'node:zlib'
import { pngChunk } from '../../../playground/rivya/pictures/png-chunk.ts'
import type { PixelAt, Rgb } from './quadrants.ts'
import { segment } from './write-jpeg.ts'

const TO_P3 = [
  [0.8225, 0.1775, 0],
  [0.0332, 0.9668, 0],
  [0.0171, 0.0724, 0.9105],
]

export function inDisplayP3(at: PixelAt): PixelAt {
  return (x, y) => {
    const linear = at(x, y).map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return TO_P3.map((row) => {
      const sum = row.reduce((total, factor, index) => total + factor * (linear[index] ?? 0), 0)
      return Math.round(255 * (sum <= 0.0031308 ? 12.92 * sum : 1.055 * sum ** (1 / 2.4) - 0.055))
    }) as Rgb
  }
}

/** As ISO 22028-4 has it in four bytes. */
export const P3_CHUNK = pngChunk('cICP', Buffer.from([12, 13, 0, 1]))
export const P3_PROFILE_CHUNK = pngChunk(
  'iCCP',
  Buffer.concat([Buffer.from('P3\0\0', 'latin1'), deflateSync(writeProfile())]),
)
export const P3_SEGMENT = segment(
  0xe2,
  Buffer.concat([Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.from([1, 1]), writeProfile()]),
)

/** A matrix and the curve of sRGB (ICC.1:2022, 8.3), with the primaries adapted to D50. */
function writeProfile(): Buffer {
  const curve = typed('para', [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045], 3)
  const tags: [string, Buffer][] = [
    ['wtpt', typed('XYZ ', [0.9642, 1, 0.8249])],
    ['rXYZ', typed('XYZ ', [0.51512, 0.2412, -0.00105])],
    ['gXYZ', typed('XYZ ', [0.29198, 0.69225, 0.04189])],
    ['bXYZ', typed('XYZ ', [0.1571, 0.06657, 0.78407])],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]
  const table = Buffer.alloc(4 + tags.length * 12)
  table.writeUInt32BE(tags.length, 0)
  let offset = 128 + table.length
  tags.forEach(([name, data], index) => {
    table.write(name, 4 + index * 12, 'latin1')
    table.writeUInt32BE(offset, 8 + index * 12)
    table.writeUInt32BE(data.length, 12 + index * 12)
    offset += data.length
  })
  const header = Buffer.alloc(128)
  header.writeUInt32BE(offset, 0)
  header.writeUInt32BE(0x04300000, 8)
  header.write('mntrRGB XYZ ', 12, 'latin1')
  header.write('acsp', 36, 'latin1')
  ;[0.9642, 1, 0.8249].forEach((value, index) => {
    header.writeInt32BE(Math.round(value * 65536), 68 + index * 4)
  })
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)])
}

function typed(type: string, values: number[], kind?: number): Buffer {
  const head = Buffer.alloc(kind === undefined ? 8 : 12)
  head.write(type, 'latin1')
  if (kind !== undefined) head.writeUInt16BE(kind, 8)
  const data = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    data.writeInt32BE(Math.round(value * 65536), index * 4)
  })
  return Buffer.concat([head, data])
}
