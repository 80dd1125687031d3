import type { Crop } from '../../contract/start-pictures.ts'
import { type Result, refused } from '../result.ts'
import type { ImageTools, Picture } from './image-tools.ts'

/** A layer's picture as it came from the canvas: what is seen of it, as a reference. */
export async function fitStartPicture(
  images: Pick<ImageTools, 'fitReference'>,
  { bytes, crop }: { bytes: Uint8Array; crop: Crop | null },
  maxPixels: number,
): Promise<Result<Picture>> {
  const whole = new Blob([new Uint8Array(bytes)])
  const seen = crop === null ? whole : await cutOut(whole, crop)
  return seen === null ? refused({ code: 'unsupported_media_type' }) : images.fitReference(seen, maxPixels)
}

/** A PNG of a part of a picture, in the picture's own pixels; null when it can't be decoded. */
async function cutOut(picture: Blob, crop: Crop): Promise<Blob | null> {
  const bitmap = await createImageBitmap(picture).catch(() => null)
  if (bitmap === null) return null
  const side = (from: number, length: number, all: number) => {
    const start = Math.min(all - 1, Math.max(0, Math.round(from * all)))
    return { start, length: Math.min(all - start, Math.max(1, Math.round(length * all))) }
  }
  const x = side(crop.x, crop.width, bitmap.width)
  const y = side(crop.y, crop.height, bitmap.height)
  const canvas = new OffscreenCanvas(x.length, y.length)
  const context = canvas.getContext('2d')
  context?.drawImage(bitmap, x.start, y.start, x.length, y.length, 0, 0, x.length, y.length)
  bitmap.close()
  return context === null ? null : canvas.convertToBlob({ type: 'image/png' })
}
