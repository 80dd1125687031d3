import { sql } from 'kysely'
import type { Database } from '../../../relay/store/database.ts'
import { accept, addToken, NOON } from '../../relay/support/samples.ts'

const WORDS =
  'A mug on an oak table, soft window light, shot from above, shallow depth of field, linen in the back. '

/** Written by so many people in turn at a time, since one statement for all would hold hundreds of megabytes. */
const ROUNDS_AT_ONCE = 50

/**
 * Ended generations of many people, each row beside those that were made at the same time; every hundredth of a person
 * has a star and speaks of a heron.
 *
 * @returns the person in the middle of them
 */
export async function makeHistory(
  database: Database,
  { people, generationsEach }: { people: number; generationsEach: number },
): Promise<string> {
  const { id: modelPerson } = await addToken(database)
  const model = await accept(database, modelPerson)
  const numbers = (from: number, to: number) =>
    sql.raw(
      `(WITH RECURSIVE up(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM up WHERE n < ${to}) SELECT n FROM up)`,
    )
  const ofPeople = ['id', 'name', 'last_change']
  const person = sql.raw(await columnsOf(database, 'people', ofPeople))
  await sql`INSERT INTO people (id, name, last_change, ${person})
    SELECT 'person_' || n, 'Person ' || n, ${sql.lit(7 * generationsEach)}, ${person}
    FROM people, ${numbers(1, people)} AS numbers WHERE id = ${sql.lit(modelPerson)}`.execute(database.query)
  const own = [
    'id',
    'token_id',
    'position',
    'change',
    'idempotency_key',
    'status',
    'prompt',
    'prompt_folded',
    'starred',
  ]
  const columns = sql.raw(
    Object.keys(model)
      .filter(
        (name) => ![...own, 'has_slot', 'next_step_at', 'created_at', 'upstream_task_id'].includes(name),
      )
      .join(', '),
  )
  const text = sql`${sql.lit(WORDS.repeat(4).toLowerCase())} || CASE WHEN round.n % 100 = 0 THEN 'heron' ELSE '' END`
  for (let from = 1; from <= generationsEach; from += ROUNDS_AT_ONCE) {
    const to = Math.min(generationsEach, from + ROUNDS_AT_ONCE - 1)
    await sql`INSERT INTO generations (${sql.raw(own.join(', '))}, has_slot, next_step_at, created_at, upstream_task_id, ${columns})
      SELECT 'gen_' || round.n || '_' || person.n, 'person_' || person.n, 7 * round.n, 7 * round.n, 'key_' || round.n, 'succeeded',
        ${text}, ${text}, CASE WHEN round.n % 100 = 0 THEN 1 ELSE 0 END,
        0, NULL, ${sql.lit(NOON)} + 1000 * round.n, 'task_' || round.n || '_' || person.n, ${columns}
      FROM generations, ${numbers(from, to)} AS round, ${numbers(1, people)} AS person
      WHERE id = ${sql.lit(model.id)} ORDER BY round.n, person.n`.execute(database.query)
  }
  await database.query.deleteFrom('generations').where('id', '=', model.id).execute()
  // As a database that has grown to this has done by itself.
  await sql`ANALYZE`.execute(database.query)
  return `person_${Math.ceil(people / 2)}`
}

async function columnsOf(database: Database, name: 'people', except: string[]): Promise<string> {
  const row = await database.query.selectFrom(name).selectAll().limit(1).executeTakeFirstOrThrow()
  return Object.keys(row)
    .filter((column) => !except.includes(column))
    .join(', ')
}
