import { sql } from 'kysely'
import { dayOf } from '../../../relay/store/credits.ts'
import type { Database } from '../../../relay/store/database.ts'
import { accept, addToken } from '../../relay/support/samples.ts'

export type Company = { people: number; teams: number; documents: number; generations: number; days: number }

/** So many in one statement: more would hold hundreds of megabytes. */
const AT_ONCE = 50_000
const DAY_MS = 24 * 60 * 60_000

/**
 * People in teams, and what they have made in the last days: in a hundred, 96 images, three that failed and one unknown,
 * at 5 to 9 credits. Nothing runs.
 */
export async function makeCompany(database: Database, company: Company, now: number): Promise<void> {
  const { people, teams, documents, generations, days } = company
  const { id: model } = await addToken(database)
  const sample = await accept(database, model)
  const query = database.query
  const numbers = (from: number, to: number) =>
    sql.raw(
      `(WITH RECURSIVE up(n) AS (SELECT CAST(${from} AS bigint) UNION ALL SELECT n + 1 FROM up WHERE n < ${to}) SELECT n FROM up) AS numbers`,
    )
  await sql`INSERT INTO teams (id, name, monthly_credits, created_at)
    SELECT 'team_' || n, 'Team ' || n, 100000 * n, ${sql.lit(now)} FROM ${numbers(1, teams)}`.execute(query)
  await sql`INSERT INTO people (id, name, role, team_id, created_at, last_change, last_admitted_at)
    SELECT 'person_' || n, 'Person ' || n, 'member', 'team_' || (n % ${sql.lit(teams)} + 1), ${sql.lit(now)}, 0, 0
    FROM ${numbers(1, people)}`.execute(query)
  await sql`INSERT INTO access_tokens (id, person_id, name, secret_hash, created_at, last_seen_at)
    SELECT 'token_' || n, 'person_' || n, 'Laptop', (SELECT secret_hash FROM access_tokens LIMIT 1), ${sql.lit(now)},
      ${sql.lit(now)} FROM ${numbers(1, people)}`.execute(query)
  const own = [
    'id',
    'token_id',
    'team_id',
    'document_id',
    'origin',
    'position',
    'change',
    'idempotency_key',
    'status',
  ]
  own.push(
    'prompt',
    'prompt_folded',
    'credits_counted',
    'credit_day',
    'created_at',
    'updated_at',
    'upstream_task_id',
  )
  const copied = Object.keys(sample).filter((name) => ![...own, 'has_slot', 'next_step_at'].includes(name))
  const dayList = Array.from({ length: days }, (_, age) => `WHEN ${age} THEN '${dayOf(now - age * DAY_MS)}'`)
  const person = `(n * 7919) % ${people} + 1`
  // Without a rhythm between the two.
  const age = `(n * 48271 % 65537) % ${days}`
  // Who works on one file for long.
  const document = `((n * 7919) % ${people}) % ${documents}`
  const made = `${now} - (${age}) * ${DAY_MS}`
  const prompt = `'${'A mug on an oak table, soft window light, shot from above, linen in the back. '.repeat(5)}'`
  for (let from = 1; from <= generations; from += AT_ONCE) {
    const to = Math.min(generations, from + AT_ONCE - 1)
    await sql`INSERT INTO generations (${sql.raw([...own, 'has_slot', 'next_step_at', ...copied].join(', '))})
      SELECT 'gen_' || n, 'person_' || (${sql.raw(person)}), 'team_' || ((${sql.raw(person)}) % ${sql.lit(teams)} + 1),
        'document_' || (${sql.raw(document)}),
        '{"document_id":"document_' || (${sql.raw(document)}) || '","document_name":"Menu ' || (${sql.raw(document)}) || '"}',
        n, n, 'key_' || n,
        CASE WHEN n % 100 < 96 THEN 'succeeded' WHEN n % 100 < 99 THEN 'failed' ELSE 'unknown' END,
        ${sql.raw(prompt)}, ${sql.raw(prompt)}, 5 + n % 5,
        CASE ${sql.raw(age)} ${sql.raw(dayList.join(' '))} END,
        ${sql.raw(made)}, ${sql.raw(made)} + 12000 + (n * 104729) % 30000, 'task_' || n, 0, NULL,
        ${sql.raw(copied.map((name) => `sample.${name}`).join(', '))}
      FROM generations AS sample, ${numbers(from, to)} WHERE sample.id = ${sql.lit(sample.id)}`.execute(query)
  }
  await query.deleteFrom('generations').where('id', '=', sample.id).execute()
  await sql`DELETE FROM credit_days`.execute(query)
  await sql`DELETE FROM credit_months`.execute(query)
  await sql`INSERT INTO credit_days (token_id, day, credits)
    SELECT token_id, day, sum(credits) FROM usage_days GROUP BY token_id, day`.execute(query)
  await sql`INSERT INTO credit_months (owner, month, credits)
    SELECT team_id, substr(day, 1, 7), sum(credits) FROM usage_days GROUP BY team_id, substr(day, 1, 7)`.execute(
    query,
  )
  await sql`INSERT INTO wait_days (day, waited_ms, generations)
    SELECT credit_day, (updated_at - created_at) / 250 * 250 + 125, count(*) FROM generations
    WHERE status = 'succeeded' GROUP BY credit_day, (updated_at - created_at) / 250 * 250 + 125`.execute(
    query,
  )
  // As a database that has grown to this has done by itself.
  await sql`ANALYZE`.execute(query)
}
