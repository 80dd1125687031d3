import { createCanvas } from '@napi-rs/canvas'
import { pngChunk } from '../../../playground/rivya/pictures/png-chunk.ts'
import { quadrants, UPRIGHT, WHITE } from './quadrants.ts'
import { writePng } from './write-png.ts'

/** By an encoder, for the formats that are not written here by hand. */
export function drawQuadrants(mimeType: 'image/avif' | 'image/gif'): Buffer {
  const canvas = createCanvas(UPRIGHT.width, UPRIGHT.height)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(UPRIGHT.width, UPRIGHT.height)
  for (let y = 0; y < UPRIGHT.height; y += 1) {
    for (let x = 0; x < UPRIGHT.width; x += 1) {
      pixels.data.set([...quadrants(x, y), 255], (y * UPRIGHT.width + x) * 4)
    }
  }
  context.putImageData(pixels, 0, 0)
  return mimeType === 'image/gif' ? canvas.toBuffer(mimeType) : canvas.toBuffer(mimeType, { quality: 95 })
}

/** The picture, and then nothing but its first colour. */
export function writeAnimatedGif(): Buffer {
  const still = drawQuadrants('image/gif')
  const { width, height } = UPRIGHT
  // A second frame of its own two colours, each pixel a code of its own between codes that clear the table.
  const codes: number[] = []
  for (let pixel = 0; pixel < width * height; pixel += 1) codes.push(4, 1)
  codes.push(5)
  const bits = codes
    .map((code) => code.toString(2).padStart(3, '0'))
    .reverse()
    .join('')
  const bytes: number[] = []
  for (let end = bits.length; end > 0; end -= 8)
    bytes.push(Number.parseInt(bits.slice(Math.max(0, end - 8), end), 2))
  const blocks: number[] = []
  for (let start = 0; start < bytes.length; start += 255) {
    const block = bytes.slice(start, start + 255)
    blocks.push(block.length, ...block)
  }
  const size = [width & 255, width >> 8, height & 255, height >> 8]
  const frame = [0x2c, 0, 0, 0, 0, ...size, 0x81, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 2, ...blocks, 0]
  return Buffer.concat([still.subarray(0, -1), Buffer.from(frame), Buffer.from([0x3b])])
}

/** The picture, and then white. */
export function writeAnimatedPng(): Buffer {
  const { width, height } = UPRIGHT
  const control = (sequence: number) => {
    const data = Buffer.alloc(26)
    data.writeUInt32BE(sequence, 0)
    data.writeUInt32BE(width, 4)
    data.writeUInt32BE(height, 8)
    data.writeUInt16BE(1, 20)
    data.writeUInt16BE(10, 22)
    return pngChunk('fcTL', data)
  }
  const second = writePng({ ...UPRIGHT, at: () => WHITE })
  const start = second.indexOf('IDAT') + 4
  const data = second.subarray(start, start + second.readUInt32BE(start - 8))
  return writePng({
    ...UPRIGHT,
    at: quadrants,
    before: [pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])), control(0)],
    after: [control(1), pngChunk('fdAT', Buffer.concat([Buffer.from([0, 0, 0, 2]), data]))],
  })
}
