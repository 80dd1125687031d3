/** The part of a canvas that drawing needs, so that one renderer serves `@napi-rs/canvas` in Node and the browser's own. */

/** Anything the 2D context can draw; `width` and `height` in pixels. */
export type Picture = { readonly width: number; readonly height: number }

export type Gradient = { addColorStop(offset: number, color: string): void }

/** How what is drawn is laid over what is there, by the canvas's own names. */
export type Composite =
  | 'source-over'
  | 'source-in'
  | 'destination-in'
  | 'destination-out'
  | 'xor'
  | 'multiply'
  | 'screen'
  | 'overlay'
  | 'darken'
  | 'lighten'
  | 'color-dodge'
  | 'color-burn'
  | 'hard-light'
  | 'soft-light'
  | 'difference'
  | 'exclusion'
  | 'hue'
  | 'saturation'
  | 'color'
  | 'luminosity'

export type DrawingContext = {
  save(): void
  restore(): void
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  rect(x: number, y: number, width: number, height: number): void
  /** One radius, or four from the top left clockwise. */
  roundRect(x: number, y: number, width: number, height: number, radius: number | number[]): void
  ellipse(
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    rotation: number,
    start: number,
    end: number,
    isCounterClockwise?: boolean,
  ): void
  quadraticCurveTo(x1: number, y1: number, x: number, y: number): void
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void
  closePath(): void
  clip(rule?: 'nonzero' | 'evenodd'): void
  fill(rule?: 'nonzero' | 'evenodd'): void
  stroke(): void
  fillRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  measureText(text: string): { readonly width: number }
  drawPicture(picture: Picture, x: number, y: number, width: number, height: number): void
  createLinearGradient(x0: number, y0: number, x1: number, y1: number): Gradient
  createRadialGradient(x0: number, y0: number, r0: number, x1: number, y1: number, r1: number): Gradient
  setFill(style: string | Gradient): void
  setStroke(style: string | Gradient, width: number): void
  setAlpha(alpha: number): void
  setComposite(operation: Composite): void
  setFont(font: string, letterSpacingPx: number): void
  setShadow(color: string, blur: number, offsetX: number, offsetY: number): void
}

export type Surface = {
  readonly width: number
  readonly height: number
  readonly context: DrawingContext
  /** To draw this surface on another. */
  readonly picture: Picture
  /** Pixels of a part, RGBA, rows from the top. */
  readPixels(x: number, y: number, width: number, height: number): Uint8ClampedArray
  encode(mimeType: 'image/png' | 'image/jpeg'): Promise<Uint8Array>
}

export type Canvas = {
  /** A transparent surface; sides are whole pixels of at least 1. */
  createSurface(width: number, height: number): Surface
  /** Rejects when the bytes are no image that can be decoded. */
  decodePicture(bytes: Uint8Array): Promise<Picture>
}
