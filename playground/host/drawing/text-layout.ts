/** Text broken into lines, measured with the canvas that draws it. */

import type { NodeRecord } from '../file/node-record.ts'
import type { DrawingContext } from './canvas.ts'

type Line = { text: string; start: number; width: number }
type TextLayout = { lines: Line[]; lineHeightPx: number; width: number; height: number }

const WEIGHTS: readonly (readonly [string, number])[] = [
  ['Thin', 100],
  ['Extra Light', 200],
  ['Light', 300],
  ['Medium', 500],
  ['Semi Bold', 600],
  ['Extra Bold', 800],
  ['Bold', 700],
  ['Black', 900],
]

/** The font as CSS writes it, with stand-ins for where the family is not installed. */
export function setNodeFont(context: DrawingContext, node: NodeRecord): void {
  const { family, style } = node.fontName
  const weight = WEIGHTS.find(([name]) => style.includes(name))?.[1] ?? 400
  const slant = style.includes('Italic') ? 'italic ' : ''
  const fallback = /serif|georgia|playfair|lora|times/i.test(family)
    ? '"Liberation Serif", Georgia, serif'
    : '"Liberation Sans", Arial, sans-serif'
  const { unit, value } = node.letterSpacing
  const spacingPx = unit === 'PIXELS' ? value : (value / 100) * node.fontSize
  context.setFont(`${slant}${weight} ${node.fontSize}px "${family}", ${fallback}`, spacingPx)
}

/** Lines are broken at `width` unless the text grows with its content. */
export function layoutText(context: DrawingContext, node: NodeRecord): TextLayout {
  context.save()
  context.setTransform(1, 0, 0, 1, 0, 0)
  setNodeFont(context, node)
  const isWrapped = node.textAutoResize !== 'WIDTH_AND_HEIGHT'
  const lines: Line[] = []
  let start = 0
  for (const paragraph of node.characters.split('\n')) {
    lines.push(
      ...breakParagraph(context, paragraph, start, isWrapped ? node.width : Number.POSITIVE_INFINITY),
    )
    start += paragraph.length + 1
  }
  context.restore()
  const lineHeightPx = lineHeightOf(node)
  return {
    lines,
    lineHeightPx,
    width: Math.max(...lines.map((line) => line.width)),
    height: lines.length * lineHeightPx,
  }
}

function lineHeightOf(node: NodeRecord): number {
  if (node.lineHeight.unit === 'PIXELS') return node.lineHeight.value
  if (node.lineHeight.unit === 'PERCENT') return (node.lineHeight.value / 100) * node.fontSize
  return Math.round(node.fontSize * 1.21)
}

function breakParagraph(
  context: DrawingContext,
  paragraph: string,
  offset: number,
  maxWidth: number,
): Line[] {
  const measure = (text: string) => context.measureText(text).width
  const lines: Line[] = []
  let text = ''
  let start = offset
  for (const word of paragraph.split(/(?<= )/)) {
    if (text !== '' && measure((text + word).trimEnd()) > maxWidth) {
      lines.push({ text, start, width: measure(text.trimEnd()) })
      start += text.length
      text = ''
    }
    text += word
  }
  lines.push({ text, start, width: measure(text) })
  return lines
}
