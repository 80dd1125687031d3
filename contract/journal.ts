/**
 * The journal: the plugin's own record, in `clientStorage`, of generations that are not placed yet. It is written
 * before anything is paid and cleared after the fill is set, so that a closed panel loses nothing.
 */
import * as v from 'valibot'
import { ASPECT_RATIOS, RESOLUTIONS } from './model.ts'
import { createGeneration, idempotencyKey, namedLook, uploadId } from './relay-api.ts'
import { startPicture } from './start-pictures.ts'

/** A rectangle on a page in canvas units: where a new image goes when the target is gone. */
export const place = v.object({
  pageId: v.string(),
  x: v.number(),
  y: v.number(),
  width: v.number(),
  height: v.number(),
})
export type Place = v.InferOutput<typeof place>

/** Where the result goes, captured by id when Generate is pressed. */
export const target = v.object({
  /** `fill`: a layer of the person's. `new-image`: a placeholder that the plugin made. */
  kind: v.picklist(['fill', 'new-image']),
  nodeId: v.string(),
  nodeName: v.string(),
  /** What the person knows it by, where that is not the layer's name. */
  title: v.optional(v.string()),
  place,
})
export type Target = v.InferOutput<typeof target>

/** A reference as it was meant at the press; `uploadId` is null until the relay holds the bytes. */
export const plannedReference = v.object({
  name: v.string(),
  /** The frame it can be exported from again, or null for a dropped or pasted image. */
  nodeId: v.nullable(v.string()),
  maxPixels: v.number(),
  uploadId: v.nullable(uploadId),
  /** Only on the first: what this target starts from. `nodeId` is then the target, or null for a file. */
  start: v.optional(startPicture),
})
export type PlannedReference = v.InferOutput<typeof plannedReference>

/** 0 fills the target; 1 to 3 are alternatives that wait in the panel. */
export const variation = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3))

export const journalEntry = v.object({
  version: v.literal(1),
  /** Idempotency key of the generation and name of the entry. */
  key: idempotencyKey,
  /** Shared by all generations of one press. */
  batchId: v.string(),
  documentId: v.string(),
  documentName: v.string(),
  target,
  variation,
  prompt: v.string(),
  aspectRatio: v.picklist(ASPECT_RATIOS),
  resolution: v.picklist(RESOLUTIONS),
  references: v.array(plannedReference),
  /** As it was applied at the press: its words and references stand in the fields above. */
  look: v.optional(namedLook),
  /** The exact body, written before it is sent and sent again unchanged; null while references are uploaded. */
  request: v.nullable(createGeneration),
  /** Whose token the request went with: nobody else's finds the generation, or may send the request again. */
  personId: v.optional(v.string()),
  /** Known once the relay has accepted. */
  generationId: v.nullable(v.string()),
  /** False after "stop waiting": the result stays in the history and is not placed by itself. */
  isAwaited: v.boolean(),
  /** Milliseconds since 1970. */
  createdAt: v.number(),
})
export type JournalEntry = v.InferOutput<typeof journalEntry>
