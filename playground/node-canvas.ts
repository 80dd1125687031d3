/** The host's canvas in Node, on `@napi-rs/canvas`. */
import { type Image, loadImage, Canvas as NativeCanvas } from '@napi-rs/canvas'
import { adaptContext } from './host/drawing/adapt-context.ts'
import type { Canvas, Picture, Surface } from './host/drawing/canvas.ts'

/** What `drawPicture` takes is always what this file has made. */
const natives = new WeakMap<Picture, Image | NativeCanvas>()

export const nodeCanvas: Canvas = {
  createSurface,
  async decodePicture(bytes) {
    const image = await loadImage(Buffer.from(bytes))
    return register(image, image.width, image.height)
  },
}

function register(native: Image | NativeCanvas, width: number, height: number): Picture {
  const picture = { width, height }
  natives.set(picture, native)
  return picture
}

function createSurface(width: number, height: number): Surface {
  const canvas = new NativeCanvas(width, height)
  const context = canvas.getContext('2d')
  return {
    width,
    height,
    context: adaptContext(context, natives),
    picture: register(canvas, width, height),
    readPixels: (x, y, w, h) => context.getImageData(x, y, w, h).data,
    async encode(mimeType) {
      const bytes = mimeType === 'image/png' ? await canvas.encode('png') : await canvas.encode('jpeg', 90)
      return new Uint8Array(bytes)
    },
  }
}
