/** Drop shadows of one shape. */
import type { Effect } from '@figma/plugin-typings/plugin-api-standalone'
import { isText, type NodeRecord } from '../file/node-record.ts'
import { cssColor } from './draw-paints.ts'
import type { PaintTools, Shape } from './paint-tools.ts'
import { isVisiblePaint } from './visible-paint.ts'

/** Far enough left that the shape itself is outside every surface, and only its shadow falls on it. */
const OFF_SURFACE_PX = 30_000

export function drawShadows(tools: PaintTools, shape: Shape, node: NodeRecord): void {
  const { context, matrix } = tools
  const isOpaque = node.fills.some(isVisiblePaint) || node.strokes.some(isVisiblePaint)
  if (!isOpaque || isText(node)) return
  const scale = Math.hypot(matrix[0][0], matrix[1][0])
  for (const effect of node.effects.filter(isDropShadow)) {
    context.save()
    context.setAlpha(tools.alpha)
    const [[a, c, e], [b, d, f]] = matrix
    context.setTransform(a, b, c, d, e - OFF_SURFACE_PX, f)
    const { x, y } = effect.offset
    context.setShadow(cssColor(effect.color), effect.radius * scale, OFF_SURFACE_PX + x * scale, y * scale)
    context.setFill('#000')
    context.beginPath()
    shape.trace(effect.spread ?? 0)
    context.fill()
    context.restore()
  }
}

function isDropShadow(effect: Effect): effect is Extract<Effect, { type: 'DROP_SHADOW' }> {
  return effect.type === 'DROP_SHADOW' && effect.visible
}
