/**
 * Everything about the stand-in that can be set, at its start and while it runs. What Rivya's documentation leaves open
 * is a switch, so that a client can be tried both ways; faults are what networks and services do to a client.
 */
import * as v from 'valibot'

const status = v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))
const credits = v.pipe(v.number(), v.minValue(0))
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(600_000))

const SCOPES = [
  'generations:create',
  'generations:read',
  'files:create',
  'files:read',
  'credits:read',
  'webhooks:manage',
] as const
export type Scope = (typeof SCOPES)[number]

/** The calls a fault can be put on. `image` is the download of a result. */
const CALLS = ['create', 'look', 'upload', 'file', 'credits', 'models', 'webhooks', 'image'] as const
export type CallName = (typeof CALLS)[number]

/** How many matching calls (or tasks) it concerns; without it, all until it is switched off. */
const times = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)))
const on = v.picklist([...CALLS, 'any'])

const callFault = v.variant('kind', [
  v.strictObject({ on, times, kind: v.literal('slow'), ms }),
  /** The connection breaks before the call is carried out. */
  v.strictObject({ on, times, kind: v.literal('cut-before') }),
  /** The call is carried out and the connection breaks instead of the answer. */
  v.strictObject({ on, times, kind: v.literal('cut-after') }),
  /** One of Rivya's own errors. `retryAfter` is the header as it shall stand there. */
  v.strictObject({
    on,
    times,
    kind: v.literal('error'),
    status,
    code: v.string(),
    message: v.optional(v.string()),
    retryAfter: v.optional(v.string()),
  }),
  /** Any other answer, a gateway's for example; with `isHandled` the call is carried out before. */
  v.strictObject({
    on,
    times,
    kind: v.literal('answer'),
    status,
    body: v.string(),
    headers: v.optional(v.record(v.string(), v.string())),
    isHandled: v.optional(v.boolean()),
  }),
])

const imageFault = v.variant('kind', [
  v.strictObject({
    on: v.literal('image'),
    times,
    kind: v.literal('format'),
    format: v.picklist(['jpeg', 'webp']),
  }),
  v.strictObject({ on: v.literal('image'), times, kind: v.literal('no-image') }),
  /** The beginning of a file of that kind, or nothing at all. */
  v.strictObject({
    on: v.literal('image'),
    times,
    kind: v.literal('foreign'),
    format: v.picklist(['avif', 'gif', 'nothing', 'junk']),
  }),
  /** So many bytes after a PNG's beginning, with or without saying so before. */
  v.strictObject({
    on: v.literal('image'),
    times,
    kind: v.literal('huge'),
    bytes: v.number(),
    hasLength: v.boolean(),
  }),
  v.strictObject({ on: v.literal('image'), times, kind: v.literal('redirect'), to: v.string() }),
  /** Head and half of the bytes, then the connection breaks. */
  v.strictObject({ on: v.literal('image'), times, kind: v.literal('half') }),
])

const taskFault = v.variant('kind', [
  /** Stays in `processing` for ever. */
  v.strictObject({ on: v.literal('task'), times, kind: v.literal('stuck') }),
  v.strictObject({
    on: v.literal('task'),
    times,
    kind: v.literal('failed'),
    error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  }),
  /** Succeeds with this `result`: `null`, `{}`, `{"urls":[]}`, a link to elsewhere. */
  v.strictObject({ on: v.literal('task'), times, kind: v.literal('result'), result: v.unknown() }),
  /** Every answer about the task has these fields in place of its own; `null` included. */
  v.strictObject({
    on: v.literal('task'),
    times,
    kind: v.literal('fields'),
    fields: v.record(v.string(), v.unknown()),
  }),
])

const deliveryFault = v.variant('kind', [
  /** Sent so long after the end. */
  v.strictObject({ on: v.literal('delivery'), times, kind: v.literal('late'), ms }),
  v.strictObject({ on: v.literal('delivery'), times, kind: v.literal('twice') }),
  /** Sent only after the next one has been. */
  v.strictObject({ on: v.literal('delivery'), times, kind: v.literal('after-next') }),
  v.strictObject({ on: v.literal('delivery'), times, kind: v.literal('lost') }),
])

const fault = v.union([callFault, imageFault, taskFault, deliveryFault])
export type Fault = v.InferOutput<typeof fault>
export type CallFault = v.InferOutput<typeof callFault>
export type ImageFault = v.InferOutput<typeof imageFault>
export type TaskFault = v.InferOutput<typeof taskFault>
export type DeliveryFault = v.InferOutput<typeof deliveryFault>

export function isImageFault(candidate: Fault | null): candidate is ImageFault {
  return v.is(imageFault, candidate)
}

const switches = v.strictObject({
  /** From creation to the end of a task. */
  taskSeconds: v.pipe(v.number(), v.minValue(0)),
  /** By how much tasks differ in it: the spread of its logarithm. */
  taskSpread: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
  createStatus: status,
  uploadStatus: status,
  /** How long the link of an upload is good, which is not documented; null for ever. */
  fileSeconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
  /** Keys and options of `params` that are not documented. */
  unknownParams: v.picklist(['refuse', 'ignore']),
  /** Same `Idempotency-Key`, same body: the first task again. Off, each call makes and charges a new one. */
  isReplaying: v.boolean(),
  /** Seconds after which a key is forgotten; null for never. */
  replaySeconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
  tooFewCredits: v.picklist(['402', 'failed-task']),
  /** Of the account of the first key. Setting it sets the wallet. */
  credits,
  price1K: credits,
  price2K: credits,
  pricePerReference: credits,
  keyState: v.picklist(['valid', 'revoked', 'expired']),
  isApiDisabled: v.boolean(),
  deniedScopes: v.array(v.picklist(SCOPES)),
  /** Calls in a minute for each key, above that 429; null for no limit. */
  requestsPerMinute: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Grain over the pictures, so that a PNG has the 1 to 4 MB of a photograph. */
  hasNoise: v.boolean(),
  /** Of every picture ordered from now on, small for speed or large for trouble; null for the resolution's size. */
  longerSidePx: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8000))),
  /** From the end of a task to the delivery that tells of it. */
  deliveryMs: ms,
  /** Of the deliveries, chosen at random but every time the same, so many never leave. */
  lostDeliveries: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** Under which name the task lies in a delivery, which is not documented. */
  deliveredUnder: v.picklist(['data', 'data.object', 'task']),
  /** A webhook that Rivya has disabled can't be removed. */
  keepsDisabledWebhooks: v.boolean(),
  /** How far an image that is edited may differ from what it was made of, each by chance; null for another picture. */
  drift: v.nullable(
    v.strictObject({
      shiftPx: v.pipe(v.number(), v.minValue(0), v.maxValue(200)),
      scalePercent: v.pipe(v.number(), v.minValue(0), v.maxValue(20)),
      tintPercent: v.pipe(v.number(), v.minValue(0), v.maxValue(50)),
    }),
  ),
  faults: v.array(fault),
})
export type Switches = v.InferOutput<typeof switches>

export type SwitchChanges = Partial<Switches>
export const switchChanges = v.pipe(
  v.partial(switches),
  // JSON knows no undefined, so a field that is there has its value.
  v.transform((changes) => changes as SwitchChanges),
)

export const DEFAULT_SWITCHES: Switches = {
  taskSeconds: 3,
  taskSpread: 0,
  createStatus: 202,
  uploadStatus: 201,
  fileSeconds: null,
  unknownParams: 'refuse',
  isReplaying: true,
  replaySeconds: null,
  tooFewCredits: '402',
  credits: 1000,
  price1K: 5,
  price2K: 5,
  pricePerReference: 0,
  keyState: 'valid',
  isApiDisabled: false,
  deniedScopes: [],
  requestsPerMinute: null,
  hasNoise: false,
  longerSidePx: null,
  deliveryMs: 20,
  lostDeliveries: 0,
  deliveredUnder: 'data',
  keepsDisabledWebhooks: false,
  drift: { shiftPx: 12, scalePercent: 2, tintPercent: 8 },
  faults: [],
}
