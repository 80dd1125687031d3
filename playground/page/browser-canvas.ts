/** The host's canvas in the browser, on OffscreenCanvas. */
import { adaptContext } from '../host/drawing/adapt-context.ts'
import type { Canvas, DrawingContext, Picture, Surface } from '../host/drawing/canvas.ts'

/** What `drawPicture` takes is always what this file has made. */
const natives = new WeakMap<Picture, ImageBitmap | OffscreenCanvas>()

export const browserCanvas: Canvas = {
  createSurface,
  async decodePicture(bytes) {
    const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]))
    return register(bitmap, bitmap.width, bitmap.height)
  },
}

function register(native: ImageBitmap | OffscreenCanvas, width: number, height: number): Picture {
  const picture = { width, height }
  natives.set(picture, native)
  return picture
}

function createSurface(width: number, height: number): Surface {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws on no canvas')
  return {
    width,
    height,
    context: adaptContext(context, natives),
    picture: register(canvas, width, height),
    readPixels: (x, y, w, h) => new Uint8ClampedArray(context.getImageData(x, y, w, h).data),
    async encode(type) {
      const blob = await canvas.convertToBlob({ type, quality: 0.9 })
      return new Uint8Array(await blob.arrayBuffer())
    },
  }
}

/** The page's own canvas, to draw the document on. */
export function drawOn(context: CanvasRenderingContext2D): DrawingContext {
  return adaptContext(context, natives)
}
