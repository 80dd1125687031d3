/**
 * Orders of the panel that work on the canvas after or beside a generation's own way: they need no journal entry, and a
 * failure costs nothing that could not be done again.
 */
import * as v from 'valibot'
import { failure } from './failures.ts'
import { bytes, message, numbered } from './message.ts'
import { making, pictureStep } from './provenance.ts'

/** Type of the item dragged from the panel to the canvas; its text is the id of a generation. */
export const DRAGGED_GENERATION = 'application/x-framefill-generation'

/** Into a layer, or into a new one in the middle of what the person sees. */
export const layerToFill = v.object({ kind: v.literal('fill'), nodeId: v.string() })
export const newImage = v.object({ kind: v.literal('new-image') })

/** Where a copy goes: as at the press, or where it was dropped, in canvas units of that page. */
const copyTarget = v.variant('kind', [
  newImage,
  layerToFill,
  v.object({ kind: v.literal('at'), pageId: v.string(), x: v.number(), y: v.number() }),
])

export const canvasOrder = v.variant('type', [
  /**
   * Places an image of the history, or swaps a fill for a variation of it: the generated fill that the layer has is
   * replaced, other fills are kept. One undo step each. Answered by `image-placed`.
   */
  numbered('place-copy', {
    target: copyTarget,
    making,
    bytes,
  }),
  /**
   * Shows a generated layer as it was before (its generated fill not visible) and as it is. The panel sends `after` when
   * the key or button is let go; the sandbox goes back to `after` by itself when it closes. No undo step.
   */
  numbered('compare', {
    nodeId: v.string(),
    shows: v.picklist(['before', 'after']),
  }),
  /** Back to the pictures that layers showed before, or forward again: one undo step for all of them. */
  numbered('step-pictures', {
    nodeIds: v.array(v.string()),
    step: pictureStep,
  }),
  /** Colours of the selected layers: solid fills, gradients and colour styles. */
  numbered('read-colours', {}),
  /** Goes to the page of the first, selects those of these layers that are still there and scrolls to them. */
  numbered('select-nodes', { nodeIds: v.array(v.string()) }),
  /** Has `frames-changed` sent when one of these layers, or what is in it, changes or goes; replaces the list before. */
  numbered('watch-frames', { nodeIds: v.array(v.string()) }),
])

export const canvasFact = v.variant('type', [
  numbered('pictures-stepped', {
    /** What layers show now; null where that is none of ours. */
    stepped: v.array(v.object({ nodeId: v.string(), generationId: v.nullable(v.string()) })),
    /** Of one that could not be changed. */
    failure: v.nullable(failure),
  }),
  numbered('colours-read', {
    /** At most 24, those of styles first; `hex` as `#RRGGBB`, `name` of the style, or "". */
    colours: v.array(v.object({ name: v.string(), hex: v.string() })),
  }),
  message('frames-changed', {
    changed: v.array(v.string()),
    gone: v.array(v.string()),
    /** Those that look again as when they were last exported: a change has been undone. */
    restored: v.array(v.string()),
  }),
  /**
   * An image of the history was dragged from the panel to the canvas. `generationId` is the text of the dragged item of
   * type `DRAGGED_GENERATION`; the panel answers with `place-copy`.
   */
  message('image-dropped', {
    generationId: v.string(),
    pageId: v.string(),
    x: v.number(),
    y: v.number(),
  }),
])

export const CANVAS_REPLIES = {
  'place-copy': 'image-placed',
  'step-pictures': 'pictures-stepped',
  'read-colours': 'colours-read',
} as const

export type CanvasFact = v.InferOutput<typeof canvasFact>
export type CopyTarget = v.InferOutput<typeof copyTarget>
