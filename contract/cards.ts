/** What the selection holds to be filled: cards, which stand for one product each, and the slot in each. */
import * as v from 'valibot'
import { provenance } from './provenance.ts'
import { sizeFields } from './sizes.ts'
import { rect } from './start-pictures.ts'

export const FILL_OBSTACLES = ['read-only', 'no-fills', 'mixed-text', 'buzz-frame'] as const
/** Why a layer can't be filled; null where it can. */
export type FillObstacle = (typeof FILL_OBSTACLES)[number]

/**
 * What "Its own picture" would start from. `own`: an image of the person's on the slot, or the slot as it is drawn;
 * `missing`: an image whose bytes Figma does not give; `video`, `pattern`: a fill that is no still image.
 */
const CARD_PICTURES = ['own', 'none', 'missing', 'video', 'pattern'] as const
export type CardPicture = (typeof CARD_PICTURES)[number]

/** To be said before paying. `sliver`: no ratio of the model comes near; `very-large`: the result would be soft. */
const CARD_WARNINGS = ['hidden', 'transparent', 'sliver', 'very-large'] as const
export type CardWarning = (typeof CARD_WARNINGS)[number]

/** At most so many are described. */
export const MAX_CARDS = 500

export const card = v.object({
  /** Of the layer that stands for one product; the slot's own where that is all there is. */
  id: v.string(),
  name: v.string(),
  /** What is filled, in canvas units. The part that mask and frame leave to be seen decides the ratio. */
  slot: v.object({
    id: v.string(),
    name: v.string(),
    type: v.string(),
    ...sizeFields,
    visibleWidth: v.optional(v.number()),
    visibleHeight: v.optional(v.number()),
  }),
  /** Its words in reading order, at most 600 characters; `isOnButton` where the layers around them say so. */
  lines: v.array(v.object({ words: v.string(), isOnButton: v.boolean() })),
  /** Of the slot. */
  fillObstacle: v.nullable(v.picklist(FILL_OBSTACLES)),
  picture: v.picklist(CARD_PICTURES),
  /** Differs when what "Its own picture" reads would differ; "" without a picture. */
  pictureKey: v.string(),
  /** Of a shape: where the frame around it ends, from its corner in canvas units, and why its fill would not match that. */
  area: v.optional(
    v.object({ around: v.nullable(rect), obstacle: v.nullable(v.picklist(['turned', 'blended'])) }),
  ),
  warnings: v.array(v.picklist(CARD_WARNINGS)),
  /** Of the slot. */
  provenance: v.nullable(provenance),
})
export type Card = v.InferOutput<typeof card>
