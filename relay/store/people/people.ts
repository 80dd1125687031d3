/** People as rows: who there is, what each may spend, and how one is removed. */
import type { Role } from '../../../contract/relay-api.ts'
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import type { PersonRow } from '../tables/people.ts'
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

type ListedPerson = PersonRow & { team_name: string | null }

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
