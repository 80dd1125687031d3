/** Containers (RFC 9649) around pictures that an encoder has made. */
import { createCanvas } from '@napi-rs/canvas'
import type { PixelAt } from './quadrants.ts'

type WebpPicture = { width: number; height: number; at: PixelAt }

export function writeWebp(picture: WebpPicture): Buffer {
  return riff([pictureChunk(picture)])
}

/** @param flags of its extended header (0x08 for EXIF) @param more chunks behind the picture */
export function writeExtendedWebp(picture: WebpPicture, flags: number, more: readonly Buffer[]): Buffer {
  return riff([extendedHeader(picture, flags), pictureChunk(picture), ...more])
}

export function writeAnimatedWebp(frames: readonly [WebpPicture, ...WebpPicture[]]): Buffer {
  const [{ width, height }] = frames
  const place = Buffer.alloc(16)
  place.writeUIntLE(width - 1, 6, 3)
  place.writeUIntLE(height - 1, 9, 3)
  place.writeUIntLE(100, 12, 3)
  return riff([
    extendedHeader(frames[0], 0x02),
    webpChunk('ANIM', Buffer.alloc(6)),
    ...frames.map((frame) => webpChunk('ANMF', Buffer.concat([place, pictureChunk(frame)]))),
  ])
}

export function webpChunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}

function extendedHeader({ width, height }: WebpPicture, flags: number): Buffer {
  const data = Buffer.alloc(10)
  data[0] = flags
  data.writeUIntLE(width - 1, 4, 3)
  data.writeUIntLE(height - 1, 7, 3)
  return webpChunk('VP8X', data)
}

/** Of the one chunk that holds the pixels, whatever the encoder put around it. */
function pictureChunk({ width, height, at }: WebpPicture): Buffer {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(width, height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels.data.set([...at(x, y), 255], (y * width + x) * 4)
  }
  context.putImageData(pixels, 0, 0)
  const file = canvas.toBuffer('image/webp', 100)
  for (let offset = 12; offset < file.length; ) {
    const type = file.toString('latin1', offset, offset + 4)
    const end = offset + 8 + file.readUInt32LE(offset + 4)
    if (type.startsWith('VP8 ') || type === 'VP8L') return webpChunk(type, file.subarray(offset + 8, end))
    offset = end + (end % 2)
  }
  throw new Error('The encoder wrote no picture.')
}

function riff(chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  const head = Buffer.alloc(8)
  head.write('RIFF')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}
