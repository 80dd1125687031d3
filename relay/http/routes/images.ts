/** The bytes of a generation: its images, and the thumbnail that the panel makes and hands back. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import { readImageHeader } from '../../../contract/image-header.ts'
import {
  MAX_THUMBNAIL_BYTES,
  MAX_THUMBNAIL_SIDE_PX,
  MAX_THUMBNAILS_AT_ONCE,
} from '../../../contract/relay-api.ts'
import { readImage, readThumbnails, saveThumbnail } from '../../store/generations/images.ts'
import { refuse, sendFiles, sendImage, sendNothing, streamImage } from '../answers.ts'
import { FairGate } from '../bodies/fair-gate.ts'
import { invalid, parse } from '../bodies/parse.ts'
import { readBody } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import { type RelayEnv, whenAnswered } from '../env.ts'
import { GENERATION_PATH, ID_PATTERN } from './generations.ts'

/** An image never changes; only its caller may keep it. */
const IMAGE_CACHE = 'private, max-age=31536000, immutable'
/** A thumbnail may be replaced. */
const THUMBNAIL_CACHE = 'private, no-cache'

const THUMBNAIL_LIMITS = { maxBytes: MAX_THUMBNAIL_BYTES, idleMs: 10_000, totalMs: 20_000 }

/** A piece of an image is in memory until the client has taken it, and nobody says when that will be. */
const PLACES = {
  all: 32,
  each: 4,
  waitingEach: 100,
  longestWaitMs: 60_000,
  tooMany: { code: 'rate_limited', message: 'Too many images at once.', retryAfterMs: 5000 },
} as const

const SEVERAL_IDS = new RegExp(`^${ID_PATTERN}(,${ID_PATTERN}){0,${MAX_THUMBNAILS_AT_ONCE - 1}}$`)

export const thumbnailsQuery = v.strictObject({
  ids: v.pipe(
    v.string(),
    v.regex(SEVERAL_IDS, `must be 1 to ${MAX_THUMBNAILS_AT_ONCE} ids of generations, with commas between`),
  ),
})

export function addImageRoutes(v1: Hono<RelayEnv>, { database }: AppDependencies): void {
  const gate = new FairGate(PLACES)

  v1.get(`${GENERATION_PATH}/images/:number{[0-9]{1,2}}`, async (c) => {
    const { id, number } = c.req.param()
    const place = await gate.enter(c.get('caller').person_id, c.req.raw.signal)
    if (typeof place !== 'function') return refuse(c, place)
    whenAnswered(c, place)
    const image = await readImage(database, c.get('caller').person_id, id, Number(number))
    return image === undefined
      ? refuse(c, { code: 'not_found' })
      : streamImage(c, image, image.open, IMAGE_CACHE)
  })

  v1.get(`${GENERATION_PATH}/thumbnail`, async (c) => {
    const id = c.req.param('id')
    const thumbnail = (await readThumbnails(database, c.get('caller').person_id, [id])).get(id)
    return thumbnail === undefined
      ? refuse(c, { code: 'not_found' })
      : sendImage(c, thumbnail, THUMBNAIL_CACHE)
  })

  v1.get('/thumbnails', async (c) => {
    const query = parse(thumbnailsQuery, c.req.query(), 'query')
    if ('code' in query) return refuse(c, query)
    const place = await gate.enter(c.get('caller').person_id, c.req.raw.signal)
    if (typeof place !== 'function') return refuse(c, place)
    whenAnswered(c, place)
    return sendFiles(c, await readThumbnails(database, c.get('caller').person_id, query.value.ids.split(',')))
  })

  v1.put(`${GENERATION_PATH}/thumbnail`, async (c) => {
    const bytes = await readBody(c, THUMBNAIL_LIMITS)
    if (!(bytes instanceof Uint8Array)) return refuse(c, bytes)
    const header = readImageHeader(bytes)
    if (header === null) return refuse(c, { code: 'unsupported_media_type' })
    if (Math.max(header.width, header.height) > MAX_THUMBNAIL_SIDE_PX) {
      return refuse(c, invalid(`A thumbnail must have at most ${MAX_THUMBNAIL_SIDE_PX} pixels a side.`))
    }
    const isSaved = await saveThumbnail(database, c.get('caller').person_id, c.req.param('id'), {
      header,
      bytes,
    })
    return isSaved ? sendNothing(c) : refuse(c, { code: 'not_found' })
  })
}
