/** What a look may be; a file of its own, since only the relay checks it. */
import * as v from 'valibot'
import { LOOK_SCOPES, MAX_LOOK_COLOURS, MAX_LOOK_NAME_LENGTH, MAX_LOOK_REFERENCES } from './looks.ts'
import { MAX_PROMPT_LENGTH } from './model.ts'
import { MAX_NAME_LENGTH, uploadId } from './relay-api.ts'

const MAX_COLOUR_NAME_LENGTH = 40

const name = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(most, `must be at most ${most} characters`),
    v.check((text) => text.trim() !== '', 'must not be empty'),
  )
const atMost = (most: number) => `must be at most ${most}`

const savedFields = {
  name: name(MAX_LOOK_NAME_LENGTH),
  prompt: v.pipe(
    v.string(),
    v.maxLength(MAX_PROMPT_LENGTH, `must be at most ${MAX_PROMPT_LENGTH} characters`),
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
  ...savedFields,
  scope: v.picklist(LOOK_SCOPES, `must be one of ${LOOK_SCOPES.join(', ')}`),
  /** With the scope `team`, for an admin who publishes for another team than their own. */
  team_id: v.optional(v.pipe(v.string(), v.maxLength(100))),
})
export type SaveLook = v.InferOutput<typeof saveLook>
