/**
 * Orders of the panel that work on the canvas after or beside a generation's own way: they need no journal entry, and a
 * failure costs nothing that could not be done again.
 */
import * as v from 'valibot'
import { ASPECT_RATIOS, RESOLUTIONS } from './model.ts'
import { provenance } from './provenance.ts'

const request = v.number()

/** How a generation was made, for the record on the layer. */
const making = v.object({
  key: v.string(),
  generationId: v.string(),
  prompt: v.string(),
  aspectRatio: v.picklist(ASPECT_RATIOS),
  resolution: v.picklist(RESOLUTIONS),
  references: provenance.entries.references,
  credits: v.nullable(v.number()),
})

/** Where a copy goes: as at the press, or where it was dropped, in canvas units of that page. */
const copyTarget = v.variant('kind', [
  v.object({ kind: v.literal('new-image') }),
  v.object({ kind: v.literal('fill'), nodeId: v.string() }),
  v.object({ kind: v.literal('at'), pageId: v.string(), x: v.number(), y: v.number() }),
])

export const canvasOrders = [
  /**
   * Places an image of the history, or swaps a fill for a variation of it: the generated fill that the layer has is
   * replaced, other fills are kept. One undo step each. Answered by `image-placed`.
   */
  v.object({
    type: v.literal('place-copy'),
    request,
    target: copyTarget,
    making,
    bytes: v.instance(Uint8Array),
  }),
  /**
   * Shows a generated layer as it was before (its generated fill not visible) and as it is. The panel sends `after` when
   * the key or button is let go; the sandbox goes back to `after` by itself when it closes. No undo step.
   */
  v.object({
    type: v.literal('compare'),
    request,
    nodeId: v.string(),
    shows: v.picklist(['before', 'after']),
  }),
  /** Colours of the selected layers: solid fills, colour styles and variables. */
  v.object({ type: v.literal('read-colours'), request }),
  /** Has `frames-changed` sent when one of these layers, or what is in it, changes or goes; replaces the list before. */
  v.object({ type: v.literal('watch-frames'), request, nodeIds: v.array(v.string()) }),
] as const

export const canvasFacts = [
  v.object({ type: v.literal('compared'), request }),
  v.object({
    type: v.literal('colours-read'),
    request,
    /** At most 24, the most used first; `hex` as `#RRGGBB`, `name` of the style or variable, or "". */
    colours: v.array(v.object({ name: v.string(), hex: v.string() })),
  }),
  v.object({ type: v.literal('frames-watched'), request }),
  v.object({
    type: v.literal('frames-changed'),
    changed: v.array(v.string()),
    gone: v.array(v.string()),
  }),
  /**
   * An image of the history was dragged from the panel to the canvas. `generationId` is the text of the dragged item of
   * type `application/x-framefill-generation`; the panel answers with `place-copy`.
   */
  v.object({
    type: v.literal('image-dropped'),
    generationId: v.string(),
    pageId: v.string(),
    x: v.number(),
    y: v.number(),
  }),
] as const

export const CANVAS_REPLIES = {
  'place-copy': 'image-placed',
  compare: 'compared',
  'read-colours': 'colours-read',
  'watch-frames': 'frames-watched',
} as const

export type CanvasOrder = v.InferOutput<(typeof canvasOrders)[number]>
export type CanvasFact = v.InferOutput<(typeof canvasFacts)[number]>
export type CopyTarget = v.InferOutput<typeof copyTarget>
export type CopyMaking = v.InferOutput<typeof making>
