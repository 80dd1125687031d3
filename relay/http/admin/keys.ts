/** The keys of people: another device, a new one for an old one, an end. */
import type { Hono } from 'hono'
import { type AdminKey, createKeyBody } from '../../../contract/admin-api.ts'
import type { Database } from '../../store/database.ts'
import { findPerson } from '../../store/people.ts'
import {
  findToken,
  insertToken,
  listTokensOf,
  replaceToken,
  revokeToken,
  stateOf,
} from '../../store/tokens.ts'
import { makeToken } from '../../token.ts'
import { refuse, sendJson, sendNothing } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { missing, noteOf, readBodyAs } from './change-route.ts'
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
  api.post('/people/:id/keys', async (c) => {
    const body = await readBodyAs(c, createKeyBody)
    if ('code' in body) return refuse(c, body)
    const person = await findPerson(database, c.req.param('id'))
    if (person === undefined) return refuse(c, missing('person'))
    const { name = person.name, expires_days: days = null } = body.value
    const now = clock.now()
    const { text, row } = makeToken(person.id, name, now, days === null ? null : days * DAY_MS)
    await insertToken(database, row, noteOf(c, now, 'token create', person.id, { token: row.id }))
    return sendJson(c, { person_id: person.id, key_id: row.id, token: text }, 201)
  })

  api.post('/keys/:id/rotate', async (c) => {
    const body = await readBodyAs(c, createKeyBody)
    if ('code' in body) return refuse(c, body)
    const id = c.req.param('id')
    const old = await findToken(database, id)
    if (old === undefined) return refuse(c, missing('key'))
    const { name = old.name, expires_days: days } = body.value
    const now = clock.now()
    // Unless said otherwise, the new one lives as long as the old one was meant to.
    const oldLifetimeMs = old.expires_at === null ? null : old.expires_at - old.created_at
    const lifetimeMs = days === undefined ? oldLifetimeMs : days === null ? null : days * DAY_MS
    const { text, row } = makeToken(old.person_id, name, now, lifetimeMs)
    const noted = noteOf(c, now, 'token rotate', old.person_id, { from: id, token: row.id })
    if (!(await replaceToken(database, id, row, noted))) {
      return refuse(c, {
        code: 'validation_failed',
        message: 'This key was revoked. Make its person a new one instead.',
      })
    }
    return sendJson(c, { person_id: old.person_id, key_id: row.id, token: text }, 201)
  })

  api.post('/keys/:id/revoke', async (c) => {
    const id = c.req.param('id')
    const token = await findToken(database, id)
    if (token === undefined) return refuse(c, missing('key'))
    const now = clock.now()
    await revokeToken(database, id, now, noteOf(c, now, 'token revoke', token.person_id, { token: id }))
    return sendNothing(c)
  })
}
