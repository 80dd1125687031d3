/** Looks over HTTP: words, colours and references that a person keeps or a team shares, with a version. */
import * as v from 'valibot'
import { lookId, lookVersion, MAX_NAME_LENGTH, uploadId } from './relay-api.ts'

/** Who may use it: whoever made it, everyone of a team, everyone at this relay. */
export const LOOK_SCOPES = ['private', 'team', 'everyone'] as const
export type LookScope = (typeof LOOK_SCOPES)[number]

/** Where the designer's own words go in those of a look; without it they come first. */
export const OWN_WORDS = '{prompt}'

export const MAX_LOOK_REFERENCES = 4
export const MAX_LOOK_COLOURS = 12
/** In UTF-16 units. */
export const MAX_LOOK_NAME_LENGTH = 80
export const MAX_LOOK_PROMPT_LENGTH = 2000
const MAX_COLOUR_NAME_LENGTH = 40

const name = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(most, `must be at most ${most} characters`),
    v.check((text) => text.trim() !== '', 'must not be empty'),
  )
const atMost = (most: number) => `must be at most ${most}`

const contentFields = {
  name: name(MAX_LOOK_NAME_LENGTH),
  prompt: v.pipe(
    v.string(),
    v.maxLength(MAX_LOOK_PROMPT_LENGTH, `must be at most ${MAX_LOOK_PROMPT_LENGTH} characters`),
  ),
  colours: v.pipe(
    v.array(
      v.strictObject({
        name: name(MAX_COLOUR_NAME_LENGTH),
        hex: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/, 'must be like #0a7f5a')),
      }),
    ),
    v.maxLength(MAX_LOOK_COLOURS, atMost(MAX_LOOK_COLOURS)),
  ),
  references: v.pipe(
    v.array(
      v.strictObject({
        upload_id: uploadId,
        name: v.optional(v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH))),
      }),
    ),
    v.maxLength(MAX_LOOK_REFERENCES, atMost(MAX_LOOK_REFERENCES)),
  ),
}

/** Body of `POST /v1/looks` and `PUT /v1/looks/{id}`. */
export const saveLook = v.strictObject({
  ...contentFields,
  scope: v.picklist(LOOK_SCOPES, `must be one of ${LOOK_SCOPES.join(', ')}`),
  /** With the scope `team`, for an admin who publishes for another team than their own. */
  team_id: v.optional(v.pipe(v.string(), v.maxLength(100))),
})
export type SaveLook = v.InferOutput<typeof saveLook>

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
