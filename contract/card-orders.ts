/** Orders of the panel that are about cards and their pictures; none of them needs a journal entry. */
import * as v from 'valibot'
import { failure } from './failures.ts'
import { bytes, message, numbered } from './message.ts'
import { making } from './provenance.ts'
import { sizeFields } from './sizes.ts'
import { crop, ownPicture, readableStart } from './start-pictures.ts'

/** An image in the file, with its measured pixels. */
const fileImage = v.object({ hash: v.string(), ...sizeFields })

export const cardOrder = v.variant('type', [
  /**
   * What targets start from, in portions that the panel chooses. With at most `THUMBNAIL_PIXELS` a small drawing may come
   * in place of the original bytes. Without `picture`, `own` is what the layer has now.
   */
  numbered('read-start-pictures', {
    pictures: v.array(v.object({ targetId: v.string(), start: readableStart, maxPixels: v.number() })),
  }),
  /**
   * Shows which layer of the open page is meant, instead of the one before, or none. Nothing is selected and no undo step
   * made; the view stays where it is unless the person asks for the layer to be brought into it. Answered by nothing.
   */
  message('point-at', { nodeId: v.nullable(v.string()), isBrought: v.boolean() }),
  /** "This one in each": its place is the slot of every card built like the one it lies in, from now on and in this file. */
  numbered('choose-slot', { nodeId: v.string() }),
  /** Takes images into the file without using them, in portions, for `fill-layers`. */
  numbered('add-images', { images: v.array(bytes) }),
  /** Sets the fills of many layers in one undo step; one that can't be filled stops no other. */
  numbered('fill-layers', {
    fills: v.array(v.object({ nodeId: v.string(), making, image: fileImage })),
  }),
])

export const cardFact = v.variant('type', [
  numbered('start-pictures-read', {
    pictures: v.array(
      v.object({
        targetId: v.string(),
        /** Of the layer. */
        name: v.string(),
        /** PNG, JPEG or GIF; for an original, whatever the person put there. */
        bytes,
        /** Which picture of the layer's own it is; null below it. */
        picture: v.nullable(ownPicture),
        /** To be cut out of `bytes`; null when they are what is seen. */
        crop: v.nullable(crop),
        /** Whether `bytes` are the file's own, not a drawing of the layer. */
        isOriginal: v.boolean(),
      }),
    ),
    refusals: v.array(v.object({ targetId: v.string(), name: v.string(), failure })),
  }),
  /** The card it lies in and those beside it that follow. `selection-changed` comes after it. */
  numbered('slot-chosen', { nodeIds: v.array(v.string()) }),
  numbered('images-added', {
    /** In the order given. */
    images: v.array(v.union([fileImage, failure])),
  }),
  numbered('layers-filled', {
    /** In the order given. */
    results: v.array(v.object({ nodeId: v.string(), failure: v.nullable(failure) })),
  }),
])

export const CARD_REPLIES = {
  'read-start-pictures': 'start-pictures-read',
  'choose-slot': 'slot-chosen',
  'add-images': 'images-added',
  'fill-layers': 'layers-filled',
} as const

/** Up to so many pixels a start picture is meant for the eye alone. */
export const THUMBNAIL_PIXELS = 40_000

export type CardFact = v.InferOutput<typeof cardFact>
