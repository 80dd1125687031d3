/** Looks over HTTP: words, colours and references that a person keeps or a team shares, with a version. */
import * as v from 'valibot'
import { lookId, lookVersion, uploadId } from './relay-api.ts'

/** Who may use it: whoever made it, everyone of a team, everyone at this relay. */
export const LOOK_SCOPES = ['private', 'team', 'everyone'] as const
export type LookScope = (typeof LOOK_SCOPES)[number]

/** Where the designer's own words go in those of a look; without it they come first. */
export const OWN_WORDS = '{prompt}'

export const MAX_LOOK_REFERENCES = 4
export const MAX_LOOK_COLOURS = 12
/** In UTF-16 units. */
export const MAX_LOOK_NAME_LENGTH = 80

const contentFields = {
  name: v.string(),
  prompt: v.string(),
  colours: v.array(v.object({ name: v.string(), hex: v.string() })),
  references: v.array(v.object({ upload_id: uploadId, name: v.optional(v.string()) })),
  /** Of its references together; a relay of an earlier version does not say. */
  megapixels: v.optional(v.number()),
}

/** A version as it was saved. In the words of a look, "image 1" is its own first reference. */
export const lookVersionBody = v.object({ id: lookId, version: lookVersion, ...contentFields })
export type LookVersion = v.InferOutput<typeof lookVersionBody>

export const look = v.object({
  id: lookId,
  /** Counts from 1. In quotation marks it is the ETag. */
  version: lookVersion,
  ...contentFields,
  scope: v.picklist(LOOK_SCOPES),
  team: v.nullable(v.object({ id: v.string(), name: v.string() })),
  /** Whether the caller may change and delete it. */
  can_change: v.boolean(),
  updated_at: v.pipe(v.string(), v.isoTimestamp()),
})
export type Look = v.InferOutput<typeof look>

export const lookList = v.object({ looks: v.array(look) })
