import type { Crop } from '../../contract/start-pictures.ts'
import type { Result } from '../result.ts'
import type { ImageTools, Picture } from './image-tools.ts'

/** A layer's picture as it came from the canvas: what is seen of it, as a reference. */
export function fitStartPicture(
  images: Pick<ImageTools, 'fitReference'>,
  { bytes, crop }: { bytes: Uint8Array; crop: Crop | null },
  maxPixels: number,
): Promise<Result<Picture>> {
  return images.fitReference(new Blob([new Uint8Array(bytes)]), maxPixels, crop)
}
