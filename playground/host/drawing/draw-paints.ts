/** Fills and strokes of one shape, several stacked from the bottom. */
import type { GradientPaint, Paint, RGBA } from '@figma/plugin-typings/plugin-api-standalone'
import { invert } from '../file/geometry.ts'
import type { DrawingContext, Gradient } from './canvas.ts'
import { compositeOf } from './composite.ts'
import { drawPicturePaint } from './draw-pictures.ts'
import type { PaintTools, Shape } from './paint-tools.ts'
import { isVisiblePaint } from './visible-paint.ts'

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
    context.setComposite(compositeOf(paint.blendMode))
    context.beginPath()
    shape.trace(0)
    const style = styleOf(context, paint, shape)
    if (style !== null) {
      context.setFill(style)
      context.fill(shape.rule)
    } else {
      context.clip(shape.rule)
      drawPicturePaint(tools, shape, paint)
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

/** Null for paints that are pictures. */
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
