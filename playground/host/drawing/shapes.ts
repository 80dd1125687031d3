/** The outline of each type of layer, in its own space. */

import type { NodeRecord } from '../file/node-record.ts'
import type { DrawingContext } from './canvas.ts'
import type { Shape } from './paint-tools.ts'
import { tracePath } from './vector-path.ts'

export function shapeOf(node: NodeRecord, context: DrawingContext): Shape {
  const { width, height } = node
  return {
    width,
    height,
    rule: node.vectorPaths.some(({ windingRule }) => windingRule === 'EVENODD') ? 'evenodd' : 'nonzero',
    trace(outset) {
      switch (node.type) {
        case 'ELLIPSE':
          traceEllipse(node, context, outset)
          return
        case 'LINE':
          context.moveTo(0, 0)
          context.lineTo(width, 0)
          return
        case 'POLYGON':
          traceCorners(
            context,
            cornersOf(node.pointCount, node, () => 1),
          )
          return
        case 'STAR':
          traceCorners(
            context,
            cornersOf(node.pointCount * 2, node, (index) => (index % 2 === 0 ? 1 : node.innerRadius)),
          )
          return
        case 'VECTOR':
          for (const { data } of node.vectorPaths) tracePath(context, data)
          return
        default:
          traceBox(node, context, outset)
      }
    },
  }
}

function traceBox(node: NodeRecord, context: DrawingContext, outset: number): void {
  const { width, height } = node
  const sides = [-outset, -outset, Math.max(0, width + 2 * outset), Math.max(0, height + 2 * outset)] as const
  const rounded = (radius: number) => Math.max(0, Math.min(radius, width / 2, height / 2) + outset)
  if (node.cornerRadii !== null) context.roundRect(...sides, node.cornerRadii.map(rounded))
  else if (node.cornerRadius <= 0) context.rect(...sides)
  else context.roundRect(...sides, rounded(node.cornerRadius))
}

/** A ring or a slice, too: the hole is traced the other way round. */
function traceEllipse({ width, height, arcData }: NodeRecord, context: DrawingContext, outset: number): void {
  const { startingAngle, endingAngle, innerRadius } = arcData
  const x = width / 2
  const y = height / 2
  const radius = (side: number, share = 1) => Math.max(0, (side / 2) * share + outset)
  const isWhole = Math.abs(endingAngle - startingAngle) >= 2 * Math.PI - 1e-6
  const at = (angle: number, share: number) =>
    [x + Math.cos(angle) * radius(width, share), y + Math.sin(angle) * radius(height, share)] as const
  if (!isWhole && innerRadius === 0) context.moveTo(x, y)
  else context.moveTo(...at(startingAngle, 1))
  context.ellipse(x, y, radius(width), radius(height), 0, startingAngle, endingAngle)
  if (innerRadius > 0) {
    if (isWhole) context.moveTo(...at(endingAngle, innerRadius))
    context.ellipse(
      x,
      y,
      radius(width, innerRadius),
      radius(height, innerRadius),
      0,
      endingAngle,
      startingAngle,
      true,
    )
  }
  context.closePath()
}

function cornersOf(count: number, { width, height }: NodeRecord, share: (index: number) => number): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI - Math.PI / 2
    return {
      x: (width / 2) * (1 + Math.cos(angle) * share(index)),
      y: (height / 2) * (1 + Math.sin(angle) * share(index)),
    }
  })
}

type Point = { x: number; y: number }

function traceCorners(context: DrawingContext, corners: readonly Point[]): void {
  corners.forEach(({ x, y }, index) => {
    if (index === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  })
  context.closePath()
}
