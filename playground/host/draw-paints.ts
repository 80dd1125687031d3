/** Fills and strokes of one shape, several stacked from the bottom. */
import type { GradientPaint, ImagePaint, Paint, RGBA } from '@figma/plugin-typings/plugin-api-standalone'
import type { DrawingContext, Gradient, Picture } from './canvas.ts'
import { invert, type Matrix, multiply } from './geometry.ts'
import { isVisiblePaint } from './render-bounds.ts'

export type Shape = {
  width: number
  height: number
  /** Adds the outline to the current path, `outset` canvas units larger on each side. */
  trace(outset: number): void
}

export type PaintTools = {
  context: DrawingContext
  /** From the shape's own space to the surface's pixels. */
  matrix: Matrix
  alpha: number
  picture(hash: string): Picture | undefined
}

export function cssColor({ r, g, b, a }: RGBA): string {
  const channel = (value: number) => Math.round(value * 255)
  return `rgba(${channel(r)}, ${channel(g)}, ${channel(b)}, ${a})`
}

/** Fills the shape with every visible paint, the first at the bottom. */
export function drawFills(tools: PaintTools, shape: Shape, fills: readonly Paint[]): void {
  const { context } = tools
  for (const paint of fills.filter(isVisiblePaint)) {
    context.save()
    context.setAlpha(tools.alpha * (paint.opacity ?? 1))
    context.beginPath()
    shape.trace(0)
    if (paint.type === 'IMAGE') {
      context.clip()
      drawImage(tools, shape, paint)
    } else {
      const style = styleOf(context, paint, shape)
      if (style !== null) {
        context.setFill(style)
        context.fill()
      }
    }
    context.restore()
  }
}

export function drawStrokes(
  tools: PaintTools,
  shape: Shape,
  strokes: readonly Paint[],
  weight: number,
  align: 'INSIDE' | 'CENTER' | 'OUTSIDE',
): void {
  const outset = { INSIDE: -weight / 2, CENTER: 0, OUTSIDE: weight / 2 }[align]
  for (const paint of strokes.filter(isVisiblePaint)) {
    const style = styleOf(tools.context, paint, shape)
    if (style === null || weight === 0) continue
    tools.context.save()
    tools.context.setAlpha(tools.alpha * (paint.opacity ?? 1))
    tools.context.beginPath()
    shape.trace(outset)
    tools.context.setStroke(style, weight)
    tools.context.stroke()
    tools.context.restore()
  }
}

/** Null for paints that are no colour. */
export function styleOf(
  context: DrawingContext,
  paint: Paint,
  size: { width: number; height: number },
): string | Gradient | null {
  switch (paint.type) {
    case 'SOLID':
      return cssColor({ ...paint.color, a: 1 })
    case 'GRADIENT_LINEAR':
    case 'GRADIENT_RADIAL':
    case 'GRADIENT_ANGULAR':
    case 'GRADIENT_DIAMOND':
      return gradientOf(context, paint, size)
    default:
      return null
  }
}

/**
 * `gradientTransform` maps the unit square of the node to the gradient's own, where it runs from x = 0 to x = 1 at y = 0.5.
 * Angular and diamond gradients are drawn as radial ones.
 */
function gradientOf(
  context: DrawingContext,
  paint: GradientPaint,
  size: { width: number; height: number },
): Gradient | null {
  const toNode = invert(paint.gradientTransform)
  if (toNode === null) return null
  const place = (x: number, y: number) => ({
    x: (toNode[0][0] * x + toNode[0][1] * y + toNode[0][2]) * size.width,
    y: (toNode[1][0] * x + toNode[1][1] * y + toNode[1][2]) * size.height,
  })
  const isLinear = paint.type === 'GRADIENT_LINEAR'
  const from = isLinear ? place(0, 0.5) : place(0.5, 0.5)
  const to = place(1, 0.5)
  const gradient = isLinear
    ? context.createLinearGradient(from.x, from.y, to.x, to.y)
    : context.createRadialGradient(
        from.x,
        from.y,
        0,
        from.x,
        from.y,
        Math.hypot(to.x - from.x, to.y - from.y),
      )
  for (const stop of paint.gradientStops) gradient.addColorStop(stop.position, cssColor(stop.color))
  return gradient
}

/** Grey squares of a file whose image is missing are left out: nothing is drawn instead. */
function drawImage(tools: PaintTools, shape: Shape, paint: ImagePaint): void {
  const picture = paint.imageHash === null ? undefined : tools.picture(paint.imageHash)
  if (picture === undefined) return
  for (const place of imagePlaces(paint, picture, shape)) {
    const [[a, c, e], [b, d, f]] = multiply(tools.matrix, place)
    tools.context.setTransform(a, b, c, d, e, f)
    tools.context.drawPicture(picture, 0, 0, 1, 1)
  }
}

/** Matrices that put the unit square, which holds the whole picture, where it belongs in the shape. */
function imagePlaces(paint: ImagePaint, picture: Picture, { width, height }: Shape): Matrix[] {
  if (paint.scaleMode === 'CROP') {
    const inverse = paint.imageTransform === undefined ? null : invert(paint.imageTransform)
    const stretch: Matrix = [
      [width, 0, 0],
      [0, height, 0],
    ]
    return [inverse === null ? stretch : multiply(stretch, inverse)]
  }
  const turns = ((((paint.rotation ?? 0) / 90) % 4) + 4) % 4
  const isSideways = turns % 2 === 1
  const natural = isSideways
    ? { width: picture.height, height: picture.width }
    : { width: picture.width, height: picture.height }
  if (paint.scaleMode === 'TILE') {
    const scale = paint.scalingFactor ?? 1
    const tile = { width: natural.width * scale, height: natural.height * scale }
    const places: Matrix[] = []
    for (let y = 0; y < height; y += tile.height) {
      for (let x = 0; x < width; x += tile.width) places.push(placeTurned(x, y, tile, turns))
    }
    return places
  }
  const pickScale = paint.scaleMode === 'FIT' ? Math.min : Math.max
  const scale = pickScale(width / natural.width, height / natural.height)
  const size = { width: natural.width * scale, height: natural.height * scale }
  return [placeTurned((width - size.width) / 2, (height - size.height) / 2, size, turns)]
}

/** The unit square, turned clockwise by quarter turns, stretched to `size` at (x, y). */
function placeTurned(x: number, y: number, size: { width: number; height: number }, turns: number): Matrix {
  const turned: readonly Matrix[] = [
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
    [
      [0, -1, 1],
      [1, 0, 0],
    ],
    [
      [-1, 0, 1],
      [0, -1, 1],
    ],
    [
      [0, 1, 0],
      [-1, 0, 1],
    ],
  ]
  const place: Matrix = [
    [size.width, 0, x],
    [0, size.height, y],
  ]
  const turn = turned[turns]
  return turn === undefined ? place : multiply(place, turn)
}
