import type { Crop } from '../../contract/start-pictures.ts'
import { type Result, refused } from '../result.ts'
import { cropIn } from './crop-in.ts'
import type { ImageTools, Picture } from './image-tools.ts'

/** A layer's picture as it came from the canvas: what is seen of it, as a reference. */
export async function fitStartPicture(
  images: Pick<ImageTools, 'fitReference'>,
  { bytes, crop }: { bytes: Uint8Array; crop: Crop | null },
  maxPixels: number,
): Promise<Result<Picture>> {
  const whole = new Blob([new Uint8Array(bytes)])
  const seen = crop ? await cutOut(whole, crop) : whole
  return seen ? images.fitReference(seen, maxPixels) : refused({ code: 'unsupported_media_type' })
}

/** A PNG of a part of a picture, in the picture's own pixels; null when it can't be decoded. */
async function cutOut(picture: Blob, crop: Crop): Promise<Blob | null> {
  const bitmap = await createImageBitmap(picture).catch(() => null)
  if (!bitmap) return null
  const { x, y, width, height } = cropIn(bitmap, crop)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  context?.drawImage(bitmap, x, y, width, height, 0, 0, width, height)
  bitmap.close()
  return context ? canvas.convertToBlob({ type: 'image/png' }) : null
}
