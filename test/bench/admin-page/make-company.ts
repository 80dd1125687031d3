import type { StorePlace } from '../../../relay/settings/settings.ts'
import { dayOf } from '../../../relay/store/credits/credits.ts'
import { insertEnded, takeSample } from '../support/ended-generations.ts'
import { writeInBulk } from '../support/in-bulk.ts'

type Company = { people: number; teams: number; documents: number; generations: number; days: number }

const DAY_MS = 24 * 60 * 60_000
const PROMPT = 'A mug on an oak table, soft window light, shot from above, linen in the back. '.repeat(5)

/**
 * People in teams, and what they have made in the last days: in a hundred, 96 images, three that failed and one unknown,
 * at 5 to 9 credits. Nothing runs.
 *
 * @param place empty
 */
export async function makeCompany(place: StorePlace, company: Company, now: number): Promise<void> {
  const { people, teams, documents, generations, days } = company
  const sample = await takeSample(place)
  await writeInBulk(place, async (bulk) => {
    const { run, numbers } = bulk
    await run(`INSERT INTO teams (id, name, monthly_credits, created_at)
      SELECT 'team_' || n, 'Team ' || n, 100000 * n, ${now} FROM ${numbers(teams)} AS numbers`)
    await run(`INSERT INTO people (id, name, role, team_id, created_at, last_change, last_admitted_at)
      SELECT 'person_' || n, 'Person ' || n, 'member', 'team_' || (n % ${teams} + 1), ${now}, ${generations}, 0
      FROM ${numbers(people)} AS numbers`)
    await run(`INSERT INTO access_tokens (id, person_id, name, secret_hash, created_at, last_seen_at)
      SELECT 'token_' || n, 'person_' || n, 'Laptop', ${NO_SECRET[bulk.kind]}, ${now}, ${now}
      FROM ${numbers(people)} AS numbers`)
    const dayList = Array.from(
      { length: days },
      (_, age) => `WHEN ${age} THEN '${dayOf(now - age * DAY_MS)}'`,
    )
    const person = `((n * 7919) % ${people} + 1)`
    // Who works on one file for long.
    const file = `(((n * 7919) % ${people}) % ${documents})`
    // Without a rhythm between the two.
    const age = `((n * 48271 % 65537) % ${days})`
    const made = `${now} - ${age} * ${DAY_MS}`
    await insertEnded(bulk, sample, generations, {
      token_id: `'person_' || ${person}`,
      team_id: `'team_' || (${person} % ${teams} + 1)`,
      document_id: `'document_' || ${file}`,
      origin: `'{"document_id":"document_' || ${file} || '","document_name":"Menu ' || ${file} || '"}'`,
      position: 'n',
      change: 'n',
      status: `CASE WHEN n % 100 < 96 THEN 'succeeded' WHEN n % 100 < 99 THEN 'failed' ELSE 'unknown' END`,
      prompt: `'${PROMPT}'`,
      prompt_folded: `'${PROMPT.toLowerCase()}'`,
      credits_counted: '5 + n % 5',
      credit_day: `CASE ${age} ${dayList.join(' ')} END`,
      created_at: made,
      updated_at: `${made} + 12000 + (n * 104729) % 30000`,
    })
    await run(`INSERT INTO credit_days (token_id, day, credits)
      SELECT token_id, credit_day, sum(credits_counted) FROM generations GROUP BY token_id, credit_day`)
    await run(`INSERT INTO credit_months (owner, month, credits)
      SELECT team_id, substr(credit_day, 1, 7), sum(credits_counted) FROM generations
      GROUP BY team_id, substr(credit_day, 1, 7)`)
    await run(`INSERT INTO credit_months (owner, month, credits)
      SELECT 'relay', month, sum(credits) FROM credit_months GROUP BY month`)
  })
}

const NO_SECRET = { sqlite: `x'00'`, postgres: `'\\x00'` }
