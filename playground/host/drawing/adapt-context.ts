/** A 2D context of Node or of the browser as the drawing that the renderer needs. */
import type { DrawingContext, Picture } from './canvas.ts'

/** What the two kinds of context share; styles and images are each kind's own. */
type NativeContext = Omit<
  DrawingContext,
  'drawPicture' | 'setFill' | 'setStroke' | 'setAlpha' | 'setComposite' | 'setFont' | 'setShadow'
> & {
  drawImage(image: unknown, x: number, y: number, width: number, height: number): void
  imageSmoothingQuality: string
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  globalAlpha: number
  globalCompositeOperation: string
  font: string
  letterSpacing: string
  shadowColor: string
  shadowBlur: number
  shadowOffsetX: number
  shadowOffsetY: number
}

/** Pictures by what draws them, as the file that makes them keeps it. */
type NativePictures = Pick<WeakMap<Picture, unknown>, 'get'>

export function adaptContext(context: NativeContext, natives: NativePictures): DrawingContext {
  context.imageSmoothingQuality = 'high'
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
      context.fillStyle = value
    },
    setStroke: (value, width) => {
      context.strokeStyle = value
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
