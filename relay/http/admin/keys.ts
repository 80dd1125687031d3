/** The keys of people: another device, a new one for an old one, an end. */
import type { Context, Hono } from 'hono'
import { type AdminKey, createKeyBody } from '../../../contract/admin-api.ts'
import { addKey, endKey, type GivenKey, rotateKey } from '../../operate/give-keys.ts'
import type { Database } from '../../store/database.ts'
import { listTokensOf, stateOf } from '../../store/people/tokens.ts'
import { refuse, sendJson, sendNothing } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { missing, readBodyAs } from './change-route.ts'
import { toTime } from './overview.ts'

const DAY_MS = 24 * 60 * 60_000

/** Newest first. */
export async function listKeys(database: Database, personId: string, now: number): Promise<AdminKey[]> {
  const rows = await listTokensOf(database, personId)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: stateOf(row, now),
    created_at: toTime(row.created_at),
    expires_at: toTime(row.expires_at),
    last_seen_at: toTime(row.last_seen_at),
  }))
}

export function addKeyRoutes(api: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  const orderOf = (c: Context<RelayEnv>) => ({ database, author: c.get('admin').author, now: clock.now() })

  api.post('/people/:id/keys', async (c) => {
    const body = await readBodyAs(c, createKeyBody)
    if ('code' in body) return refuse(c, body)
    const { name, expires_days: days = null } = body.value
    const key = await addKey(orderOf(c), c.req.param('id'), { name, lifetimeMs: lastingOf(days) })
    return key === null ? refuse(c, missing('person')) : sendKey(c, key)
  })

  api.post('/keys/:id/rotate', async (c) => {
    const body = await readBodyAs(c, createKeyBody)
    if ('code' in body) return refuse(c, body)
    const { name, expires_days: days } = body.value
    const lifetimeMs = days === undefined ? undefined : lastingOf(days)
    const rotated = await rotateKey(orderOf(c), c.req.param('id'), { name, lifetimeMs })
    if (!('kind' in rotated)) return sendKey(c, rotated)
    if (rotated.kind === 'missing') return refuse(c, missing('key'))
    return refuse(c, {
      code: 'validation_failed',
      message: 'This key was revoked. Make its person a new one instead.',
    })
  })

  api.post('/keys/:id/revoke', async (c) =>
    (await endKey(orderOf(c), c.req.param('id'))) ? sendNothing(c) : refuse(c, missing('key')),
  )
}

export function sendKey(c: Context<RelayEnv>, { personId, keyId, text }: GivenKey): Response {
  return sendJson(c, { person_id: personId, key_id: keyId, token: text }, 201)
}

function lastingOf(days: number | null): number | null {
  return days === null ? null : days * DAY_MS
}
