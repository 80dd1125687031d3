/** `/v1/uploads`: reference bytes, raw, taken in and given back to who has sent them. */
import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { readImageHeader } from '../../../contract/image-header.ts'
import { MAX_REFERENCE_BYTES } from '../../../contract/model.ts'
import type { Upload } from '../../../contract/relay-api.ts'
import { Blocks } from '../../blocks.ts'
import { findUpload, saveUpload, touchUpload } from '../../store/uploads/uploads.ts'
import { type Refusal, refuse, sendJson, streamImage } from '../answers.ts'
import { FairGate } from '../bodies/fair-gate.ts'
import { readBody } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import { type RelayEnv, whenAnswered } from '../env.ts'

const LIMITS = { maxBytes: MAX_REFERENCE_BYTES, idleMs: 15_000, totalMs: 120_000 }
/** Each body takes up to 10 MB of memory; the others wait unread in their sockets. */
const PLACES = {
  all: 8,
  each: 3,
  waitingEach: 100,
  longestWaitMs: 120_000,
  tooMany: { code: 'rate_limited', message: 'Too many uploads at once.', retryAfterMs: 5000 },
} as const
/** No reference needs more, and a small file can claim any size: whoever decodes it would have to hold it. */
export const MAX_UPLOAD_PIXELS = 50_000_000

const NO_ROOM: Refusal = {
  code: 'internal',
  message: "The relay's disk is nearly full, so it takes no more references. Tell whoever runs it.",
}

/** A piece of each is in memory until the client has taken it. */
const READING_PLACES = { ...PLACES, each: 4, longestWaitMs: 60_000 } as const
/** The id is of the bytes. */
const READING_CACHE = 'private, max-age=31536000, immutable'

export function addUploadRoutes(v1: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, hasRoom, handAhead, clock, log, metrics } = dependencies
  const gate = new FairGate(PLACES)
  const readingGate = new FairGate(READING_PLACES)
  const blocks = new Blocks(MAX_REFERENCE_BYTES)

  v1.post('/uploads', async (c) => {
    const place = await gate.enter(c.get('caller').person_id, c.req.raw.signal)
    if (typeof place !== 'function') return refuse(c, place)
    const block = blocks.take()
    try {
      if (!(await hasRoom())) {
        log.error({ request: c.get('requestId') }, 'the disk is nearly full; references are refused')
        return refuse(c, NO_ROOM)
      }
      const hash = createHash('sha256')
      const data = await readBody(c, LIMITS, { block, onChunk: (chunk) => hash.update(chunk) })
      if (!(data instanceof Uint8Array)) return refuse(c, data)
      const header = readImageHeader(data)
      if (header === null) return refuse(c, { code: 'unsupported_media_type' })
      if (header.width * header.height > MAX_UPLOAD_PIXELS) {
        const message = `The image must have at most ${MAX_UPLOAD_PIXELS / 1_000_000} megapixels.`
        return refuse(c, { code: 'validation_failed', message })
      }
      const id = hash.digest('hex')
      const { mimeType: mime_type, width, height } = header
      const saved = await saveUpload(database, c.get('caller').person_id, { id, header, data }, clock.now())
      metrics.uploadEnded(saved, data.length)
      handAhead({ id, bytes: data.length, ownerId: c.get('caller').person_id, requestId: c.get('requestId') })
      const upload: Upload = { id, mime_type, bytes: data.length, width, height }
      return sendJson(c, upload, saved === 'new' ? 201 : 200)
    } finally {
      blocks.give(block)
      place()
    }
  })
  v1.get('/uploads/:id{[0-9a-f]{64}}', async (c) => {
    const id = c.req.param('id')
    const person = c.get('caller').person_id
    const place = await readingGate.enter(person, c.req.raw.signal)
    if (typeof place !== 'function') return refuse(c, place)
    whenAnswered(c, place)
    const isOwn = await touchUpload(database.query, person, id, clock.now())
    const upload = isOwn ? await findUpload(database, id) : undefined
    if (upload === undefined) return refuse(c, { code: 'not_found' })
    const picture = { ...upload, sha256: id }
    return streamImage(c, picture, () => database.blobs.open(picture), READING_CACHE)
  })
}
