/** The whole canvas: the page's layers, the names above frames, outlines of what is hovered and selected. */
import { absoluteTransform } from '../host/file/geometry.ts'
import type { NodeRecord } from '../host/file/node-record.ts'
import type { Host } from '../host/host.ts'
import { drawOn } from './browser-canvas.ts'
import { currentPage, selectedNodes } from './stage.ts'
import type { Theme } from './theme-variables.ts'
import { boxAround, toScreen, viewMatrix } from './view.ts'

type Box = { x: number; y: number; width: number; height: number }
export type Marquee = Box | null

const ACCENT = '#0d99ff'
const COMPONENT = '#9747ff'
const LABEL_FONT = '11px Inter, "Liberation Sans", system-ui, sans-serif'
const HANDLE_PX = 7

export function drawCanvas(
  canvas: HTMLCanvasElement,
  host: Host,
  look: { theme: Theme; hoveredId: string | null; marquee: Marquee },
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const ratio = canvas.width / host.viewport.size.width
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.fillStyle = look.theme === 'light' ? '#f5f5f5' : '#1e1e1e'
  context.fillRect(0, 0, canvas.width, canvas.height)
  host.drawPage(
    { context: drawOn(context), width: canvas.width, height: canvas.height },
    viewMatrix(host.viewport, ratio),
  )
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.globalAlpha = 1
  context.shadowColor = 'transparent'
  drawLabels(context, host, look.theme)
  const hovered = look.hoveredId === null ? undefined : host.document.get(look.hoveredId)
  if (hovered !== undefined && !host.selection.includes(hovered.id)) outline(context, host, hovered, 2)
  const selected = selectedNodes(host)
  for (const node of selected) outline(context, host, node, 1)
  if (selected.length > 0) drawSelectionBox(context, host, selected)
  if (look.marquee !== null) drawMarquee(context, look.marquee)
}

const OF_COMPONENTS = ['COMPONENT', 'COMPONENT_SET', 'INSTANCE']
const LABELLED = ['FRAME', 'SECTION', ...OF_COMPONENTS]

function isOfComponent({ type }: NodeRecord): boolean {
  return OF_COMPONENTS.includes(type)
}

function screenBox(host: Host, box: Box): Box {
  const { x, y } = toScreen(host.viewport, box)
  return { x, y, width: box.width * host.viewport.zoom, height: box.height * host.viewport.zoom }
}

function colorOf(node: NodeRecord): string {
  return isOfComponent(node) ? COMPONENT : ACCENT
}

/** Crisp lines: strokes of one pixel are drawn through pixel centres. */
function outline(context: CanvasRenderingContext2D, host: Host, node: NodeRecord, width: number): void {
  const box = screenBox(host, host.document.bounds(node.id))
  context.strokeStyle = colorOf(node)
  context.lineWidth = width
  const [[a, c, e], [b, d, f]] = absoluteTransform(node, host.document.get)
  if (b !== 0 || c !== 0) {
    context.beginPath()
    for (const [x, y] of [
      [0, 0],
      [node.width, 0],
      [node.width, node.height],
      [0, node.height],
    ] as const) {
      const corner = toScreen(host.viewport, { x: a * x + c * y + e, y: b * x + d * y + f })
      context.lineTo(corner.x, corner.y)
    }
    context.closePath()
    context.stroke()
    return
  }
  const shift = width % 2 === 1 ? 0.5 : 0
  context.strokeRect(
    Math.round(box.x) + shift,
    Math.round(box.y) + shift,
    Math.round(box.width),
    Math.round(box.height),
  )
}

function drawSelectionBox(
  context: CanvasRenderingContext2D,
  host: Host,
  selected: readonly NodeRecord[],
): void {
  const bounds = boxAround(
    host,
    selected.map((node) => node.id),
  )
  const [first] = selected
  if (bounds === null || first === undefined) return
  const box = screenBox(host, bounds)
  // Of a turned layer its own sides, not those of the box around it.
  const size = selected.length === 1 ? first : bounds
  const color = selected.every((node) => colorOf(node) === COMPONENT) ? COMPONENT : ACCENT
  context.strokeStyle = color
  context.lineWidth = 1
  if (selected.length > 1) context.strokeRect(box.x + 0.5, box.y + 0.5, box.width, box.height)
  for (const x of [box.x, box.x + box.width]) {
    for (const y of [box.y, box.y + box.height]) {
      context.fillStyle = '#ffffff'
      context.fillRect(x - HANDLE_PX / 2, y - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX)
      context.strokeRect(x - HANDLE_PX / 2, y - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX)
    }
  }
  drawBadge(
    context,
    `${round(size.width)} × ${round(size.height)}`,
    box.x + box.width / 2,
    box.y + box.height + 8,
    color,
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function drawBadge(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  color: string,
): void {
  context.font = LABEL_FONT
  const width = context.measureText(text).width + 10
  context.fillStyle = color
  context.beginPath()
  context.roundRect(x - width / 2, y, width, 18, 3)
  context.fill()
  context.fillStyle = '#ffffff'
  context.textAlign = 'center'
  context.fillText(text, x, y + 13)
  context.textAlign = 'left'
}

/** Names stand above what lies directly on the page or in a section, cut where the layer ends. */
function drawLabels(context: CanvasRenderingContext2D, host: Host, theme: Theme): void {
  context.font = LABEL_FONT
  for (const node of labelled(host)) {
    const box = screenBox(host, host.document.bounds(node.id))
    if (box.width < 16 || box.y < -20) continue
    const isSelected = host.selection.includes(node.id)
    context.fillStyle = isSelected
      ? colorOf(node)
      : theme === 'light'
        ? 'rgba(0, 0, 0, 0.5)'
        : 'rgba(255, 255, 255, 0.6)'
    if (isOfComponent(node)) context.fillStyle = COMPONENT
    context.fillText(shorten(context, node.name, box.width), box.x, box.y - 7)
  }
}

/** Layers with a name above them; the name can be clicked. */
function labelled(host: Host): NodeRecord[] {
  const children = (node: NodeRecord) => node.children.flatMap((id) => host.document.get(id) ?? [])
  return children(currentPage(host))
    .flatMap((node) => (node.type === 'SECTION' ? [node, ...children(node)] : [node]))
    .filter((node) => node.visible && LABELLED.includes(node.type))
}

/** The layer whose name lies at a point of the screen. */
export function labelAt(host: Host, point: { x: number; y: number }): NodeRecord | undefined {
  return labelled(host).find((node) => {
    const box = screenBox(host, host.document.bounds(node.id))
    return (
      !node.locked &&
      point.x >= box.x &&
      point.x <= box.x + box.width &&
      point.y >= box.y - 20 &&
      point.y < box.y
    )
  })
}

function shorten(context: CanvasRenderingContext2D, text: string, maxWidth: number): string {
  if (context.measureText(text).width <= maxWidth) return text
  let kept = text
  while (kept.length > 1 && context.measureText(`${kept}…`).width > maxWidth) kept = kept.slice(0, -1)
  return `${kept}…`
}

function drawMarquee(context: CanvasRenderingContext2D, marquee: Box): void {
  context.fillStyle = 'rgba(13, 153, 255, 0.1)'
  context.strokeStyle = ACCENT
  context.lineWidth = 1
  context.fillRect(marquee.x, marquee.y, marquee.width, marquee.height)
  context.strokeRect(marquee.x + 0.5, marquee.y + 0.5, marquee.width, marquee.height)
}
