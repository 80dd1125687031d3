/** The host's canvas in the browser, on OffscreenCanvas. */
import type { Canvas, DrawingContext, Gradient, Picture, Surface } from '../host/canvas.ts'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

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
    context: adaptContext(context),
    picture: register(canvas, width, height),
    readPixels: (x, y, w, h) => new Uint8ClampedArray(context.getImageData(x, y, w, h).data),
    async encode(type) {
      const blob = await canvas.convertToBlob({ type, quality: 0.9 })
      return new Uint8Array(await blob.arrayBuffer())
    },
  }
}

export function adaptContext(context: Context): DrawingContext {
  context.imageSmoothingQuality = 'high'
  const style = (value: string | Gradient) => value as string | CanvasGradient
  return {
    save: () => context.save(),
    restore: () => context.restore(),
    setTransform: (a, b, c, d, e, f) => context.setTransform(a, b, c, d, e, f),
    beginPath: () => context.beginPath(),
    moveTo: (x, y) => context.moveTo(x, y),
    lineTo: (x, y) => context.lineTo(x, y),
    rect: (x, y, w, h) => context.rect(x, y, w, h),
    roundRect: (x, y, w, h, radius) => context.roundRect(x, y, w, h, radius),
    ellipse: (...values) => context.ellipse(...values),
    quadraticCurveTo: (...values) => context.quadraticCurveTo(...values),
    bezierCurveTo: (...values) => context.bezierCurveTo(...values),
    closePath: () => context.closePath(),
    clip: (rule = 'nonzero') => context.clip(rule),
    fill: (rule = 'nonzero') => context.fill(rule),
    stroke: () => context.stroke(),
    fillRect: (x, y, w, h) => context.fillRect(x, y, w, h),
    fillText: (text, x, y) => context.fillText(text, x, y),
    measureText: (text) => context.measureText(text),
    drawPicture(picture, x, y, w, h) {
      const native = natives.get(picture)
      if (native !== undefined) context.drawImage(native, x, y, w, h)
    },
    createLinearGradient: (...values) => context.createLinearGradient(...values),
    createRadialGradient: (...values) => context.createRadialGradient(...values),
    setFill: (value) => {
      context.fillStyle = style(value)
    },
    setStroke: (value, width) => {
      context.strokeStyle = style(value)
      context.lineWidth = width
    },
    setAlpha: (alpha) => {
      context.globalAlpha = alpha
    },
    setComposite: (operation) => {
      context.globalCompositeOperation = operation
    },
    setFont: (font, letterSpacingPx) => {
      context.font = font
      context.letterSpacing = `${letterSpacingPx}px`
    },
    setShadow: (color, blur, offsetX, offsetY) => {
      context.shadowColor = color
      context.shadowBlur = blur
      context.shadowOffsetX = offsetX
      context.shadowOffsetY = offsetY
    },
  }
}
