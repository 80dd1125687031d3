/**
 * The pictures of the stand-in. Each shows what it was asked for: the prompt, the ratio and resolution, "image 1" as its
 * subject, and every reference with its number, so that a mix-up is seen at once. Asked to change image 1, it is image 1
 * with the change.
 */
import { type Canvas, createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas'
import { type AspectRatio, type Resolution, ratioOf, type Size } from '../../../contract/model.ts'
import { seedOf } from '../seeded-random.ts'
import { drawCaption } from './caption.ts'
import { drawEdit } from './edit.ts'
import { readEdit } from './edit-request.ts'
import { encodePng } from './encode-png.ts'
import type { DriftLimits } from './redraw.ts'
import { drawScene } from './scene.ts'

export type PictureOrder = {
  prompt: string
  aspectRatio: AspectRatio
  resolution: Resolution
  /** Encoded images, "image 1" first. */
  references: Uint8Array[]
  /** Pictures of one prompt differ by it. */
  ordinal: number
  hasNoise: boolean
  /** In place of the resolution's size; null for that. */
  longerSidePx: number | null
  /** How far an edited image may differ from what it was made of; null for another picture altogether. */
  drift: DriftLimits | null
}

export type PictureFormat = 'png' | 'jpeg' | 'webp'

/** About 1 megapixel for 1K and 4 for 2K; sides are multiples of 16. */
export function pictureSize(aspectRatio: AspectRatio, resolution: Resolution): Size {
  const pixels = resolution === '2K' ? 2048 * 2048 : 1024 * 1024
  const ratio = ratioOf(aspectRatio)
  const to16 = (side: number) => Math.round(side / 16) * 16
  return { width: to16(Math.sqrt(pixels * ratio)), height: to16(Math.sqrt(pixels / ratio)) }
}

/** The same order gives the same bytes. */
export async function makePicture(order: PictureOrder, format: PictureFormat): Promise<Uint8Array> {
  const canvas = await drawPicture(order)
  if (format !== 'png') return canvas.encode(format, 88)
  const { width, height } = canvas
  return encodePng(canvas.getContext('2d').getImageData(0, 0, width, height).data, width, height)
}

async function drawPicture(order: PictureOrder): Promise<Canvas> {
  const { width, height } = sizeOf(order)
  const seed = seedOf(`${order.prompt} ${order.ordinal}`)
  const references = await Promise.all(order.references.map((bytes) => loadImage(bytes)))
  const [subject = null] = references
  const edit = subject === null ? null : readEdit(order.prompt)
  const canvas =
    subject !== null && edit !== null && order.drift !== null
      ? drawEdit(subject, edit, { prompt: order.prompt, seed, drift: order.drift }, { width, height })
      : createCanvas(width, height)
  const context = canvas.getContext('2d')
  if (edit === null) {
    drawScene(context, { width, height }, order.prompt, seed, subject)
    drawCaption(context, { width, height }, order, references)
  } else if (order.drift === null) drawScene(context, { width, height }, order.prompt, seed, null)
  // Two to four megabytes, as photographs of these sizes have.
  if (order.hasNoise)
    addNoise(context, { width, height }, seed, order.resolution === '2K' ? 0x030303 : 0x0f0f0f)
  return canvas
}

function sizeOf({ aspectRatio, resolution, longerSidePx }: PictureOrder): Size {
  const size = pictureSize(aspectRatio, resolution)
  if (longerSidePx === null) return size
  const factor = longerSidePx / Math.max(size.width, size.height)
  return { width: Math.round(size.width * factor), height: Math.round(size.height * factor) }
}

/** Grain that PNG can't compress, on the lowest `bits` of each colour so that the picture stays to be seen. */
function addNoise(context: SKRSContext2D, { width, height }: Size, seed: number, bits: number): void {
  const image = context.getImageData(0, 0, width, height)
  const words = new Uint32Array(image.data.buffer, image.data.byteOffset, width * height)
  let state = seed | 1
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[index] = ((words[index] ?? 0) ^ (state & bits)) >>> 0
  }
  context.putImageData(image, 0, 0)
}
