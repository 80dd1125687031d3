/** Decodes a picture and draws it upright, in sRGB, as large as it may be. */
import type { Size } from '../../../contract/model.ts'
import type { Crop } from '../../../contract/start-pictures.ts'
import { cropIn } from '../crop-in.ts'
import { fitInto } from '../fit.ts'

export type Drawing = {
  bytes: Uint8Array<ArrayBuffer>
  /** "" when the browser is to find out by itself. */
  mimeType: string
  /** 1 to 8 as in EXIF, for bytes that no longer say it themselves. */
  orientation: number
  /** What of it is drawn, upright; null for all. */
  crop: Crop | null
  /** Whether the bytes may stay as they are when they are upright, opaque and small enough. */
  mayStay: boolean
  mayBeTransparent: boolean
  maxPixels: number
  maxSidePx: number
  maxBytes: number
  format: 'image/png' | 'image/webp'
}

export type Drawn =
  | (Size & { kind: 'drawn'; blob: Blob })
  /** The bytes can be used as they are. */
  | (Size & { kind: 'fits' })
  /** There is nothing to be seen on it. */
  | { kind: 'transparent' }
  /** More than `maxBytes` at any size that is still of use. */
  | { kind: 'too-large' }

/** Rejects when the browser can't decode the bytes. */
export async function drawPicture(drawing: Drawing): Promise<Drawn> {
  const { bytes, mimeType, orientation, crop, maxPixels, maxSidePx, maxBytes } = drawing
  /** Each further try at getting under the byte limit has this share of the pixels of the one before. */
  const shrinkPerTry = 0.6
  const smallestShare = 1 / 20

  const bitmap = await createImageBitmap(new Blob([bytes], { type: mimeType }))
  const [sideX, sideY] = orientation > 4 ? [bitmap.height, bitmap.width] : [bitmap.width, bitmap.height]
  const seen = cropIn({ width: sideX, height: sideY }, crop)
  const largest = fitInto(seen, maxPixels, maxSidePx)

  function draw({ width, height }: Size): OffscreenCanvas {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser has no 2D canvas.')
    context.imageSmoothingQuality = 'high'
    const turns: [number, number, number, number, number, number][] = [
      [1, 0, 0, 1, 0, 0],
      [-1, 0, 0, 1, sideX, 0],
      [-1, 0, 0, -1, sideX, sideY],
      [1, 0, 0, -1, 0, sideY],
      [0, 1, 1, 0, 0, 0],
      [0, 1, -1, 0, sideX, 0],
      [0, -1, -1, 0, sideX, sideY],
      [0, -1, 1, 0, 0, sideY],
    ]
    context.scale(width / seen.width, height / seen.height)
    context.translate(-seen.x, -seen.y)
    context.transform(...(turns[orientation - 1] ?? [1, 0, 0, 1, 0, 0]))
    context.drawImage(bitmap, 0, 0)
    return canvas
  }

  /** Of the pixels: all, some or none can be seen through. */
  function transparencyOf(canvas: OffscreenCanvas): 'all' | 'some' | 'none' {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    let hasClear = false
    let hasSeen = false
    for (let offset = 3; offset < data.length; offset += 4) {
      if (data[offset] !== 255) hasClear = true
      if (data[offset] !== 0) hasSeen = true
      if (hasClear && hasSeen) return 'some'
    }
    return hasSeen ? 'none' : 'all'
  }

  try {
    let isOpaque = !drawing.mayBeTransparent
    let canvas: OffscreenCanvas | null = null
    if (!isOpaque) {
      canvas = draw(largest)
      const transparency = transparencyOf(canvas)
      if (transparency === 'all') return { kind: 'transparent' }
      // Colours that lie hidden where a picture is transparent would be sent along; a canvas keeps none.
      isOpaque = transparency === 'none'
    }
    const isSmall = largest.width === sideX && largest.height === sideY && bytes.length <= maxBytes
    if (drawing.mayStay && isSmall && isOpaque && orientation === 1) return { kind: 'fits', ...largest }
    for (let share = 1; share > smallestShare; share *= shrinkPerTry) {
      canvas ??= draw(fitInto(largest, largest.width * largest.height * share, maxSidePx))
      const { width, height } = canvas
      const blob = await canvas.convertToBlob({ type: drawing.format, quality: 0.8 })
      if (blob.size <= maxBytes) return { kind: 'drawn', width, height, blob }
      canvas = null
    }
    return { kind: 'too-large' }
  } finally {
    bitmap.close()
  }
}
