/**
 * What the panel does with pictures, through the browser's decoder and a canvas. Decoding happens off the main thread
 * (`createImageBitmap`), so that the panel stays smooth while images of several megabytes come in.
 */
import { type ImageMimeType, MAX_REFERENCE_BYTES, type Size } from '../../contract/model.ts'
import type { GenerationImage } from '../../contract/relay-api.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { fitWithin, fitWithinSide } from './fit.ts'
import { scaleInWorker } from './image-worker.ts'
import { formatOf } from './signature.ts'

export type Picture = Size & { bytes: Uint8Array<ArrayBuffer>; mimeType: ImageMimeType }
export type ImageTools = typeof imageTools

/** Figma's `createImage` throws above this. */
const MAX_FIGMA_SIDE_PX = 4096
/** A file beyond this is refused before it is decoded. */
const MAX_FILE_BYTES = 100_000_000
/** Each further try at getting under the byte limit has this share of the pixels of the one before. */
const SHRINK_PER_TRY = 0.6

export const imageTools = {
  /**
   * A dropped, pasted or chosen file as a reference of at most `maxPixels` and 10,000,000 bytes. What already fits is
   * passed on byte for byte; the rest, and formats the model does not take, becomes PNG.
   */
  async fitReference(file: Blob, maxPixels: number): Promise<Result<Picture>> {
    if (file.size > MAX_FILE_BYTES) return refused({ code: 'image_too_large' })
    const bytes = new Uint8Array(await file.arrayBuffer())
    const mimeType = formatOf(bytes)
    const bitmap = await decode(new Blob([bytes], { type: mimeType ?? file.type }))
    if (bitmap === null) return refused({ code: 'unsupported_media_type' })
    const { width, height } = bitmap
    const isSmall = width * height <= maxPixels && bytes.length <= MAX_REFERENCE_BYTES
    try {
      if (mimeType !== null && isSmall) return succeeded({ width, height, bytes, mimeType })
      return await shrinkUntilSmall(bitmap, maxPixels)
    } finally {
      bitmap.close()
    }
  },

  /**
   * A result as Figma takes it: PNG or JPEG up to 4096 px a side stay as they are, all else becomes such a PNG.
   *
   * @param image as the relay has measured it
   */
  async toFigmaImage(
    bytes: Uint8Array<ArrayBuffer>,
    image: GenerationImage | undefined,
  ): Promise<Result<Uint8Array<ArrayBuffer>>> {
    const { mime_type = 'image/webp', width = 0, height = 0 } = image ?? {}
    if (mime_type !== 'image/webp' && Math.max(width, height) <= MAX_FIGMA_SIDE_PX) return succeeded(bytes)
    const bitmap = await decode(new Blob([bytes]))
    if (bitmap === null) {
      return refused({ code: 'generation_failed', detail: 'What came back can not be read as an image.' })
    }
    try {
      const blob = await draw(bitmap, fitWithinSide(bitmap, MAX_FIGMA_SIDE_PX))
      return succeeded(new Uint8Array(await blob.arrayBuffer()))
    } finally {
      bitmap.close()
    }
  },

  /**
   * A small picture, at most `sidePx` a side; null when the bytes are no image. Never rejects.
   *
   * @param isLastUse nothing else needs the bytes: they may be gone afterwards
   */
  async makeThumbnail(
    bytes: Uint8Array<ArrayBuffer>,
    sidePx: number,
    isLastUse = false,
  ): Promise<Blob | null> {
    const scaled = await scaleInWorker(bytes, sidePx, isLastUse)
    if (scaled !== null) return scaled
    // Where no worker may be started, it is done here.
    const bitmap = await decode(new Blob([bytes]))
    return bitmap === null ? null : draw(bitmap, fitWithinSide(bitmap, sidePx)).finally(() => bitmap.close())
  },
}

async function shrinkUntilSmall(bitmap: ImageBitmap, maxPixels: number): Promise<Result<Picture>> {
  for (let pixels = maxPixels; pixels > maxPixels / 20; pixels *= SHRINK_PER_TRY) {
    const size = fitWithin(bitmap, pixels)
    const blob = await draw(bitmap, size)
    if (blob.size > MAX_REFERENCE_BYTES) continue
    return succeeded({ ...size, bytes: new Uint8Array(await blob.arrayBuffer()), mimeType: 'image/png' })
  }
  return refused({ code: 'image_too_large' })
}

async function decode(blob: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(blob)
  } catch {
    return null
  }
}

async function draw(bitmap: ImageBitmap, size: Size): Promise<Blob> {
  const canvas = new OffscreenCanvas(size.width, size.height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser has no 2D canvas.')
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, size.width, size.height)
  return canvas.convertToBlob({ type: 'image/png' })
}
