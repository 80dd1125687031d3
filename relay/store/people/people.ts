/** People as rows: who there is, what each may spend, and how one is removed. */
import type { Role } from '../../../contract/relay-api.ts'
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { forgetGeneration } from '../generations/generations.ts'
import { deletePrivateLooks } from '../looks/save-look.ts'
import type { PersonRow } from '../schema.ts'
import type { NewToken } from './tokens.ts'

export type NewPerson = Pick<PersonRow, 'id' | 'name' | 'daily_credits' | 'created_at'>

/** Both or none. */
export async function insertPersonWithToken(
  database: Database,
  person: NewPerson,
  token: NewToken,
  note?: Note,
): Promise<void> {
  await database.transact(async (trx) => {
    await insertPerson(trx, person)
    await trx.insertInto('access_tokens').values(token).execute()
    await note?.(trx)
  })
}

export async function insertPerson(trx: WriteQuery, person: NewPerson, role: Role = 'member'): Promise<void> {
  await trx
    .insertInto('people')
    .values({ ...person, role, last_change: 0, last_admitted_at: 0 })
    .execute()
}

/** One that has not been removed. */
export async function findPerson(database: Database, id: string): Promise<PersonRow | undefined> {
  return database.query
    .selectFrom('people')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

export type ListedPerson = PersonRow & { team_name: string | null }

/** Oldest first, without those that were removed. */
export async function listPeople(database: Database): Promise<ListedPerson[]> {
  return database.query
    .selectFrom('people')
    .leftJoin('teams', 'teams.id', 'people.team_id')
    .selectAll('people')
    .select('teams.name as team_name')
    .where('removed_at', 'is', null)
    .orderBy('people.created_at')
    .orderBy('people.id')
    .execute()
}

export type PersonChange = Partial<Pick<PersonRow, 'daily_credits' | 'monthly_credits' | 'role'>>

/** @returns false when there is no such person */
export async function changePerson(
  database: Database,
  id: string,
  change: PersonChange,
  note?: Note,
): Promise<boolean> {
  return database.transact(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('people')
      .set(change)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await note?.(trx)
    return numUpdatedRows > 0n
  })
}

/** What stands for a person in the books once the name is gone. */
const REMOVED_NAME = 'removed'
const GENERATIONS_AT_ONCE = 200

/**
 * Ends every token first, so that nothing new begins; then forgets what the person made: prompts, references, images and private looks.
 * What was not sent to Rivya never will be. May be repeated where it was interrupted; the sums stay.
 *
 * @returns false when there is no such person
 */
export async function removePerson(
  database: Database,
  id: string,
  now: number,
  note?: Note,
): Promise<boolean> {
  const isThere = await database.transact(async (trx) => {
    // Who signs in again is somebody new, and no panel that waits still gets a token.
    for (const table of ['sign_ins', 'identities'] as const) {
      await trx.deleteFrom(table).where('person_id', '=', id).execute()
    }
    const person = await trx
      .updateTable('people')
      .set({ name: REMOVED_NAME, role: 'member', team_id: null })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    await trx
      .updateTable('access_tokens')
      .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(now)), name: REMOVED_NAME }))
      .where('person_id', '=', id)
      .execute()
    await trx.deleteFrom('admin_sessions').where('person_id', '=', id).execute()
    if (person.numUpdatedRows > 0n) await note?.(trx)
    return person.numUpdatedRows > 0n
  })
  if (!isThere) return false
  for (let last = -1; ; ) {
    const rows = await database.query
      .selectFrom('generations')
      .select(['id', 'position'])
      .where('token_id', '=', id)
      .where('position', '>', last)
      .where('deleted_at', 'is', null)
      .orderBy('position')
      .limit(GENERATIONS_AT_ONCE)
      .execute()
    for (const row of rows) await forgetGeneration(database, id, row.id, now)
    const end = rows.at(-1)
    if (end === undefined || rows.length < GENERATIONS_AT_ONCE) break
    last = end.position
  }
  await database.transact(async (trx) => {
    // The bytes go with the clean-up once nobody owns them.
    await trx.deleteFrom('upload_owners').where('token_id', '=', id).execute()
    await deletePrivateLooks(trx, id)
    await trx.updateTable('people').set({ removed_at: now }).where('id', '=', id).execute()
  })
  return true
}
