/**
 * Orders of the panel that work on the canvas after or beside a generation's own way: they need no journal entry, and a
 * failure costs nothing that could not be done again.
 */
import * as v from 'valibot'
import { failure } from './failures.ts'
import { type Making, making, pictureStep } from './provenance.ts'

const request = v.number()

/** Type of the item dragged from the panel to the canvas; its text is the id of a generation. */
export const DRAGGED_GENERATION = 'application/x-framefill-generation'

/** Where a copy goes: as at the press, or where it was dropped, in canvas units of that page. */
const copyTarget = v.variant('kind', [
  v.object({ kind: v.literal('new-image') }),
  v.object({ kind: v.literal('fill'), nodeId: v.string() }),
  v.object({ kind: v.literal('at'), pageId: v.string(), x: v.number(), y: v.number() }),
])

export const canvasOrder = v.variant('type', [
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
  /** Back to the pictures that layers showed before, or forward again: one undo step for all of them. */
  v.object({
    type: v.literal('step-pictures'),
    request,
    nodeIds: v.array(v.string()),
    step: pictureStep,
  }),
  /** Colours of the selected layers: solid fills, gradients and colour styles. */
  v.object({ type: v.literal('read-colours'), request }),
  /** Selects those of these layers that are still there and brings them into sight. */
  v.object({ type: v.literal('select-nodes'), request, nodeIds: v.array(v.string()) }),
  /** Has `frames-changed` sent when one of these layers, or what is in it, changes or goes; replaces the list before. */
  v.object({ type: v.literal('watch-frames'), request, nodeIds: v.array(v.string()) }),
])

export const canvasFact = v.variant('type', [
  v.object({ type: v.literal('compared'), request }),
  v.object({
    type: v.literal('pictures-stepped'),
    request,
    /** What layers show now; null where that is none of ours. */
    stepped: v.array(v.object({ nodeId: v.string(), generationId: v.nullable(v.string()) })),
    /** Of one that could not be changed. */
    failure: v.nullable(failure),
  }),
  v.object({
    type: v.literal('colours-read'),
    request,
    /** At most 24, those of styles first; `hex` as `#RRGGBB`, `name` of the style, or "". */
    colours: v.array(v.object({ name: v.string(), hex: v.string() })),
  }),
  v.object({ type: v.literal('nodes-selected'), request }),
  v.object({ type: v.literal('frames-watched'), request }),
  v.object({
    type: v.literal('frames-changed'),
    changed: v.array(v.string()),
    gone: v.array(v.string()),
    /** Those that look again as when they were last exported: a change has been undone. */
    restored: v.array(v.string()),
  }),
  /**
   * An image of the history was dragged from the panel to the canvas. `generationId` is the text of the dragged item of
   * type `DRAGGED_GENERATION`; the panel answers with `place-copy`.
   */
  v.object({
    type: v.literal('image-dropped'),
    generationId: v.string(),
    pageId: v.string(),
    x: v.number(),
    y: v.number(),
  }),
])

export const CANVAS_REPLIES = {
  'place-copy': 'image-placed',
  compare: 'compared',
  'step-pictures': 'pictures-stepped',
  'read-colours': 'colours-read',
  'select-nodes': 'nodes-selected',
  'watch-frames': 'frames-watched',
} as const

export type CanvasOrder = v.InferOutput<typeof canvasOrder>
export type CanvasFact = v.InferOutput<typeof canvasFact>
export type CopyTarget = v.InferOutput<typeof copyTarget>
export type CopyMaking = Making
