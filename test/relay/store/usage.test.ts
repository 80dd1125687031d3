import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { cancelGeneration } from '../../../relay/store/cancel.ts'
import type { Database } from '../../../relay/store/database.ts'
import { forgetGeneration } from '../../../relay/store/generations.ts'
import { claimDue } from '../../../relay/store/leases.ts'
import { removePerson } from '../../../relay/store/people.ts'
import { readReport } from '../../../relay/store/report.ts'
import type { GenerationTable } from '../../../relay/store/schema.ts'
import { saveStep } from '../../../relay/store/steps.ts'
import { usageTables } from '../../../relay/store/usage-migration.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { accept, addToken, NOON, PROMPT } from '../support/samples.ts'

describeOnEachDatabase('the sums by day', ({ kind, open }) => {
  /** What they should be, counted anew. */
  async function recount(database: Database) {
    const { rows } = await sql<{ day: string; person: string; n: number; credits: number; images: number }>`
      SELECT credit_day AS day, token_id AS person, coalesce(document_id, '') AS document, count(*) AS n,
        sum(credits_counted) AS credits,
        sum(CASE WHEN status = 'succeeded' THEN 1 ELSE 0 END) AS images,
        sum(CASE WHEN status = 'failed' THEN 1 ELSE 0 END) AS failed,
        sum(CASE WHEN status = 'unknown' THEN 1 ELSE 0 END) AS unknown
      FROM generations GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(database.query)
    return rows
  }

  async function readSums(database: Database) {
    const { rows } = await sql`
      SELECT day, token_id AS person, document_id AS document, generations AS n, credits, images, failed, unknown
      FROM usage_days ORDER BY 1, 2, 3`.execute(database.query)
    return rows
  }

  const readWaits = (database: Database) =>
    database.query.selectFrom('wait_days').selectAll().orderBy('waited_ms').execute()

  /** The worker's step on the first that is due. */
  async function end(database: Database, change: Partial<GenerationTable>, afterMs: number) {
    await database.query
      .updateTable('generations')
      .set({ next_step_at: NOON, has_slot: 1 })
      .where('status', '=', 'accepted')
      .execute()
    const [row] = await claimDue(database, { owner: 'w', now: NOON, leaseMs: 10_000, limit: 1 })
    if (row === undefined) throw new Error('nothing was due')
    const step = {
      change: { ...change, next_step_at: null, has_slot: 0 } as const,
      owner: 'w',
      now: NOON + afterMs,
    }
    expect(await saveStep(database, row, step)).not.toBeNull()
  }

  it('are those of the generations, whatever has become of them', async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database, { name: 'Ben' })]
    const origin = { document_id: 'menu', document_name: 'Menu' }
    const check = async () => expect(await readSums(database)).toEqual(await recount(database))
    await accept(database, ada.id, { request: { ...PROMPT, origin } })
    await check()
    await end(database, { status: 'succeeded', credits_final: 7, credits_counted: 7 }, 20_100)
    await check()
    await accept(database, ada.id)
    await end(database, { status: 'failed', credits_final: 0, credits_counted: 0 }, 3000)
    await accept(database, ben.id, { now: NOON - 40 * 24 * 60 * 60_000 })
    await end(database, { status: 'unknown' }, 600_000)
    await check()
    const waiting = await accept(database, ben.id, { request: { ...PROMPT, origin } })
    await cancelGeneration(database, waiting.id, NOON)
    const unsent = await accept(database, ben.id, { request: { ...PROMPT, origin } })
    await forgetGeneration(database, ben.id, unsent.id, NOON)
    await check()
    await removePerson(database, ada.id, NOON)
    await check()
    expect(await readSums(database)).not.toContainEqual(
      expect.objectContaining({ person: ada.id, document: 'menu' }),
    )
    expect(await readReport(database, '2026-06', 'document')).toEqual([
      { name: '(no document)', images: 1, credits: 7, failed: 2 },
      { name: 'Menu', images: 0, credits: 0, failed: 1 },
    ])
  })

  it('know how long images took from the press', async () => {
    const database = await open()
    const { id } = await addToken(database)
    for (const afterMs of [20_100, 20_200, 61_000, 2_000_000]) {
      await accept(database, id)
      await end(database, { status: 'succeeded' }, afterMs)
    }
    expect(await readWaits(database)).toEqual([
      { day: '2026-06-01', waited_ms: 20_125, generations: 2 },
      { day: '2026-06-01', waited_ms: 61_250, generations: 1 },
      { day: '2026-06-01', waited_ms: 2_010_000, generations: 1 },
    ])
  })

  it('hold what was there before they were, and how long it took', async () => {
    const database = await open()
    const { id } = await addToken(database)
    for (const document_id of ['menu', 'menu', 'poster']) {
      await accept(database, id, { request: { ...PROMPT, origin: { document_id } } })
    }
    await end(database, { status: 'succeeded' }, 9300)
    const before = [await readSums(database), await readWaits(database)]
    for (const statement of UNDO[kind]) await sql.raw(statement).execute(database.query)
    for (const statement of usageTables(database)) await sql.raw(statement).execute(database.query)
    expect([await readSums(database), await readWaits(database)]).toEqual(before)
    expect(await recount(database)).toEqual(before[0])
    await accept(database, id)
    expect(await readSums(database)).toEqual(await recount(database))
  })
})

const TRIGGERS = ['usage_added', 'usage_changed', 'usage_taken', 'wait_ended']
const UNDO = {
  sqlite: TRIGGERS.map((name) => `DROP TRIGGER ${name}`),
  postgres: TRIGGERS.map((name) => `DROP FUNCTION ${name}() CASCADE`),
}
for (const statements of Object.values(UNDO)) {
  statements.push('DROP TABLE usage_days', 'DROP TABLE wait_days')
  statements.push('DROP INDEX generations_by_document', 'DROP INDEX generations_given_up')
}
