/** `/v1/looks`: what the person may use, and making, changing and withdrawing it. */
import type { Context, Hono } from 'hono'
import type { Look } from '../../../contract/looks.ts'
import { idempotencyKey } from '../../../contract/relay-api.ts'
import { type SaveLook, saveLook } from '../../../contract/save-look.ts'
import { MAX_LOOKS } from '../../store/looks/check-look.ts'
import { deleteLook } from '../../store/looks/delete-look.ts'
import { mayPublish, type Reader } from '../../store/looks/look-rights.ts'
import { findLookUpload } from '../../store/looks/look-uploads.ts'
import { listLooks, readLookVersion, type StoredLook } from '../../store/looks/looks.ts'
import { changeLook, createLook, type LookKey, type SavedLook } from '../../store/looks/save-look.ts'
import { type Refusal, refuse, sendJson, sendNothing, streamImage } from '../answers.ts'
import { FairGate } from '../bodies/fair-gate.ts'
import { invalid, parse } from '../bodies/parse.ts'
import { readJson } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import { type RelayEnv, whenAnswered } from '../env.ts'
import { hashRequest } from './hash-request.ts'

const LOOK_PATH = '/looks/:id{look_[0-9a-f]{32}}'

/** A picture never changes, but who may see it does. */
const PICTURE_CACHE = 'private, no-cache'
/** A piece of each is in memory until the client has taken it. */
const PLACES = {
  all: 8,
  each: 4,
  waitingEach: 100,
  longestWaitMs: 60_000,
  tooMany: { code: 'rate_limited', message: 'Too many images at once.', retryAfterMs: 5000 },
} as const

export function addLookRoutes(v1: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  const gate = new FairGate(PLACES)

  v1.get('/looks', async (c) => {
    const reader = readerOf(c)
    const looks = await listLooks(database, reader)
    return sendJson(c, { looks: looks.map((look) => viewLook(look, reader)) })
  })

  v1.post('/looks', async (c) => {
    const body = await readJson(c)
    if ('code' in body) return refuse(c, body)
    const draft = parse(saveLook, body.value, 'body')
    if ('code' in draft) return refuse(c, draft)
    const made = readKey(c, draft.value)
    if (made !== null && 'code' in made) return refuse(c, made)
    const edit = { reader: readerOf(c), draft: draft.value, now: clock.now() }
    return answerSaved(c, await createLook(database, edit, made), 201)
  })

  v1.put(LOOK_PATH, async (c) => {
    const expected = readExpected(c)
    if (typeof expected !== 'number') return refuse(c, expected ?? invalid('If-Match: is missing'))
    const body = await readJson(c)
    if ('code' in body) return refuse(c, body)
    const draft = parse(saveLook, body.value, 'body')
    if ('code' in draft) return refuse(c, draft)
    const edit = { reader: readerOf(c), draft: draft.value, now: clock.now() }
    return answerSaved(c, await changeLook(database, c.req.param('id'), expected, edit), 200)
  })

  v1.delete(LOOK_PATH, async (c) => {
    const expected = readExpected(c)
    if (typeof expected === 'object' && expected !== null) return refuse(c, expected)
    const deleted = await deleteLook(database, c.req.param('id'), expected, readerOf(c), clock.now())
    return deleted === 'deleted' ? sendNothing(c) : refuse(c, REFUSALS[deleted])
  })

  v1.get(`${LOOK_PATH}/versions/:version{[1-9][0-9]{0,8}}`, async (c) => {
    const { id, version } = c.req.param()
    const found = await readLookVersion(database, readerOf(c), id, Number(version))
    return found === undefined ? refuse(c, REFUSALS['not-found']) : sendJson(c, found)
  })

  v1.get(`${LOOK_PATH}/references/:upload{[0-9a-f]{64}}`, async (c) => {
    const { id, upload } = c.req.param()
    const found = await findLookUpload(database, readerOf(c), id, upload)
    if (found === undefined) return refuse(c, REFUSALS['not-found'])
    const place = await gate.enter(c.get('caller').person_id, c.req.raw.signal)
    if (typeof place !== 'function') return refuse(c, place)
    whenAnswered(c, place)
    const picture = { mimeType: found.mime_type, sha256: found.id, byteCount: found.byte_count }
    return streamImage(c, picture, () => database.blobs.open(picture), PICTURE_CACHE)
  })
}

function readerOf(c: Context<RelayEnv>): Reader {
  const { person_id: personId, team_id: teamId, role } = c.get('caller')
  return { personId, teamId, role }
}

function viewLook(look: StoredLook, reader: Reader): Look {
  const { id, version, name, prompt, colours, references, megapixels, scope, teamId, teamName } = look
  return {
    id,
    version,
    name,
    prompt,
    colours,
    references,
    ...(megapixels === undefined ? {} : { megapixels }),
    scope,
    team: teamId === null ? null : { id: teamId, name: teamName ?? '' },
    can_change: mayPublish(reader, look),
    updated_at: new Date(look.updated_at).toISOString(),
  }
}

function answerSaved(c: Context<RelayEnv>, saved: SavedLook, status: number): Response {
  if (saved.kind === 'unknown-upload')
    return refuse(c, invalid(`references.${saved.index}.upload_id: is not here; upload the image first`))
  if (!('look' in saved)) return refuse(c, REFUSALS[saved.kind])
  const headers = { ETag: `"${saved.look.version}"` }
  return sendJson(c, viewLook(saved.look, readerOf(c)), saved.kind === 'repeated' ? 200 : status, headers)
}

function readKey(c: Context<RelayEnv>, draft: SaveLook): LookKey | Refusal {
  const header = c.req.header('idempotency-key')
  if (header === undefined) return null
  const key = parse(idempotencyKey, header, 'Idempotency-Key')
  return 'code' in key ? key : { key: key.value, requestHash: hashRequest(draft) }
}

/** The version in `If-Match`; null without. What can be no version of ours is another than the present one. */
function readExpected(c: Context<RelayEnv>): number | Refusal | null {
  const header = c.req.header('if-match')
  if (header === undefined) return null
  const [, version] = /^"(\d{1,9})"$/.exec(header.trim()) ?? []
  return version === undefined ? REFUSALS.changed : Number(version)
}

const REFUSALS = {
  forbidden: { code: 'forbidden' },
  conflict: { code: 'idempotency_conflict' },
  'not-found': { code: 'not_found', message: 'There is no such look.' },
  changed: { code: 'changed_meanwhile' },
  'too-many': invalid(`There are ${MAX_LOOKS} looks here already; delete one that nobody needs.`),
  'unknown-team': invalid('team_id: is no team'),
  removed: { code: 'unauthenticated' },
} as const satisfies Record<string, Refusal>
