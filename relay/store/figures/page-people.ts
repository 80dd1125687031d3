/** People a page at a time, with what each has used: of ten thousand, too. */
import { type ExpressionBuilder, sql } from 'kysely'
import { monthOf } from '../credits/credits.ts'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'
import type { PersonRow } from '../tables/people.ts'

type PeopleFilter = {
  /** Each must be part of the name or the e-mail address, in any case, or be the id. */
  words: string[]
  teamId: string | null
}

export type PagedPerson = Pick<
  PersonRow,
  'id' | 'name' | 'role' | 'daily_credits' | 'monthly_credits' | 'team_id' | 'created_at'
> & {
  team_name: string | null
  /** Of the company's account. */
  email: string | null
  used_today: number
  used_this_month: number
  /** That open the door now. */
  keys: number
  last_seen_at: number | null
}

/** By name. @param day today */
export async function pagePeople(
  { query }: Database,
  { words, teamId }: PeopleFilter,
  { from, limit, day, now }: { from: number; limit: number; day: string; now: number },
): Promise<{ people: PagedPerson[]; found: number }> {
  // SQLite knows the case of ASCII alone, and neither database orders names as people do; names are short.
  const all = await query
    .selectFrom('people')
    .select(['id', 'name'])
    .select((outer) => emailOf(outer).as('email'))
    .where('removed_at', 'is', null)
    .$if(teamId !== null, (select) => select.where('team_id', '=', teamId))
    .execute()
  const wanted = words.map((word) => word.toLowerCase())
  const found = all
    .map(({ id, name, email }) => ({ id, key: name.toLowerCase(), email: email?.toLowerCase() ?? '' }))
    .filter(({ id, key, email }) =>
      wanted.every((word) => key.includes(word) || email.includes(word) || id === word),
    )
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.id < other.id ? -1 : 1))
  const ids = found.slice(from, from + limit).map(({ id }) => id)
  const people = ids.length === 0 ? [] : await readPeople(query, ids, day, now)
  return { people: ids.flatMap((id) => people.find((person) => person.id === id) ?? []), found: found.length }
}

/** Of the company's account, as the provider gave it last. */
function emailOf(outer: ExpressionBuilder<Schema, 'people'>) {
  return outer
    .selectFrom('identities')
    .whereRef('identities.person_id', '=', 'people.id')
    .select(({ fn }) => fn.max('email').as('email'))
}

export async function readPerson(
  { query }: Database,
  id: string,
  day: string,
  now: number,
): Promise<PagedPerson | undefined> {
  const [person] = await readPeople(query, [id], day, now)
  return person
}

function readPeople(
  query: Database['query'],
  ids: string[],
  day: string,
  now: number,
): Promise<PagedPerson[]> {
  const month = monthOf(day)
  return query
    .selectFrom('people')
    .leftJoin('teams', 'teams.id', 'people.team_id')
    .select(['people.id', 'people.name', 'role', 'daily_credits', 'people.monthly_credits', 'team_id'])
    .select(['people.created_at', 'teams.name as team_name'])
    .select((outer) => {
      const spent = outer.selectFrom('credit_days').whereRef('token_id', '=', 'people.id')
      const keys = outer.selectFrom('access_tokens').whereRef('person_id', '=', 'people.id')
      return [
        sql<number>`coalesce(${spent.select('credits').where('day', '=', day)}, 0)`.as('used_today'),
        sql<number>`coalesce(${spent
          .select(({ fn }) => fn.sum<number>('credits').as('credits'))
          .where('day', '>=', `${month}-01`)
          .where('day', '<=', `${month}-31`)}, 0)`.as('used_this_month'),
        sql<number>`${keys
          .select(({ fn }) => fn.countAll<number>().as('keys'))
          .where('revoked_at', 'is', null)
          .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))}`.as('keys'),
        emailOf(outer).as('email'),
        keys.select(({ fn }) => fn.max('last_seen_at').as('at')).as('last_seen_at'),
      ]
    })
    .where('people.id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute()
}
