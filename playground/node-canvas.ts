/** The host's canvas in Node, on `@napi-rs/canvas`. */
import { loadImage, Canvas as NativeCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Canvas, DrawingContext, Gradient, Picture, Surface } from './host/canvas.ts'

type NativePicture = Parameters<SKRSContext2D['drawImage']>[0]
type NativeStyle = SKRSContext2D['fillStyle']

/** What `drawPicture` takes is always what this file has made. */
const natives = new WeakMap<Picture, NativePicture>()

export const nodeCanvas: Canvas = {
  createSurface,
  async decodePicture(bytes) {
    const image = await loadImage(Buffer.from(bytes))
    return register(image, image.width, image.height)
  },
}

function register(native: NativePicture, width: number, height: number): Picture {
  const picture = { width, height }
  natives.set(picture, native)
  return picture
}

function createSurface(width: number, height: number): Surface {
  const canvas = new NativeCanvas(width, height)
  const context = canvas.getContext('2d')
  context.imageSmoothingQuality = 'high'
  return {
    width,
    height,
    context: adapt(context),
    picture: register(canvas, width, height),
    readPixels: (x, y, w, h) => context.getImageData(x, y, w, h).data,
    async encode(mimeType) {
      const bytes = mimeType === 'image/png' ? await canvas.encode('png') : await canvas.encode('jpeg', 90)
      return new Uint8Array(bytes)
    },
  }
}

function adapt(context: SKRSContext2D): DrawingContext {
  const style = (value: string | Gradient) => value as NativeStyle
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
