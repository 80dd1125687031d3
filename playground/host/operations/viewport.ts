/** `figma.viewport`: what part of the page the person sees. */
import type { Rect } from '@figma/plugin-typings/plugin-api-standalone'
import * as v from 'valibot'
import { absoluteBounds, union } from '../file/geometry.ts'
import { parseField } from '../file/paints.ts'
import type { HostViewport } from '../host.ts'
import { type Core, type MakeOperations, requireNode } from './core.ts'

const MIN_ZOOM = 0.02
const MAX_ZOOM = 256
/** Part of the view that what is shown may take. */
const SHARE = 0.8

const viewportFields = v.partial(
  v.strictObject({
    center: v.strictObject({ x: v.pipe(v.number(), v.finite()), y: v.pipe(v.number(), v.finite()) }),
    zoom: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  }),
)

export const viewportOperations: MakeOperations = (run) => ({
  'viewport-center': () => run.viewport.center,
  'viewport-zoom': () => run.viewport.zoom,
  'viewport-bounds': () => viewBounds(run.viewport),
  'set-viewport': (value: unknown) => {
    const { center, zoom } = parseField(viewportFields, value, 'set_viewport', 'viewport')
    setViewport(run, { ...(center && { center }), ...(zoom && { zoom }) })
  },
  'show-nodes': (ids: readonly string[]) => showNodes(run, ids),
})

function viewBounds({ center, zoom, size }: HostViewport): Rect {
  const width = size.width / zoom
  const height = size.height / zoom
  return { x: center.x - width / 2, y: center.y - height / 2, width, height }
}

export function setViewport(core: Core, fields: Partial<HostViewport>): void {
  Object.assign(core.viewport, fields)
  core.viewport.zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, core.viewport.zoom))
  core.emit('viewport-changed', core.viewport)
}

/** Centres the nodes and zooms so that they fit, at most to their natural size. */
function showNodes(core: Core, ids: readonly string[]): void {
  const boxes = ids.map((id) =>
    absoluteBounds(requireNode(core, id, 'scrollAndZoomIntoView'), core.store.get),
  )
  const all = boxes.reduce<Rect | null>(union, null)
  if (all === null) return
  const { size } = core.viewport
  const zoom = Math.min(1, (SHARE * size.width) / all.width, (SHARE * size.height) / all.height)
  setViewport(core, { center: { x: all.x + all.width / 2, y: all.y + all.height / 2 }, zoom })
}
