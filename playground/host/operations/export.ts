/** `exportAsync`: the same drawing as on the page, as PNG or JPEG. */
import * as v from 'valibot'
import { absoluteRenderBounds } from '../drawing/render-bounds.ts'
import { absoluteBounds, type Matrix } from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import { parseField } from '../file/paints.ts'
import type { Core } from './core.ts'

/** Figma names no number; this is what its own renderer stops at in the field. */
const MAX_SIDE_PX = 16_384
const MAX_AREA_PX = 100_000_000

const exportSettings = v.optional(
  v.strictObject({
    format: v.picklist(['PNG', 'JPG'], 'The stand-in exports PNG and JPG only'),
    contentsOnly: v.optional(v.boolean()),
    useAbsoluteBounds: v.optional(v.boolean()),
    suffix: v.optional(v.string()),
    constraint: v.optional(
      v.strictObject({
        type: v.picklist(['SCALE', 'WIDTH', 'HEIGHT']),
        value: v.pipe(v.number(), v.finite(), v.gtValue(0)),
      }),
    ),
    colorProfile: v.optional(v.picklist(['DOCUMENT', 'SRGB', 'DISPLAY_P3_V4'])),
  }),
  { format: 'PNG' },
)

/** Resolves with the bytes; rejects with Figma's messages when there is nothing to draw or too much. */
export async function exportNode(core: Core, node: NodeRecord, value: unknown): Promise<Uint8Array> {
  const settings = parseField(exportSettings, value, 'exportAsync', 'settings')
  const page = node.type === 'PAGE' || node.type === 'DOCUMENT' ? null : core.store.pageOf(node.id)
  const drawn = absoluteRenderBounds(node, core.store.get)
  const isSeen = drawn !== null && drawn.width > 0 && drawn.height > 0
  if (!isSeen || page === null || page === undefined) {
    throw new Error('in exportAsync: Failed to export node. This node may not have any visible layers.')
  }
  const bounds = settings.useAbsoluteBounds === true ? absoluteBounds(node, core.store.get) : drawn
  const { type, value: amount } = settings.constraint ?? { type: 'SCALE', value: 1 }
  const scale = { SCALE: amount, WIDTH: amount / bounds.width, HEIGHT: amount / bounds.height }[type]
  // A hair less before rounding up, or a scale that is meant to hit a whole pixel costs one more.
  const width = Math.max(1, Math.ceil(bounds.width * scale - 1e-6))
  const height = Math.max(1, Math.ceil(bounds.height * scale - 1e-6))
  if (Math.max(width, height) > MAX_SIDE_PX || width * height > MAX_AREA_PX) {
    throw new Error('in exportAsync: Target is too large to export as an image.')
  }
  const { renderer, store } = core
  const isAlone = settings.contentsOnly !== false && node.type !== 'SLICE'
  const ids = store.walk(isAlone ? node.id : page.id)
  await core.images.load(renderer.imagesOf(ids.flatMap((id) => store.get(id) ?? [])))
  // The node may have changed while its images were decoded; what is drawn is what is there now.
  const current = store.get(node.id)
  if (current === undefined) throw new Error(`in exportAsync: The node with id "${node.id}" does not exist`)
  const surface = core.canvas.createSurface(width, height)
  const view: Matrix = [
    [scale, 0, -bounds.x * scale],
    [0, scale, -bounds.y * scale],
  ]
  if (isAlone) renderer.drawAlone(current, surface, view)
  else renderer.drawPage(page, surface, view)
  return surface.encode(settings.format === 'PNG' ? 'image/png' : 'image/jpeg')
}
