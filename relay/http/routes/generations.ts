/** `/v1/generations`: start, read, list, star and forget. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import {
  createGeneration,
  DEFAULT_PAGE_SIZE,
  idempotencyKey,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
  updateGeneration,
} from '../../../contract/relay-api.ts'
import { type Acceptance, acceptGeneration } from '../../store/generations/accept.ts'
import { fetchAgain } from '../../store/generations/fetch-again.ts'
import {
  forgetGeneration,
  listGenerations,
  readGeneration,
  starGeneration,
} from '../../store/generations/generations.ts'
import { type Refusal, refuse, sendJson, sendNothing, sendWritten } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import { readJson } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { describeLimit } from './describe-limit.ts'
import { hashRequest } from './hash-request.ts'
import { viewGeneration, writeGeneration } from './view.ts'

/** Anything that can't be an id never reaches the database. */
export const ID_PATTERN = 'gen_[0-9a-f]{32}'
export const GENERATION_PATH = `/generations/:id{${ID_PATTERN}}` as const

const MAX_SEARCH_WORDS = 10

const NOTHING_TO_FETCH = 'Rivya made no image here that could be fetched.'

const wholeNumber = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be a whole number'), v.transform(Number))
const searchText = v.pipe(
  v.string(),
  v.maxLength(MAX_SEARCH_LENGTH, `must be at most ${MAX_SEARCH_LENGTH} characters`),
)

/** Query of the list. `before` is the `next` of the page before. */
export const listQuery = v.strictObject({
  limit: v.optional(v.pipe(wholeNumber, v.minValue(1, 'must be at least 1'))),
  before: v.optional(wholeNumber),
  q: v.optional(searchText),
  document: v.optional(v.pipe(v.string(), v.maxLength(100, 'must be at most 100 characters'))),
  starred: v.optional(v.picklist(['true', 'false'], 'must be true or false')),
})

export function addGenerationRoutes(v1: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, clock, account, forecast, metrics, relayCredits } = dependencies

  v1.post('/generations', async (c) => {
    const key = parse(idempotencyKey, c.req.header('idempotency-key'), 'Idempotency-Key')
    if ('code' in key) return refuse(c, key)
    const body = await readJson(c)
    if ('code' in body) return refuse(c, body)
    const request = parse(createGeneration, body.value, 'body')
    if ('code' in request) return refuse(c, request)
    const now = clock.now()
    const { resolution, references } = request.value
    const { expectedMs } = await forecast.read({ resolution, referenceCount: references.length })
    const acceptance = await acceptGeneration(database, {
      personId: c.get('caller').person_id,
      idempotencyKey: key.value,
      requestHash: hashRequest(request.value),
      requestId: c.get('requestId'),
      request: request.value,
      estimatedCredits: account.estimateCredits(),
      relayCredits,
      now,
      expectedAt: now + expectedMs,
    })
    if (acceptance.kind === 'accepted') metrics.creditsReserved(acceptance.row.credits_reserved)
    if (acceptance.kind === 'accepted' || acceptance.kind === 'repeated') {
      return sendJson(c, viewGeneration(acceptance.row), acceptance.kind === 'accepted' ? 202 : 200)
    }
    return refuse(c, refusalOf(acceptance))
  })

  v1.get('/generations', async (c) => {
    const query = parse(listQuery, c.req.query(), 'query')
    if ('code' in query) return refuse(c, query)
    const { before, q, document: documentId, starred } = query.value
    const limit = Math.min(query.value.limit ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
    const filter = {
      before,
      documentId,
      isStarred: starred === undefined ? undefined : starred === 'true',
      words: q
        ?.split(/\s+/)
        .filter((word) => word !== '')
        .slice(0, MAX_SEARCH_WORDS),
    }
    // One more than asked for tells whether there is a next page.
    const { person_id: personId } = c.get('caller')
    const rows = await listGenerations(database, personId, filter, limit + 1, c.req.raw.signal)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return sendJson(c, {
      generations: page.map(viewGeneration),
      next: rows.length > limit && last !== undefined ? String(last.position) : null,
    })
  })

  v1.get(GENERATION_PATH, async (c) => {
    const row = await readGeneration(database, c.get('caller').person_id, c.req.param('id'))
    return row === undefined ? refuse(c, { code: 'not_found' }) : sendWritten(c, writeGeneration(row))
  })

  v1.patch(GENERATION_PATH, async (c) => {
    const body = await readJson(c)
    if ('code' in body) return refuse(c, body)
    const update = parse(updateGeneration, body.value, 'body')
    if ('code' in update) return refuse(c, update)
    const row = await starGeneration(
      database,
      c.get('caller').person_id,
      c.req.param('id'),
      update.value.starred,
    )
    return row === undefined ? refuse(c, { code: 'not_found' }) : sendWritten(c, writeGeneration(row))
  })

  v1.post(`${GENERATION_PATH}/fetch`, async (c) => {
    const fetched = await fetchAgain(database, c.get('caller').person_id, c.req.param('id'), clock.now())
    switch (fetched.kind) {
      case 'begun':
        return sendJson(c, viewGeneration(fetched.row), 202)
      case 'not-needed':
        return sendJson(c, viewGeneration(fetched.row))
      case 'nothing-there':
        return refuse(c, { code: 'validation_failed', message: NOTHING_TO_FETCH })
      case 'not-found':
        return refuse(c, { code: 'not_found' })
    }
  })

  v1.delete(GENERATION_PATH, async (c) => {
    const isGone = await forgetGeneration(database, c.get('caller').person_id, c.req.param('id'), clock.now())
    return isGone ? sendNothing(c) : refuse(c, { code: 'not_found' })
  })
}

function refusalOf(acceptance: Exclude<Acceptance, { row: unknown }>): Refusal {
  switch (acceptance.kind) {
    case 'conflict':
      return { code: 'idempotency_conflict' }
    case 'forgotten':
      return { code: 'not_found', message: 'This generation was deleted. It is not started again.' }
    case 'quota-exceeded':
      return { code: 'quota_exceeded', message: describeLimit(acceptance.limit, acceptance.teamName) }
    case 'removed':
      return { code: 'unauthenticated' }
    case 'unknown-look':
      return {
        code: 'validation_failed',
        message: 'look: is not here any more, or in no such version; choose another',
      }
    case 'unknown-upload': {
      const message = `references.${acceptance.index}.upload_id: is not here; upload the image first`
      return { code: 'validation_failed', message }
    }
  }
}
