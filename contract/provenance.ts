/** How a generated layer was made: kept on the node itself, so that it travels with copies and survives merges. */
import * as v from 'valibot'
import { ASPECT_RATIOS, RESOLUTIONS } from './model.ts'
import { namedLook } from './relay-api.ts'
import { sizeFields } from './sizes.ts'
import { startPicture } from './start-pictures.ts'

/** What the person asked for. */
export const wishFields = {
  prompt: v.string(),
  aspectRatio: v.picklist(ASPECT_RATIOS),
  resolution: v.picklist(RESOLUTIONS),
  /** As it was applied at the press: its words and references stand among the others. */
  look: v.optional(namedLook),
}

const makingFields = {
  /** Idempotency key and relay id of the generation whose image is the fill. */
  key: v.string(),
  generationId: v.string(),
  ...wishFields,
  /** Names in order: "image 1" is the first. `nodeId` is null for dropped and pasted images. */
  references: v.array(
    v.object({
      name: v.string(),
      nodeId: v.nullable(v.string()),
      uploadId: v.nullable(v.string()),
      /** Only on the first: the layer started from it, and starts from it again. */
      start: v.optional(startPicture),
    }),
  ),
  /** `final_credits` as Rivya said; null when it did not say. */
  credits: v.nullable(v.number()),
}
/** What is known of an image before it is placed. */
export const making = v.object(makingFields)
export type Making = v.InferOutput<typeof making>

export const provenance = v.object({
  version: v.literal(1),
  ...makingFields,
  /** Figma's hash of the image, to tell our fill from the person's. */
  imageHash: v.string(),
  /** Pixels of the image as placed. */
  ...sizeFields,
  /** Milliseconds since 1970. */
  placedAt: v.number(),
})
export type Provenance = v.InferOutput<typeof provenance>

/** From the picture that a layer shows to the one it showed before, or to the one after it. */
export const pictureStep = v.picklist(['before', 'after'])
export type PictureStep = v.InferOutput<typeof pictureStep>
