/** The letters of a text, in every paint of theirs. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { NodeRecord } from '../file/node-record.ts'
import { styleOf } from './draw-paints.ts'
import type { PaintTools } from './paint-tools.ts'
import { layoutText, setNodeFont } from './text-layout.ts'
import { isVisiblePaint } from './visible-paint.ts'

/** @param drawPicture draws a paint that is a picture through the letters that the callback draws */
export function drawText(
  tools: PaintTools,
  node: NodeRecord,
  drawPicture: (paint: Paint, drawLetters: (tools: PaintTools) => void) => void,
): void {
  const { context } = tools
  const layout = layoutText(context, node)
  const free = { TOP: 0, CENTER: 0.5, BOTTOM: 1 }[node.textAlignVertical] * (node.height - layout.height)
  context.setTransform(...transformOf(tools))
  setNodeFont(context, node)
  layout.lines.forEach((line, index) => {
    const share = { LEFT: 0, JUSTIFIED: 0, CENTER: 0.5, RIGHT: 1 }[node.textAlignHorizontal]
    let x = share * (node.width - line.width)
    // 0.36 em below the middle of the line is where the baseline of Latin fonts stands.
    const y = free + (index + 0.5) * layout.lineHeightPx + 0.36 * node.fontSize
    for (const { text, fills } of splitByFills(node, line.text, line.start)) {
      for (const paint of fills.filter(isVisiblePaint)) {
        const style = styleOf(context, paint, node)
        const left = x
        if (style === null) {
          drawPicture(paint, (layer) => {
            layer.context.setTransform(...transformOf(layer))
            setNodeFont(layer.context, node)
            layer.context.setFill('#000')
            layer.context.fillText(text, left, y)
          })
          continue
        }
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

function transformOf({
  matrix: [[a, c, e], [b, d, f]],
}: PaintTools): [number, number, number, number, number, number] {
  return [a, b, c, d, e, f]
}
