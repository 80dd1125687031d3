/** Links that open the admin's page once, and the sessions that begin with one or with a sign-in. Secrets are kept as hashes. */
import { type Author, note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'

const LINK_MS = 10 * 60_000
const SESSION_MS = 8 * 60 * 60_000
const IDLE_MS = 30 * 60_000
/** That it was used is written at most so often. */
const TOUCH_MS = 60_000

export type AdminSession = {
  author: Author
  /** Null where a link has opened it. */
  name: string | null
  /** Milliseconds since 1970; earlier when it is not used. */
  endsAt: number
}

export async function insertAdminLink(
  database: Database,
  link: { id: string; secretHash: Uint8Array; author: Author },
  now: number,
): Promise<void> {
  const { id, secretHash: secret_hash, author } = link
  await database.transact(async (trx) => {
    await trx.deleteFrom('admin_links').where('expires_at', '<=', now).execute()
    await trx
      .insertInto('admin_links')
      .values({ id, secret_hash, expires_at: now + LINK_MS })
      .execute()
    await note(author, now, 'admin link', id)(trx)
  })
}

/** The link is used up by it. @returns false when it is none, was used, or is too old */
export async function openSessionByLink(
  database: Database,
  linkHash: Uint8Array,
  sessionHash: Uint8Array,
  now: number,
): Promise<boolean> {
  return database.transact(async (trx) => {
    const link = await trx
      .deleteFrom('admin_links')
      .where('secret_hash', '=', linkHash)
      .where('expires_at', '>', now)
      .returning('id')
      .executeTakeFirst()
    if (link === undefined) return false
    await insertSession(trx, sessionHash, { author: `link:${link.id}`, personId: null }, now)
    return true
  })
}

/** @returns false when the person is no admin */
export async function openSessionOfPerson(
  database: Database,
  personId: string,
  sessionHash: Uint8Array,
  now: number,
): Promise<boolean> {
  return database.transact(async (trx) => {
    const person = await trx
      .selectFrom('people')
      .select('id')
      .where('id', '=', personId)
      .where('role', '=', 'admin')
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (person === undefined) return false
    await insertSession(trx, sessionHash, { author: personId, personId }, now)
    return true
  })
}

async function insertSession(
  trx: WriteQuery,
  secret_hash: Uint8Array,
  { author, personId: person_id }: { author: Author; personId: string | null },
  now: number,
): Promise<void> {
  await trx
    .deleteFrom('admin_sessions')
    .where(({ eb, or }) =>
      or([eb('created_at', '<=', now - SESSION_MS), eb('last_seen_at', '<=', now - IDLE_MS)]),
    )
    .execute()
  await trx
    .insertInto('admin_sessions')
    .values({ secret_hash, author, person_id, created_at: now, last_seen_at: now })
    .execute()
  await note(author, now, 'admin sign-in')(trx)
}

/** One that goes on: of a person only as long as they are an admin. */
export async function useSession(
  { query }: Database,
  secretHash: Uint8Array,
  now: number,
): Promise<AdminSession | null> {
  const session = await query
    .selectFrom('admin_sessions')
    .leftJoin('people', 'people.id', 'admin_sessions.person_id')
    .select(['author', 'person_id', 'admin_sessions.created_at', 'admin_sessions.last_seen_at'])
    .select(['people.name', 'role', 'removed_at'])
    .where('secret_hash', '=', secretHash)
    .where('admin_sessions.created_at', '>', now - SESSION_MS)
    .where('admin_sessions.last_seen_at', '>', now - IDLE_MS)
    .executeTakeFirst()
  if (session === undefined) return null
  const { author, person_id, name, role, removed_at } = session
  if (person_id !== null && (role !== 'admin' || removed_at !== null)) return null
  if (session.last_seen_at <= now - TOUCH_MS) {
    await query
      .updateTable('admin_sessions')
      .set({ last_seen_at: now })
      .where('secret_hash', '=', secretHash)
      .execute()
  }
  return { author, name, endsAt: session.created_at + SESSION_MS }
}

export async function closeSession({ query }: Database, secretHash: Uint8Array): Promise<void> {
  await query.deleteFrom('admin_sessions').where('secret_hash', '=', secretHash).execute()
}
