/** Places and sizes on the canvas. A `Matrix` is Figma's `Transform`: two rows, mapping (x, y, 1). */
import type { Rect, Transform } from '@figma/plugin-typings/plugin-api-standalone'
import type { NodeRecord } from './node-record.ts'

export type Matrix = Transform
export type GetNode = (id: string) => NodeRecord | undefined

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [[a, c, e], [b, d, f]] = outer
  const [[g, i, k], [h, j, l]] = inner
  return [
    [a * g + c * h, a * i + c * j, a * k + c * l + e],
    [b * g + d * h, b * i + d * j, b * k + d * l + f],
  ]
}

/** Null for a matrix without an inverse. */
export function invert(matrix: Matrix): Matrix | null {
  const [[a, c, e], [b, d, f]] = matrix
  const determinant = a * d - b * c
  if (determinant === 0 || !Number.isFinite(determinant)) return null
  return [
    [d / determinant, -c / determinant, (c * f - d * e) / determinant],
    [-b / determinant, a / determinant, (b * e - a * f) / determinant],
  ]
}

export function relativeTransform(node: NodeRecord): Matrix {
  if (node.axes !== null) {
    const [m00, m01, m10, m11] = node.axes
    return [
      [m00, m01, node.x],
      [m10, m11, node.y],
    ]
  }
  // Adding 0 makes a negative zero a zero, here and below.
  const angle = (-node.rotation * Math.PI) / 180 + 0
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  return [
    [cos, -sin + 0, node.x],
    [sin, cos, node.y],
  ]
}

/** A group and a boolean operation are derived from what is in them, and have no space of their own. */
export function isDerived({ type }: NodeRecord): boolean {
  return type === 'GROUP' || type === 'BOOLEAN_OPERATION'
}

/** What is in a group or a boolean operation stands in the space of what holds that, as in Figma. */
export function absoluteTransform(node: NodeRecord, get: GetNode): Matrix {
  let matrix = relativeTransform(node)
  for (let parent = parentOf(node, get); parent !== undefined; parent = parentOf(parent, get)) {
    if (parent.type === 'PAGE' || parent.type === 'DOCUMENT') break
    if (!isDerived(parent)) matrix = multiply(relativeTransform(parent), matrix)
  }
  return matrix
}

/** The fields that put a node where a transform says; its columns are of length 1. */
export function fieldsOfTransform([[m00, m01, x], [m10, m11, y]]: Matrix): Pick<
  NodeRecord,
  'x' | 'y' | 'rotation' | 'axes'
> {
  const isTurned = Math.abs(m00 - m11) < EVEN && Math.abs(m01 + m10) < EVEN
  const rotation = (Math.atan2(-m10, m00) * 180) / Math.PI + 0
  return { x, y, rotation, axes: isTurned ? null : [m00, m01, m10, m11] }
}

/** Numbers nearer than this are the same but for rounding. */
const EVEN = 1e-9

export function parentOf(node: NodeRecord, get: GetNode): NodeRecord | undefined {
  return node.parentId === null ? undefined : get(node.parentId)
}

/** The upright rectangle around `rect` after `matrix`. */
export function boundsOf(rect: Rect, matrix: Matrix): Rect {
  const corners = [
    [rect.x, rect.y],
    [rect.x + rect.width, rect.y],
    [rect.x, rect.y + rect.height],
    [rect.x + rect.width, rect.y + rect.height],
  ] as const
  const [[a, c, e], [b, d, f]] = matrix
  const xs = corners.map(([x, y]) => a * x + c * y + e)
  const ys = corners.map(([x, y]) => b * x + d * y + f)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

export function absoluteBounds(node: NodeRecord, get: GetNode): Rect {
  return boundsOf({ x: 0, y: 0, width: node.width, height: node.height }, absoluteTransform(node, get))
}

export function union(first: Rect | null, second: Rect | null): Rect | null {
  if (first === null || second === null) return first ?? second
  const x = Math.min(first.x, second.x)
  const y = Math.min(first.y, second.y)
  return {
    x,
    y,
    width: Math.max(first.x + first.width, second.x + second.width) - x,
    height: Math.max(first.y + first.height, second.y + second.height) - y,
  }
}

/** Null when they share no area. */
export function intersection(first: Rect, second: Rect): Rect | null {
  const x = Math.max(first.x, second.x)
  const y = Math.max(first.y, second.y)
  const width = Math.min(first.x + first.width, second.x + second.width) - x
  const height = Math.min(first.y + first.height, second.y + second.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}
