/** What the mouse does on the canvas, as in Figma: wheel and Space pan, Ctrl and wheel zoom, click and drag select. */

import type { NodeRecord } from '../host/file/node-record.ts'
import type { Host } from '../host/host.ts'
import { labelAt, type Marquee } from './draw-canvas.ts'
import { clickTarget, doubleClickTarget, inMarquee, pathAt } from './hit-test.ts'
import { currentPage, selectedNodes } from './stage.ts'
import { toCanvas, zoomAround } from './view.ts'

type Point = { x: number; y: number }
type Overlay = { hoveredId?: string | null; marquee?: Marquee }

const DRAG_THRESHOLD_PX = 4
const ZOOM_PER_WHEEL_PX = 0.0022

/** @returns stops watching */
export function watchPointer(
  canvas: HTMLCanvasElement,
  host: Host,
  show: (overlay: Overlay) => void,
): () => void {
  const stop = new AbortController()
  const { signal } = stop
  let isSpaceHeld = false
  let drag: {
    start: Point
    last: Point
    isPanning: boolean
    isMarquee: boolean
    kept: readonly string[]
  } | null = null

  const pointOf = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const pathUnder = (point: Point): NodeRecord[] =>
    pathAt(currentPage(host), toCanvas(host.viewport, point), host.document.get)
  const targetUnder = (point: Point, isDeep: boolean): NodeRecord | null =>
    labelAt(host, point) ?? clickTarget(pathUnder(point), selectedNodes(host), isDeep)

  function pan(dx: number, dy: number): void {
    const { center, zoom } = host.viewport
    host.look({ center: { x: center.x - dx / zoom, y: center.y - dy / zoom } })
  }

  function selectAt(point: Point, event: MouseEvent): void {
    const target = targetUnder(point, event.ctrlKey || event.metaKey)
    if (event.shiftKey) {
      if (target === null) return
      const isSelected = host.selection.includes(target.id)
      host.selection = isSelected
        ? host.selection.filter((id) => id !== target.id)
        : [...host.selection, target.id]
    } else {
      host.selection = target === null ? [] : [target.id]
    }
  }

  /** A drag that starts in a top-level frame selects what is in it; one that starts beside them selects frames. */
  function selectInMarquee(start: Point, end: Point, kept: readonly string[]): void {
    const first = toCanvas(host.viewport, start)
    const last = toCanvas(host.viewport, end)
    const marquee = {
      x: Math.min(first.x, last.x),
      y: Math.min(first.y, last.y),
      width: Math.abs(last.x - first.x),
      height: Math.abs(last.y - first.y),
    }
    const path = pathUnder(start)
    const parent = path.find((node) => node.type === 'FRAME' && node.children.length > 0) ?? currentPage(host)
    const found = inMarquee(parent, marquee, host.document.get, host.document.bounds)
    host.selection = [...new Set([...kept, ...found])]
  }

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      const point = pointOf(event)
      const isPanning = event.button === 1 || isSpaceHeld
      if (event.button !== 0 && !isPanning) return
      canvas.setPointerCapture(event.pointerId)
      drag = {
        start: point,
        last: point,
        isPanning,
        isMarquee: false,
        kept: event.shiftKey ? host.selection : [],
      }
    },
    { signal },
  )
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const point = pointOf(event)
      if (drag === null) {
        show({ hoveredId: targetUnder(point, event.ctrlKey || event.metaKey)?.id ?? null })
        return
      }
      if (drag.isPanning) pan(point.x - drag.last.x, point.y - drag.last.y)
      drag.last = point
      const distance = Math.hypot(point.x - drag.start.x, point.y - drag.start.y)
      if (drag.isPanning || (!drag.isMarquee && distance < DRAG_THRESHOLD_PX)) return
      drag.isMarquee = true
      selectInMarquee(drag.start, point, drag.kept)
      show({
        hoveredId: null,
        marquee: {
          x: Math.min(point.x, drag.start.x),
          y: Math.min(point.y, drag.start.y),
          width: Math.abs(point.x - drag.start.x),
          height: Math.abs(point.y - drag.start.y),
        },
      })
    },
    { signal },
  )
  canvas.addEventListener(
    'pointerup',
    (event) => {
      if (drag !== null && !drag.isPanning && !drag.isMarquee) selectAt(drag.start, event)
      drag = null
      show({ marquee: null })
    },
    { signal },
  )
  canvas.addEventListener(
    'dblclick',
    (event) => {
      const target = doubleClickTarget(pathUnder(pointOf(event)), selectedNodes(host))
      if (target !== null) host.selection = [target.id]
    },
    { signal },
  )
  canvas.addEventListener('pointerleave', () => show({ hoveredId: null }), { signal })
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      if (event.ctrlKey || event.metaKey) {
        zoomAround(host, Math.exp(-event.deltaY * ZOOM_PER_WHEEL_PX), pointOf(event))
      } else if (event.shiftKey) pan(-event.deltaY, 0)
      else pan(-event.deltaX, -event.deltaY)
    },
    { signal, passive: false },
  )
  const onSpace = (isHeld: boolean) => (event: KeyboardEvent) => {
    if (event.code !== 'Space' || (isHeld && event.target !== document.body)) return
    isSpaceHeld = isHeld
    canvas.style.cursor = isHeld ? 'grab' : ''
    if (isHeld) event.preventDefault()
  }
  window.addEventListener('keydown', onSpace(true), { signal })
  window.addEventListener('keyup', onSpace(false), { signal })
  return () => stop.abort()
}
