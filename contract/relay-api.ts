/**
 * The relay's HTTP, as schemas that both ends parse with: the relay its requests, the panel its answers.
 * The panel tolerates fields it does not know; the relay refuses them.
 */
import * as v from 'valibot'
import { RELAY_FAILURE_CODES } from './failures.ts'
import {
  ASPECT_RATIOS,
  MAX_PROMPT_LENGTH,
  MAX_REFERENCES,
  REFERENCE_MIME_TYPES,
  RESOLUTIONS,
} from './model.ts'

/** Lower-case hex SHA-256 of the bytes: the name of an upload. */
export const uploadId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'))

/** One random value for each press and image, kept in the journal before the request leaves. */
export const idempotencyKey = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 characters of A-Za-z0-9_-'),
)

/** Of names of layers, files and documents, in UTF-16 units. */
export const MAX_NAME_LENGTH = 200
/** Of ids that Figma or the plugin has given. */
export const MAX_ID_LENGTH = 100
const name = v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH))

const originFields = {
  document_id: v.pipe(v.string(), v.maxLength(MAX_ID_LENGTH)),
  document_name: v.optional(name),
  node_id: v.optional(v.pipe(v.string(), v.maxLength(MAX_ID_LENGTH))),
  node_name: v.optional(name),
}
/** Where in Figma a generation was started: lets the history filter by file and find the layer again. */
export const origin = v.strictObject(originFields)

/** What a target's own generation can start from: its picture, what is below it, or a file meant for it. */
const START_KINDS = ['own', 'below', 'file'] as const

const startFields = {
  kind: v.picklist(START_KINDS, `must be one of ${START_KINDS.join(', ')}`),
  name: v.optional(name),
}
/** That the first reference, "image 1", is the target's start picture, and where it came from. */
export const start = v.strictObject(startFields)

export const lookId = v.pipe(v.string(), v.regex(/^look_[0-9a-f]{32}$/, 'must be the id of a look'))
export const lookVersion = v.pipe(v.number(), v.integer(), v.minValue(1, 'must be at least 1'))

const lookFields = { id: lookId, version: lookVersion }
/** The look that a generation was made with: what of it was used stands in prompt and references. */
export const usedLook = v.strictObject(lookFields)
/** `name`: as it was called then. */
export const namedLook = v.object({ ...lookFields, name: v.string() })
export type NamedLook = v.InferOutput<typeof namedLook>

/** Body of `POST /v1/generations`. References are "image 1", "image 2", … in the order given. */
export const createGeneration = v.pipe(
  v.strictObject({
    prompt: v.pipe(
      v.string(),
      v.maxLength(MAX_PROMPT_LENGTH, `must be at most ${MAX_PROMPT_LENGTH} characters`),
      v.check((text) => text.trim() !== '', 'must not be empty'),
    ),
    aspect_ratio: v.picklist(ASPECT_RATIOS, `must be one of ${ASPECT_RATIOS.join(', ')}`),
    resolution: v.picklist(RESOLUTIONS, `must be one of ${RESOLUTIONS.join(', ')}`),
    references: v.pipe(
      v.array(v.strictObject({ upload_id: uploadId, name: v.optional(name) })),
      v.maxLength(MAX_REFERENCES, `must be at most ${MAX_REFERENCES}`),
    ),
    origin: v.optional(origin),
    start: v.optional(start),
    look: v.optional(usedLook),
  }),
  v.forward(
    v.check(({ references, start }) => !start || references.length > 0, 'needs a first reference'),
    ['start'],
  ),
)
export type CreateGeneration = v.InferOutput<typeof createGeneration>

/** Still moving, in the order they can be passed; a slow look may skip some, none goes back. */
export const ACTIVE_STATUSES = ['accepted', 'submitting', 'queued', 'processing', 'downloading'] as const
/** Ended. `unknown`: the request may have been paid and can't be looked up, so it is never sent again. */
export const FINAL_STATUSES = ['succeeded', 'failed', 'unknown'] as const
export const GENERATION_STATUSES = [...ACTIVE_STATUSES, ...FINAL_STATUSES] as const
export type GenerationStatus = (typeof GENERATION_STATUSES)[number]

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const imageMimeType = v.picklist(REFERENCE_MIME_TYPES)
/** ISO 8601 in UTC with milliseconds. */
const timestamp = v.pipe(v.string(), v.isoTimestamp())

/** An image of a generation, in pixels and bytes as measured after the download. */
export const generationImage = v.object({
  mime_type: imageMimeType,
  bytes: count,
  width: count,
  height: count,
})
export type GenerationImage = v.InferOutput<typeof generationImage>

export const generation = v.object({
  id: v.string(),
  status: v.picklist(GENERATION_STATUSES),
  prompt: v.string(),
  aspect_ratio: v.picklist(ASPECT_RATIOS),
  resolution: v.picklist(RESOLUTIONS),
  references: v.array(v.object({ upload_id: uploadId, name: v.optional(v.string()) })),
  images: v.array(generationImage),
  /** `reserved` is an estimate from the base price until Rivya has accepted; `final` is null until the end. */
  credits: v.object({ reserved: v.number(), final: v.nullable(v.number()) }),
  failure: v.nullable(v.object({ code: v.picklist(RELAY_FAILURE_CODES), message: v.string() })),
  created_at: timestamp,
  updated_at: timestamp,
  /** When the images are likely there, from the durations seen so far; null once it has ended. */
  expected_at: v.nullable(timestamp),
  /** The idempotency key it was started with, so that a journal entry finds its generation. */
  idempotency_key: v.string(),
  origin: v.optional(v.object(originFields)),
  start: v.optional(v.object(startFields)),
  look: v.optional(namedLook),
  starred: v.boolean(),
  /** Something in the way of its next step fails and is tried again with growing pauses; `status` says which step. */
  is_delayed: v.optional(v.boolean()),
  /**
   * It was paid at Rivya and could not be fetched for days: `POST …/fetch` tries again, free of charge. Never true of one
   * that Rivya itself has ended.
   */
  can_fetch_again: v.optional(v.boolean()),
  /** Whether `GET …/thumbnail` has something: the panel makes thumbnails and hands them back. */
  has_thumbnail: v.boolean(),
})
export type Generation = v.InferOutput<typeof generation>

/** `next` goes into `before` for the following page; null on the last one. Newest first. */
export const generationPage = v.object({ generations: v.array(generation), next: v.nullable(v.string()) })
export type GenerationPage = v.InferOutput<typeof generationPage>

/** What changed since `after`; `cursor` goes into the next `after`. */
export const eventPage = v.object({ cursor: v.string(), generations: v.array(generation) })
export type EventPage = v.InferOutput<typeof eventPage>

/** Body of `PATCH /v1/generations/{id}`. */
export const updateGeneration = v.strictObject({ starred: v.boolean() })

export const upload = v.object({
  id: uploadId,
  mime_type: imageMimeType,
  bytes: count,
  width: count,
  height: count,
})
export type Upload = v.InferOutput<typeof upload>

export const ROLES = ['member', 'lead', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Whose limit it is, and how long it counts. */
const creditLimit = v.object({
  of: v.picklist(['person', 'team', 'relay']),
  period: v.picklist(['day', 'month']),
  limit: v.number(),
  used: v.number(),
  resets_at: timestamp,
})
export type CreditLimit = v.InferOutput<typeof creditLimit>

export const me = v.object({
  /** Of the person. */
  name: v.string(),
  /** Whose token it is: everything is owned by the person, whatever token is used. A relay of earlier versions says nothing. */
  person: v.optional(v.object({ id: v.string(), name: v.string(), role: v.picklist(ROLES) })),
  team: v.optional(v.nullable(v.object({ id: v.string(), name: v.string() }))),
  /** Whoever runs the relay has paused paying: what is accepted waits until it goes on. */
  is_paused: v.optional(v.boolean()),
  credits: v.object({
    /** Of the Rivya account; null when Rivya can't be asked. */
    balance: v.nullable(v.number()),
    /** Of this person; null when there is no limit. */
    daily_limit: v.nullable(v.number()),
    /** Credits this person has reserved or spent since midnight UTC. */
    used_today: v.number(),
    /** Every limit that a press can run into. */
    limits: v.optional(v.array(creditLimit)),
  }),
  model: v.object({
    id: v.string(),
    base_credits: v.number(),
    max_prompt_length: v.number(),
    aspect_ratios: v.array(v.string()),
    resolutions: v.array(v.string()),
    max_references: v.number(),
    max_reference_bytes: v.number(),
  }),
})
export type Me = v.InferOutput<typeof me>

/** `GET /healthz`. */
export const health = v.object({
  status: v.string(),
  /** People can sign in with the company's account; left out where they can not. */
  sign_in: v.optional(v.boolean()),
})

/** How a panel is let in by the company's account: the fields of RFC 8628, times in seconds. */
export const signInStart = v.object({
  /** For the panel alone. */
  device_code: v.string(),
  /** For the person to compare, like `WDJB-MJHT`. */
  user_code: v.string(),
  verification_uri: v.string(),
  /** With the code in it. */
  verification_uri_complete: v.string(),
  expires_in: count,
  interval: count,
})
export type SignInStart = v.InferOutput<typeof signInStart>

/** Body of `POST /v1/sign-in/token`. */
export const signInPoll = v.strictObject({ device_code: v.pipe(v.string(), v.maxLength(MAX_ID_LENGTH)) })

export const signInToken = v.object({ access_token: v.string(), expires_at: timestamp, name: v.string() })
export type SignInToken = v.InferOutput<typeof signInToken>

export const errorBody = v.object({
  error: v.object({
    code: v.picklist(RELAY_FAILURE_CODES),
    message: v.string(),
    request_id: v.string(),
    retry_after_ms: v.optional(v.number()),
  }),
})
export type ErrorBody = v.InferOutput<typeof errorBody>

/** Seconds a long poll may wait; a larger `wait` is cut to this. */
export const MAX_WAIT_SECONDS = 25
/** Entries in a page of generations unless `limit` says otherwise, and at most. */
export const DEFAULT_PAGE_SIZE = 50
export const MAX_PAGE_SIZE = 200
/** Words searched for in the history, as long at most. */
export const MAX_SEARCH_LENGTH = 200
/** So many thumbnails can be asked for at once: more than the panel shows. */
export const MAX_THUMBNAILS_AT_ONCE = 50
/** A thumbnail handed back by the panel: PNG, JPEG or WebP, at most this many bytes and pixels a side. */
export const MAX_THUMBNAIL_BYTES = 64_000
export const MAX_THUMBNAIL_SIDE_PX = 320
