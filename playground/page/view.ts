/** Between canvas units and screen pixels, and moving the view. */
import type { Matrix } from '../host/file/geometry.ts'
import type { Host, HostViewport } from '../host/host.ts'

type Point = { x: number; y: number }
type Box = Point & { width: number; height: number }

const MARGIN_SHARE = 0.86

export function viewMatrix({ center, zoom, size }: HostViewport, pixelRatio: number): Matrix {
  const scale = zoom * pixelRatio
  return [
    [scale, 0, (size.width / 2 - center.x * zoom) * pixelRatio],
    [0, scale, (size.height / 2 - center.y * zoom) * pixelRatio],
  ]
}

export function toScreen({ center, zoom, size }: HostViewport, point: Point): Point {
  return { x: (point.x - center.x) * zoom + size.width / 2, y: (point.y - center.y) * zoom + size.height / 2 }
}

export function toCanvas({ center, zoom, size }: HostViewport, point: Point): Point {
  return { x: (point.x - size.width / 2) / zoom + center.x, y: (point.y - size.height / 2) / zoom + center.y }
}

/** Zooms by a factor so that what lies under `anchor` (screen pixels) stays there. */
export function zoomAround(host: Host, factor: number, anchor: Point): void {
  const before = toCanvas(host.viewport, anchor)
  host.look({ zoom: host.viewport.zoom * factor })
  const after = toCanvas(host.viewport, anchor)
  const { center } = host.viewport
  host.look({ center: { x: center.x + before.x - after.x, y: center.y + before.y - after.y } })
}

export function fitBox(host: Host, box: Box): void {
  const { size } = host.viewport
  const zoom = Math.min(
    2,
    (MARGIN_SHARE * size.width) / Math.max(1, box.width),
    (MARGIN_SHARE * size.height) / Math.max(1, box.height),
  )
  host.look({ zoom, center: { x: box.x + box.width / 2, y: box.y + box.height / 2 } })
}

/** The box around layers; null without any. */
export function boxAround(host: Host, ids: readonly string[]): Box | null {
  const boxes = ids.map((id) => host.document.bounds(id))
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}
