/** Orders about people's keys: the same, in the same words of the audit list, from the command line and from the admin's page. */
import { type Author, note } from '../store/audit.ts'
import type { Database } from '../store/database.ts'
import { findPerson, insertPersonWithToken } from '../store/people/people.ts'
import { findToken, insertToken, replaceToken, revokeToken } from '../store/people/tokens.ts'
import { createId, makeToken } from '../token.ts'

export type Order = { database: Database; author: Author; now: number }

export type GivenKey = {
  personId: string
  keyId: string
  /** The token itself, to be shown once. */
  text: string
}

/**
 * A person with a first key.
 *
 * @param dailyCredits undefined: what `DAILY_CREDITS` says; null: no limit
 * @param lifetimeMs null: without an end
 */
export async function createPerson(
  { database, author, now }: Order,
  wanted: { name: string; dailyCredits: number | null | undefined; lifetimeMs: number | null },
  settings: { dailyCredits: number | null },
): Promise<GivenKey> {
  const { name, dailyCredits = settings.dailyCredits, lifetimeMs } = wanted
  const person = { id: createId(), name, daily_credits: dailyCredits, created_at: now }
  const { text, row } = makeToken(person.id, name, now, lifetimeMs)
  const detail = { token: row.id, daily_credits: dailyCredits }
  await insertPersonWithToken(database, person, row, note(author, now, 'token create', person.id, detail))
  return { personId: person.id, keyId: row.id, text }
}

/**
 * For another device of theirs.
 *
 * @param name of the device; undefined: the person's own
 * @returns null when there is no such person
 */
export async function addKey(
  { database, author, now }: Order,
  personId: string,
  { name, lifetimeMs }: { name: string | undefined; lifetimeMs: number | null },
): Promise<GivenKey | null> {
  const person = await findPerson(database, personId)
  if (person === undefined) return null
  const { text, row } = makeToken(personId, name ?? person.name, now, lifetimeMs)
  await insertToken(database, row, note(author, now, 'token create', personId, { token: row.id }))
  return { personId, keyId: row.id, text }
}

/**
 * The old key ends in the moment in which the new one begins.
 *
 * @param lifetimeMs undefined: as long as the old one was meant to live
 */
export async function rotateKey(
  { database, author, now }: Order,
  keyId: string,
  { name, lifetimeMs }: { name?: string | undefined; lifetimeMs: number | null | undefined },
): Promise<GivenKey | { kind: 'missing' } | { kind: 'revoked'; personId: string }> {
  const old = await findToken(database, keyId)
  if (old === undefined) return { kind: 'missing' }
  const { person_id: personId } = old
  const oldLifetimeMs = old.expires_at === null ? null : old.expires_at - old.created_at
  const lasting = lifetimeMs === undefined ? oldLifetimeMs : lifetimeMs
  const { text, row } = makeToken(personId, name ?? old.name, now, lasting)
  const noted = note(author, now, 'token rotate', personId, { from: keyId, token: row.id })
  if (!(await replaceToken(database, keyId, row, noted))) return { kind: 'revoked', personId }
  return { personId, keyId: row.id, text }
}

/** @returns false when there is no such key */
export async function endKey({ database, author, now }: Order, keyId: string): Promise<boolean> {
  const token = await findToken(database, keyId)
  if (token === undefined) return false
  return revokeToken(
    database,
    keyId,
    now,
    note(author, now, 'token revoke', token.person_id, { token: keyId }),
  )
}
