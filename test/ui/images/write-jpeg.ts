/**
 * JPEGs of flat blocks of 8 × 8, so that every kind can be made without an encoder for it: only the first coefficient of
 * each block is written (ITU-T T.81, F.1.2).
 */
import type { PixelAt } from './quadrants.ts'

type Kind = 'colour' | 'grey' | 'cmyk'
type JpegParts = {
  width: number
  height: number
  at: PixelAt
  kind?: Kind
  /** Between the start of the image and its tables. */
  before?: Uint8Array
  /** Behind its end. */
  after?: Uint8Array
}

const SAMPLES: Record<Kind, (rgb: readonly [number, number, number]) => number[]> = {
  colour: ([r, g, b]) => [
    0.299 * r + 0.587 * g + 0.114 * b,
    128 - 0.168736 * r - 0.331264 * g + 0.5 * b,
    128 + 0.5 * r - 0.418688 * g - 0.081312 * b,
  ],
  grey: ([r, g, b]) => [0.299 * r + 0.587 * g + 0.114 * b],
  // Inverted, as Adobe writes it: no black, and of each ink what its colour leaves out.
  cmyk: (rgb) => [...rgb, 255],
}
const ADOBE_CMYK = segment(0xee, Buffer.concat([Buffer.from('Adobe'), Buffer.from([0, 100, 0, 0, 0, 0, 0])]))

export function writeJpeg({ width, height, at, kind = 'colour', before, after }: JpegParts): Buffer {
  const toSamples = SAMPLES[kind]
  const components = toSamples([0, 0, 0]).length
  const ids = Array.from({ length: components }, (_, index) => index + 1)
  const size = Buffer.alloc(5)
  size[0] = 8
  size.writeUInt16BE(height, 1)
  size.writeUInt16BE(width, 3)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    before ?? Buffer.alloc(0),
    kind === 'cmyk' ? ADOBE_CMYK : Buffer.alloc(0),
    // Every coefficient is divided by 8, which makes the first one the mean itself.
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 8)])),
    segment(0xc0, Buffer.concat([size, Buffer.from([components, ...ids.flatMap((id) => [id, 0x11, 0])])])),
    // Differences in twelve categories, four bits each; of the other coefficients only "none", in one bit.
    huffman(0x00, [0, 0, 0, 12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    huffman(0x10, [1], [0]),
    segment(0xda, Buffer.from([components, ...ids.flatMap((id) => [id, 0x00]), 0, 63, 0])),
    scan(width, height, (x, y) => toSamples(at(x, y))),
    Buffer.from([0xff, 0xd9]),
    after ?? Buffer.alloc(0),
  ])
}

export function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

function huffman(slot: number, counts: number[], symbols: number[]): Buffer {
  const lengths = [...counts, ...Array<number>(16 - counts.length).fill(0)]
  return segment(0xc4, Buffer.from([slot, ...lengths, ...symbols]))
}

function scan(width: number, height: number, samplesAt: (x: number, y: number) => number[]): Buffer {
  let bits = ''
  let previous: number[] = []
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      const values = samplesAt(x, y).map((sample) => Math.round(sample) - 128)
      values.forEach((value, index) => {
        const difference = value - (previous[index] ?? 0)
        const category = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1
        const code = difference < 0 ? difference + 2 ** category - 1 : difference
        bits += category.toString(2).padStart(4, '0')
        if (category > 0) bits += code.toString(2).padStart(category, '0')
        bits += '0'
      })
      previous = values
    }
  }
  const bytes = bits.match(/.{1,8}/g) ?? []
  return Buffer.from(
    bytes.flatMap((byte) => {
      const value = Number.parseInt(byte.padEnd(8, '1'), 2)
      return value === 0xff ? [0xff, 0] : [value]
    }),
  )
}
