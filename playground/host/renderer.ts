/** Draws nodes as Figma shows them. The page, `exportAsync` and the tests' pixels all come from here. */
import type { Effect, Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { Canvas, DrawingContext, Surface } from './canvas.ts'
import { cssColor, drawFills, drawStrokes, styleOf } from './draw-paints.ts'
import {
  absoluteBounds,
  absoluteTransform,
  type GetNode,
  type Matrix,
  multiply,
  parentOf,
  relativeTransform,
} from './geometry.ts'
import type { ImageStore } from './image-store.ts'
import type { NodeRecord } from './node-record.ts'
import type { PaintTools, Shape } from './paint-tools.ts'
import { isVisiblePaint } from './render-bounds.ts'
import { layoutText, setNodeFont } from './text-layout.ts'

/** Of a pattern's source, each way. */
const MAX_SOURCE_PX = 1024

/** Where to draw: a context and the size of its surface in pixels. */
export type Target = { context: DrawingContext; width: number; height: number }

export type Renderer = ReturnType<typeof createRenderer>

export function createRenderer(canvas: Canvas, get: GetNode, images: ImageStore) {
  /** @param matrix from the space the node's own x and y are in to the target's pixels */
  function draw(node: NodeRecord, target: Target, matrix: Matrix, alpha = 1): void {
    if (!node.visible || node.opacity === 0) return
    const isGroupedOpacity = node.opacity < 1 && node.children.length > 0
    if (!isGroupedOpacity) {
      drawNode(node, target, matrix, alpha * node.opacity)
      return
    }
    // Layers that overlap inside must not show through each other, so they are drawn together first.
    const layer = canvas.createSurface(target.width, target.height)
    drawNode(node, layer, matrix, 1)
    paste(target, layer, alpha * node.opacity)
  }

  function drawNode(node: NodeRecord, target: Target, outer: Matrix, alpha: number): void {
    const { context } = target
    const own = multiply(outer, relativeTransform(node))
    const shape = shapeOf(node, context)
    const tools: PaintTools = { context, matrix: own, alpha, picture: images.picture, drawSource }
    context.save()
    setMatrix(context, own)
    drawShadows(tools, shape, node)
    if (node.type === 'TEXT') drawText(tools, node)
    else if (node.type !== 'LINE') drawFills(tools, shape, node.fills)
    context.save()
    if (node.clipsContent) {
      context.beginPath()
      shape.trace(0)
      context.clip()
    }
    const inner = node.type === 'GROUP' ? outer : own
    for (const child of children(node)) draw(child, target, inner, alpha)
    context.restore()
    setMatrix(context, own)
    if (node.type !== 'TEXT') drawStrokes(tools, shape, node.strokes, node.strokeWeight, node.strokeAlign)
    context.restore()
  }

  /** Sources that are being drawn: a layer may be in the pattern that fills it. */
  const sources = new Set<string>()
  const drawSource: PaintTools['drawSource'] = (nodeId, scale) => {
    const node = get(nodeId)
    const bounds = node === undefined ? null : absoluteBounds(node, get)
    if (node === undefined || bounds === null || sources.has(nodeId)) return null
    const pixels = (side: number) => Math.min(MAX_SOURCE_PX, Math.max(1, Math.ceil(side * scale)))
    const surface = canvas.createSurface(pixels(bounds.width), pixels(bounds.height))
    sources.add(nodeId)
    drawAlone(node, surface, [
      [surface.width / bounds.width, 0, (-bounds.x * surface.width) / bounds.width],
      [0, surface.height / bounds.height, (-bounds.y * surface.height) / bounds.height],
    ])
    sources.delete(nodeId)
    return { picture: surface.picture, width: bounds.width, height: bounds.height }
  }

  function children(node: NodeRecord): NodeRecord[] {
    return node.children.map((id) => get(id)).filter((child) => child !== undefined)
  }

  /** One node and what is in it, nothing around it. */
  function drawAlone(node: NodeRecord, target: Target, view: Matrix): void {
    let container = parentOf(node, get)
    while (container?.type === 'GROUP') container = parentOf(container, get)
    const isInNode = container !== undefined && container.type !== 'PAGE'
    const outer =
      isInNode && container !== undefined ? multiply(view, absoluteTransform(container, get)) : view
    draw(node, target, outer)
  }

  function withChildren(node: NodeRecord | undefined): NodeRecord[] {
    return node === undefined ? [] : [node, ...children(node).flatMap(withChildren)]
  }

  return {
    /** The top-level layers of a page. `view` maps canvas units to the target's pixels. */
    drawPage(page: NodeRecord, target: Target, view: Matrix): void {
      for (const node of children(page)) draw(node, target, view)
    },

    drawAlone,

    measureText: (node: NodeRecord) => layoutText(canvas.createSurface(1, 1).context, node),

    /** Hashes of every image that drawing these nodes needs. */
    imagesOf(nodes: Iterable<NodeRecord>): Set<string> {
      const hashes = new Set<string>()
      const seen = new Set<string>()
      const waiting = [...nodes]
      for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
        for (const paint of [node.fills, node.strokes, ...node.textRuns.map(({ fills }) => fills)].flat()) {
          if (paint.type === 'IMAGE' && paint.imageHash !== null) hashes.add(paint.imageHash)
          if (paint.type === 'PATTERN' && !seen.has(paint.sourceNodeId)) {
            seen.add(paint.sourceNodeId)
            waiting.push(...withChildren(get(paint.sourceNodeId)))
          }
        }
      }
      return hashes
    },
  }
}

function setMatrix(context: DrawingContext, [[a, c, e], [b, d, f]]: Matrix): void {
  context.setTransform(a, b, c, d, e, f)
}

function paste(target: Target, layer: Surface, alpha: number): void {
  target.context.save()
  target.context.setTransform(1, 0, 0, 1, 0, 0)
  target.context.setAlpha(alpha)
  target.context.drawPicture(layer.picture, 0, 0, target.width, target.height)
  target.context.restore()
}

function shapeOf(node: NodeRecord, context: DrawingContext): Shape {
  const { width, height } = node
  return {
    width,
    height,
    trace(outset) {
      if (node.type === 'ELLIPSE') {
        const radius = (side: number) => Math.max(0, side / 2 + outset)
        context.ellipse(width / 2, height / 2, radius(width), radius(height), 0, 0, 2 * Math.PI)
        return
      }
      if (node.type === 'LINE') {
        context.moveTo(0, 0)
        context.lineTo(width, 0)
        return
      }
      const sides = [
        -outset,
        -outset,
        Math.max(0, width + 2 * outset),
        Math.max(0, height + 2 * outset),
      ] as const
      const rounded = (radius: number) => Math.max(0, Math.min(radius, width / 2, height / 2) + outset)
      if (node.cornerRadii !== null) context.roundRect(...sides, node.cornerRadii.map(rounded))
      else if (node.cornerRadius <= 0) context.rect(...sides)
      else context.roundRect(...sides, rounded(node.cornerRadius))
    },
  }
}

/** Far enough left that the shape itself is outside every surface, and only its shadow falls on it. */
const OFF_SURFACE_PX = 30_000

function drawShadows(tools: PaintTools, shape: Shape, node: NodeRecord): void {
  const { context, matrix } = tools
  const isOpaque = node.fills.some(isVisiblePaint) || node.strokes.some(isVisiblePaint)
  if (!isOpaque || node.type === 'TEXT') return
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

function drawText(tools: PaintTools, node: NodeRecord): void {
  const { context } = tools
  const layout = layoutText(context, node)
  const free = { TOP: 0, CENTER: 0.5, BOTTOM: 1 }[node.textAlignVertical] * (node.height - layout.height)
  setMatrix(context, tools.matrix)
  setNodeFont(context, node)
  layout.lines.forEach((line, index) => {
    const share = { LEFT: 0, JUSTIFIED: 0, CENTER: 0.5, RIGHT: 1 }[node.textAlignHorizontal]
    let x = share * (node.width - line.width)
    // 0.36 em below the middle of the line is where the baseline of Latin fonts stands.
    const y = free + (index + 0.5) * layout.lineHeightPx + 0.36 * node.fontSize
    for (const { text, fills } of splitByFills(node, line.text, line.start)) {
      for (const paint of fills.filter(isVisiblePaint)) {
        const style = styleOf(context, paint, node)
        if (style === null) continue
        context.setAlpha(tools.alpha * (paint.opacity ?? 1))
        context.setFill(style)
        context.fillText(text, x, y)
      }
      x += context.measureText(text).width
    }
  })
}

function splitByFills(
  node: NodeRecord,
  text: string,
  start: number,
): { text: string; fills: readonly Paint[] }[] {
  if (node.textRuns.length === 0) return [{ text, fills: node.fills }]
  return node.textRuns
    .map((run) => ({
      text: text.slice(Math.max(0, run.start - start), Math.max(0, run.end - start)),
      fills: run.fills,
    }))
    .filter((part) => part.text !== '')
}
