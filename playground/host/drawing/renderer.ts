/** Draws nodes as Figma shows them. The page, `exportAsync` and the tests' pixels all come from here. */
import type { Paint, Rect } from '@figma/plugin-typings/plugin-api-standalone'
import {
  absoluteBounds,
  absoluteTransform,
  boundsOf,
  type GetNode,
  isDerived,
  type Matrix,
  multiply,
  parentOf,
  relativeTransform,
} from '../file/geometry.ts'
import type { ImageStore } from '../file/image-store.ts'
import { isText, type NodeRecord } from '../file/node-record.ts'
import type { Canvas, DrawingContext } from './canvas.ts'
import { compositeOf } from './composite.ts'
import {
  combineShapes,
  drawThrough,
  isOutlineMask,
  type Layer,
  openLayer,
  paste,
  splitByMasks,
  type Target,
} from './draw-mask.ts'
import { drawFills, drawStrokes } from './draw-paints.ts'
import { drawShadows } from './draw-shadows.ts'
import { drawText } from './draw-text.ts'
import type { PaintTools } from './paint-tools.ts'
import { shapeOf } from './shapes.ts'
import { layoutText } from './text-layout.ts'

export type { Target } from './draw-mask.ts'

/** Of a pattern's source, each way. */
const MAX_SOURCE_PX = 1024

export type Renderer = ReturnType<typeof createRenderer>

export function createRenderer(canvas: Canvas, get: GetNode, images: ImageStore) {
  /** @param matrix from the space the node's own x and y are in to the target's pixels */
  function draw(node: NodeRecord, target: Target, matrix: Matrix, alpha = 1): void {
    if (!node.visible || node.opacity === 0) return
    const operation = compositeOf(node.blendMode)
    const isGroupedOpacity = node.opacity < 1 && node.children.length > 0
    if (!isGroupedOpacity && operation === 'source-over') {
      drawNode(node, target, matrix, alpha * node.opacity)
      return
    }
    // Layers that overlap inside must not show through each other, so they are drawn together first.
    const layer = openLayer(canvas, target, { x: 0, y: 0, width: target.width, height: target.height })
    if (layer === null) return
    drawNode(node, layer, matrix, 1)
    paste(target, layer, alpha * node.opacity, operation)
  }

  function drawNode(node: NodeRecord, target: Target, outer: Matrix, alpha: number): void {
    if (node.type === 'SLICE') return
    const { context } = target
    const own = multiply(outer, relativeTransform(node))
    const shape = shapeOf(node, context)
    const tools = toolsFor(context, own, alpha)
    context.save()
    setMatrix(context, own)
    drawShadows(tools, shape, node)
    if (node.type === 'BOOLEAN_OPERATION') drawCombined(node, target, outer, alpha)
    else {
      if (isText(node)) drawLetters(node, target, own, alpha)
      else if (node.type !== 'LINE') drawFills(tools, shape, node.fills)
      context.save()
      if (node.clipsContent) {
        context.beginPath()
        shape.trace(0)
        context.clip()
      }
      drawChildren(node, target, node.type === 'GROUP' ? outer : own, alpha)
      context.restore()
      setMatrix(context, own)
      if (!isText(node)) drawStrokes(tools, shape, node.strokes, node.strokeWeight, node.strokeAlign)
    }
    context.restore()
  }

  function drawChildren(node: NodeRecord, target: Target, inner: Matrix, alpha: number): void {
    for (const { mask, masked } of splitByMasks(children(node))) {
      const drawMasked = (layer: Target, matrix: Matrix, opacity: number) => {
        for (const child of masked) draw(child, layer, matrix, opacity)
      }
      if (mask === null) drawMasked(target, inner, alpha)
      else if (isOutlineMask(mask)) {
        target.context.save()
        traceNode(mask, target, inner)
        target.context.clip(shapeOf(mask, target.context).rule)
        drawMasked(target, inner, alpha)
        target.context.restore()
      } else {
        drawThrough(
          canvas,
          target,
          boxOn(mask, multiply(inner, relativeTransform(mask))),
          (layer) => drawMasked(layer, multiply(layer.shift, inner), 1),
          (layer) => draw(mask, layer, multiply(layer.shift, inner)),
          alpha,
        )
      }
    }
  }

  /** Makes the outline of a node the current path. */
  function traceNode(node: NodeRecord, { context }: Target, outer: Matrix): void {
    setMatrix(context, multiply(outer, relativeTransform(node)))
    context.beginPath()
    shapeOf(node, context).trace(0)
  }

  /** A boolean operation is one shape, with its own fills. Its strokes are not drawn. */
  function drawCombined(node: NodeRecord, target: Target, outer: Matrix, alpha: number): void {
    const own = multiply(outer, relativeTransform(node))
    drawThrough(
      canvas,
      target,
      boxOn(node, own),
      (layer) => drawPaints(node, node.fills, layer, multiply(layer.shift, own)),
      (layer) => drawOutline(node, layer, multiply(layer.shift, outer)),
      alpha,
    )
  }

  function drawPaints(node: NodeRecord, paints: readonly Paint[], { context }: Target, own: Matrix): void {
    setMatrix(context, own)
    drawFills(toolsFor(context, own, 1), shapeOf(node, context), paints)
  }

  function drawOutline(node: NodeRecord, layer: Layer, outer: Matrix): void {
    if (node.type === 'BOOLEAN_OPERATION') {
      const shapes = children(node)
        .filter(({ visible }) => visible)
        .map((child) => (part: Layer) => drawOutline(child, part, outer))
      combineShapes(canvas, layer, node.booleanOperation, shapes)
    } else if (node.type === 'GROUP') for (const child of children(node)) drawOutline(child, layer, outer)
    else {
      traceNode(node, layer, outer)
      layer.context.setFill('#000')
      layer.context.fill(shapeOf(node, layer.context).rule)
    }
  }

  function drawLetters(node: NodeRecord, target: Target, own: Matrix, alpha: number): void {
    drawText(toolsFor(target.context, own, alpha), node, (paint, letters) =>
      drawThrough(
        canvas,
        target,
        boxOn(node, own),
        (layer) => drawPaints(node, [paint], layer, multiply(layer.shift, own)),
        (layer) => letters(toolsFor(layer.context, multiply(layer.shift, own), 1)),
        alpha,
      ),
    )
  }

  function toolsFor(context: DrawingContext, matrix: Matrix, alpha: number): PaintTools {
    return { context, matrix, alpha, picture: images.picture, drawSource }
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
    while (container !== undefined && isDerived(container)) container = parentOf(container, get)
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

/** The upright box of a node, with its strokes, on what its own space is drawn to. */
function boxOn(node: NodeRecord, own: Matrix): Rect {
  const outset = node.strokes.length > 0 ? node.strokeWeight : 0
  const { width, height } = node
  return boundsOf({ x: -outset, y: -outset, width: width + 2 * outset, height: height + 2 * outset }, own)
}

function setMatrix(context: DrawingContext, [[a, c, e], [b, d, f]]: Matrix): void {
  context.setTransform(a, b, c, d, e, f)
}
