/**
 * Everything that crosses the iframe, in both directions. Orders go to the sandbox, facts come back. Each order with a
 * `request` number is settled by the fact that `replyTo` names, or by `sandbox-failed` with the same number.
 *
 * Bytes travel as `Uint8Array` only: Figma's bridge takes no Blob and no ArrayBuffer, and base64 or number arrays cost
 * seconds in the sandbox's interpreter.
 */
import * as v from 'valibot'
import { CANVAS_REPLIES, canvasFact, canvasOrder, layerToFill, newImage } from './canvas-orders.ts'
import { CARD_REPLIES, cardFact, cardOrder } from './card-orders.ts'
import { card, FILL_OBSTACLES } from './cards.ts'
import { type Failure, failure } from './failures.ts'
import { journalEntry, plannedFields } from './journal.ts'
import { bytes, message, numbered } from './message.ts'
import { ASPECT_RATIOS, RESOLUTIONS } from './model.ts'
import { pictureStep, provenance } from './provenance.ts'
import { createGeneration, namedLook } from './relay-api.ts'
import { sizeFields } from './sizes.ts'

/** Why a layer can't be exported; null where it can. */
const EXPORT_OBSTACLES = ['hidden', 'empty'] as const
export type ExportObstacle = (typeof EXPORT_OBSTACLES)[number]

/** A selected layer, described for the panel. Sizes in canvas units. */
const selectedNode = v.object({
  id: v.string(),
  name: v.string(),
  type: v.string(),
  ...sizeFields,
  exportObstacle: v.nullable(v.picklist(EXPORT_OBSTACLES)),
  fillObstacle: v.nullable(v.picklist(FILL_OBSTACLES)),
  provenance: v.nullable(provenance),
  /** Which pictures it has shown before or after this one. */
  steps: v.array(pictureStep),
})
export type SelectedNode = v.InferOutput<typeof selectedNode>

/** A frame as a PNG in sRGB. `width` and `height` are pixels. */
const exportedReference = v.object({
  nodeId: v.string(),
  name: v.string(),
  bytes,
  ...sizeFields,
})
export type ExportedReference = v.InferOutput<typeof exportedReference>

/** What opened the plugin: the menu, or a relaunch button on a layer. */
export const PANEL_COMMANDS = ['open', 'edit-prompt', 'vary', 'picture-before', 'picture-after'] as const
export type PanelCommand = (typeof PANEL_COMMANDS)[number]

/** What the person has chosen for good, kept in `clientStorage`. Absent fields have never been chosen. */
export const preferences = v.object({
  resolution: v.optional(v.picklist(RESOLUTIONS)),
  /** Ask once before a batch that costs more than this many credits. */
  confirmAboveCredits: v.optional(v.number()),
  recentPrompts: v.optional(v.array(v.string())),
  /** What was being written when the panel closed. */
  draft: v.optional(
    v.object({
      prompt: v.string(),
      aspectRatio: v.picklist(['auto', ...ASPECT_RATIOS]),
      look: v.optional(namedLook),
    }),
  ),
  /** Of versions before looks: they become private ones. */
  savedPrompts: v.optional(v.array(v.object({ name: v.string(), text: v.string() }))),
  /** Limits of credits of which it was said that little is left. */
  notedLimits: v.optional(v.array(v.string())),
})
export type Preferences = v.InferOutput<typeof preferences>

/**
 * A generation as the press meant it; the sandbox captures its target and makes a journal entry of it. With a `variation`
 * above 0 it shares the target of the nearest generation before it in the order that has variation 0.
 */
const plannedGeneration = v.object({
  ...plannedFields,
  /** `fill` and `beside` name a layer; `new-image` goes to the middle of what the person sees. */
  target: v.variant('kind', [
    newImage,
    layerToFill,
    v.object({ kind: v.literal('beside'), nodeId: v.string() }),
  ]),
  /** What the person knows the target by, where that is not the layer's name. */
  title: v.optional(v.string()),
})
export type PlannedGeneration = v.InferOutput<typeof plannedGeneration>

export const toSandbox = v.variant('type', [
  /** The panel has loaded; answered by `plugin-opened` and `selection-changed`. */
  message('open-panel', {}),
  numbered('save-token', { token: v.nullable(v.string()) }),
  numbered('save-preferences', { preferences }),
  /** Layers that can't be exported come back as refusals, not as a failure of the whole. */
  numbered('export-references', {
    references: v.array(v.object({ nodeId: v.string(), maxPixels: v.number() })),
  }),
  /** Makes placeholders and marks and writes the journal, all or nothing. Nothing has been sent to the relay yet. */
  numbered('begin-generations', { generations: v.array(plannedGeneration) }),
  /** Keeps the exact body before it is sent. */
  numbered('record-request', {
    key: v.string(),
    body: createGeneration,
    /** See `JournalEntry`; left out when the relay does not say. */
    personId: v.optional(v.string()),
  }),
  numbered('record-accepted', { key: v.string(), generationId: v.string() }),
  /** "Stop waiting": placeholder or mark go, the entry stays until the generation has ended. */
  numbered('stop-waiting', { key: v.string() }),
  /** Sets the fill and the provenance in one undo step, once, then clears the journal entry. */
  numbered('place-image', {
    key: v.string(),
    generationId: v.string(),
    credits: v.nullable(v.number()),
    bytes,
  }),
  /** The generation ended without an image, or is known not to have been sent: clears entry, placeholder and mark. */
  numbered('forget-generation', { key: v.string() }),
  message('open-link', { url: v.string() }),
  /** In CSS pixels; without a width the usual one. */
  message('resize-panel', { width: v.optional(v.number()), height: v.number() }),
  canvasOrder,
  cardOrder,
])
export type ToSandbox = v.InferOutput<typeof toSandbox>

export const toPanel = v.variant('type', [
  message('plugin-opened', {
    token: v.nullable(v.string()),
    preferences,
    /** `figma`, `dev`, `figjam`, `slides` or `buzz`. */
    editor: v.string(),
    isReadOnly: v.boolean(),
    document: v.object({ id: v.string(), name: v.string() }),
    /** Entries of every document: results of other files can be placed here by hand. */
    journal: v.array(journalEntry),
    command: v.picklist(PANEL_COMMANDS),
  }),
  message('selection-changed', {
    /** At most 100; `total` is there when more are selected. */
    nodes: v.array(selectedNode),
    pageId: v.string(),
    total: v.optional(v.number()),
    /** Where one card alone is selected: the layer in it that is filled, if that shows an image made here or has shown one, as the card does not. */
    slot: v.optional(selectedNode),
    /**
     * What the selection holds to be filled, in reading order and each slot once: the selected layers, the slots in them,
     * or the cards that repeat in them. At most `MAX_CARDS`; `totalCards` is there when there are more.
     */
    cards: v.array(card),
    totalCards: v.optional(v.number()),
    /** There is more to read: these are the first cards, and the others follow. */
    isReading: v.optional(v.boolean()),
  }),
  /** Cards of the same selection, from a place in the list on: more of them, or as they are by now. */
  v.object({
    type: v.literal('cards-described'),
    from: v.number(),
    cards: v.array(card),
    isReading: v.optional(v.boolean()),
  }),
  /** Settles an order that asks for nothing. */
  numbered('done', {}),
  numbered('references-exported', {
    references: v.array(exportedReference),
    refusals: v.array(v.object({ nodeId: v.string(), name: v.string(), failure })),
  }),
  numbered('generations-begun', { entries: v.array(journalEntry) }),
  /**
   * `placed-beside`: the target was gone, so a new image stands where it was. `already-placed`: the target carries this
   * image, or the journal no longer knows the key; `nodeId` is then empty when the layer can't be told any more.
   */
  numbered('image-placed', {
    nodeId: v.string(),
    outcome: v.picklist(['placed', 'already-placed', 'placed-beside']),
  }),
  numbered('sandbox-failed', { failure }),
  canvasFact,
  cardFact,
])
export type ToPanel = v.InferOutput<typeof toPanel>

/** What comes back for an order that asks for something. `done` settles the others, and `sandbox-failed` any. */
const REPLIES = {
  'export-references': 'references-exported',
  'begin-generations': 'generations-begun',
  'place-image': 'image-placed',
  ...CANVAS_REPLIES,
  ...CARD_REPLIES,
} as const satisfies Partial<Record<Question['type'], ToPanel['type']>>
type Replies = typeof REPLIES

/** An order that is settled. */
export type Question = Extract<ToSandbox, { request: number }>
export type Order<T extends ToSandbox['type']> = Extract<ToSandbox, { type: T }>
export type ReplyTo<T extends Question['type']> = Extract<
  ToPanel,
  { type: T extends keyof Replies ? Replies[T] : 'done' }
>

export function replyTo(type: Question['type']): ToPanel['type'] {
  return (REPLIES as Partial<Record<Question['type'], ToPanel['type']>>)[type] ?? 'done'
}

/** What the fact that settles an order tells; null where it tells no more than that. */
type Told<T extends Question['type'], F = Omit<ReplyTo<T>, 'type' | 'request'>> = keyof F extends never
  ? null
  : F

/** What is done for an order, and what comes of it where that is asked. */
type Handler<T extends ToSandbox['type']> = (
  order: Order<T>,
) => T extends Question['type'] ? Promise<Told<T> | Failure> | Failure | Told<T> : Promise<void> | void

/** A forgotten order is a compile error. */
export type Handlers = { [T in ToSandbox['type']]: Handler<T> }
