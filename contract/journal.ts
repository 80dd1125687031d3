/**
 * The journal: the plugin's own record, in `clientStorage`, of generations that are not placed yet. It is written
 * before anything is paid and cleared after the fill is set, so that a closed panel loses nothing.
 */
import * as v from 'valibot'
import { wishFields } from './provenance.ts'
import { createGeneration, idempotencyKey, uploadId } from './relay-api.ts'
import { rectFields } from './sizes.ts'
import { startPicture } from './start-pictures.ts'

/** A rectangle on a page in canvas units: where a new image goes when the target is gone. */
export const place = v.object({
  pageId: v.string(),
  ...rectFields,
})

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
const plannedReference = v.object({
  name: v.string(),
  /** The frame it can be exported from again, or null for a dropped or pasted image. */
  nodeId: v.nullable(v.string()),
  maxPixels: v.number(),
  uploadId: v.nullable(uploadId),
  /** Only on the first: what this target starts from. `nodeId` is then the target, or null for a file. */
  start: v.optional(startPicture),
})
export type PlannedReference = v.InferOutput<typeof plannedReference>

/** What the press means, from then on unchanged. */
export const plannedFields = {
  /** Idempotency key of the generation and name of the entry. */
  key: idempotencyKey,
  /** Shared by all generations of one press. */
  batchId: v.string(),
  /** 0 fills the target; 1 to 3 are alternatives that wait in the panel. */
  variation: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3)),
  ...wishFields,
  /** A start picture is the first. Where it is the layer's own, the sandbox notes at the press which one that is. */
  references: v.array(plannedReference),
}

export const journalEntry = v.object({
  version: v.literal(1),
  ...plannedFields,
  documentId: v.string(),
  documentName: v.string(),
  target,
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
