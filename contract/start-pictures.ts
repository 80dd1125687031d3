/**
 * What a target's own generation starts from. It is the first of the request's references, "image 1", and belongs to
 * that target alone.
 */
import * as v from 'valibot'
import { rectFields, sizeFields } from './sizes.ts'

export const rect = v.object(rectFields)

/** The part of a picture that is seen, in fractions of its sides. */
export const crop = rect
export type Crop = v.InferOutput<typeof crop>

/** The layer's own picture as it was at the press, so that a later reading never takes a newer one. */
export const ownPicture = v.object({
  /** Differs when the picture does. */
  key: v.string(),
  /** Figma's hash of the image; null when the layer is exported because it is drawn by more than one image. */
  imageHash: v.nullable(v.string()),
  crop: v.nullable(crop),
})
export type OwnPicture = v.InferOutput<typeof ownPicture>

const size = v.object(sizeFields)

/** "Keep the picture, extend it": from the sizes at the press follows how it is laid out, now and when it has come back. */
const extending = v.object({
  /** Pixels of what is seen of the picture. */
  picture: size,
  /** Of the layer, in canvas units. */
  frame: size,
  /** Which of the images this is that the layer's shape takes, from 0; the last is placed. */
  part: v.number(),
})
export type Extending = v.InferOutput<typeof extending>

/** "Match what is around it": a part of what the page shows, which goes out with what surrounds it. */
const surroundings = v.object({
  /** From the layer's corner, in canvas units. */
  box: rect,
  /** The layer, in fractions of that box. */
  part: crop,
})
export type Surroundings = v.InferOutput<typeof surroundings>

/** `picture` is absent until the press: then the sandbox notes which one the layer has. */
const own = v.object({
  kind: v.literal('own'),
  picture: v.optional(ownPicture),
  extending: v.optional(extending),
})
const below = v.object({ kind: v.literal('below'), surroundings: v.optional(surroundings) })
export const startPicture = v.variant('kind', [own, below, v.object({ kind: v.literal('file') })])

/** What can be read from the canvas, now and when a run is taken up again. */
export const readableStart = v.variant('kind', [own, below])
export type ReadableStart = v.InferOutput<typeof readableStart>
