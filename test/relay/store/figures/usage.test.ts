import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { combineBlobs } from '../../../../relay/blobs/blobs.ts'
import { Changes } from '../../../../relay/store/changes.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { readReport } from '../../../../relay/store/figures/report.ts'
import { cancelGeneration } from '../../../../relay/store/generations/cancel.ts'
import { forgetGeneration } from '../../../../relay/store/generations/generations.ts'
import { migrate } from '../../../../relay/store/migrations/migrate.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { insertTeam, joinTeam } from '../../../../relay/store/people/teams.ts'
import { openPostgres } from '../../../../relay/store/postgres/postgres.ts'
import { openSqlite } from '../../../../relay/store/sqlite/sqlite.ts'
import type { GenerationTable } from '../../../../relay/store/tables/generations.ts'
import { claimDue } from '../../../../relay/store/work/leases.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, NOON, PROMPT } from '../../support/samples.ts'

/** The sums, and what each adds up by. */
const SUMS = {
  team_days: ['credit_day', `coalesce(team_id, '')`],
  person_months: ['substr(credit_day, 1, 7)', 'token_id'],
  document_months: ['substr(credit_day, 1, 7)', `coalesce(document_id, '')`],
} as const
const KEYS = {
  team_days: 'day, team_id',
  person_months: 'month, token_id',
  document_months: 'month, document_id',
}
/** The last version with sums by all of these together. */
const BEFORE_EACH = 17
/** The last version that took what was cancelled for a failure. */
const BEFORE_CANCELLED = 21

describeOnEachDatabase('the sums', ({ createPlace, open }) => {
  /** What they should be, counted anew. */
  async function recount(database: Database) {
    const all: Record<string, unknown[]> = {}
    for (const [table, key] of Object.entries(SUMS)) {
      const { rows } = await sql`
        SELECT ${sql.raw(`${key[0]} AS a, ${key[1]} AS b`)}, count(*) AS n, sum(credits_counted) AS credits,
          sum(CASE WHEN status = 'succeeded' THEN 1 ELSE 0 END) AS images,
          sum(CASE WHEN status = 'failed' AND coalesce(failure_code, '') <> 'cancelled' THEN 1 ELSE 0 END) AS failed,
          sum(CASE WHEN status = 'unknown' THEN 1 ELSE 0 END) AS unknown
        FROM generations GROUP BY 1, 2 ORDER BY 1, 2`.execute(database.query)
      all[table] = rows
    }
    return all
  }

  async function readSums(database: Database) {
    const all: Record<string, unknown[]> = {}
    for (const [table, key] of Object.entries(KEYS)) {
      const [first, second] = key.split(', ')
      const { rows } = await sql
        .raw(`
        SELECT ${first} AS a, ${second} AS b, generations AS n, credits, images, failed, unknown
        FROM ${table} WHERE generations > 0 ORDER BY 1, 2`)
        .execute(database.query)
      all[table] = rows
    }
    return all
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

  /** As a relay of that version has it open. */
  async function openEarlier(version: number) {
    const place = await createPlace()
    const older = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
    await migrate(older, version)
    const earlier: Database = {
      ...older,
      blobs: combineBlobs(older.besideBlobs, null),
      claim: null,
      changes: new Changes(),
      write: (run) => older.transact((trx) => run(trx, () => undefined)),
    }
    return { earlier, place, close: () => older.close() }
  }

  it('are those of the generations, whatever has become of them', async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database, { name: 'Ben' })]
    await insertTeam(database, { id: 'shop', name: 'Shop', monthly_credits: null, created_at: NOON })
    await joinTeam(database, 'shop', ben.id)
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
    expect(await readReport(database, '2026-06', 'document')).toEqual([
      { name: '(no document)', images: 1, credits: 7, failed: 1 },
      { name: 'Menu', images: 0, credits: 0, failed: 0 },
    ])
  })

  it('by team and person stay untouched when a person with images is removed, so that nobody waits for it', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await accept(database, id, { request: { ...PROMPT, origin: { document_id: 'menu' } } })
    await end(database, { status: 'succeeded' }, 9300)
    const before = await readSums(database)
    const refusals =
      database.kind === 'sqlite'
        ? ['team_days', 'person_months'].map(
            (table) =>
              `CREATE TRIGGER no_${table} BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, 'written'); END`,
          )
        : [
            `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'written'; END $$`,
            ...['team_days', 'person_months'].map(
              (table) =>
                `CREATE TRIGGER refuse BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse()`,
            ),
          ]
    for (const refusal of refusals) await sql.raw(refusal).execute(database.query)
    await removePerson(database, id, NOON)
    const { document_months: ofDocuments, ...rest } = await readSums(database)
    expect(rest).toEqual({ team_days: before.team_days, person_months: before.person_months })
    expect(ofDocuments).toEqual([expect.objectContaining({ b: '', n: 1 })])
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

  it('no longer call cancelled what was ended before it was sent a failure, once a new version has started', async () => {
    const { earlier, place, close } = await openEarlier(BEFORE_CANCELLED)
    const { id } = await addToken(earlier)
    const origin = { document_id: 'menu' }
    await accept(earlier, id, { request: { ...PROMPT, origin } })
    await end(earlier, { status: 'failed', failure_code: 'generation_failed', credits_counted: 0 }, 9300)
    const cancelled = await accept(earlier, id, { request: { ...PROMPT, origin } })
    await cancelGeneration(earlier, cancelled.id, NOON)
    const forgotten = await accept(earlier, id)
    await forgetGeneration(earlier, id, forgotten.id, NOON)
    // As the version before left it.
    await earlier.query
      .updateTable('generations')
      .set({ failure_code: null })
      .where('id', '=', forgotten.id)
      .execute()
    expect(await readReport(earlier, '2026-06', 'day')).toEqual([
      { name: '2026-06-01', images: 0, credits: 0, failed: 3 },
    ])
    if (place.kind === 'sqlite') await close()
    const database = await open(place)
    expect(await readSums(database)).toEqual(await recount(database))
    expect(await readReport(database, '2026-06', 'day')).toEqual([
      { name: '2026-06-01', images: 0, credits: 0, failed: 1 },
    ])
    await forgetGeneration(database, id, cancelled.id, NOON)
    await database.query.deleteFrom('generations').where('id', '=', forgotten.id).execute()
    expect(await readSums(database)).toEqual(await recount(database))
    if (place.kind === 'postgres') await close()
  })

  it('hold what was there before they were, from the sums that the version before kept', async () => {
    const { earlier, place, close } = await openEarlier(BEFORE_EACH)
    const { id } = await addToken(earlier)
    for (const document_id of ['menu', 'menu', 'poster']) {
      await accept(earlier, id, { request: { ...PROMPT, origin: { document_id } } })
    }
    await end(earlier, { status: 'succeeded' }, 9300)
    const before = await recount(earlier)
    const waits = await readWaits(earlier)
    if (place.kind === 'sqlite') await close()
    const database = await open(place)
    expect([await readSums(database), await readWaits(database)]).toEqual([before, waits])
    await accept(database, id)
    expect(await readSums(database)).toEqual(await recount(database))
    if (place.kind === 'sqlite') return
    // A relay of the version before, which goes on for a while, writes and reads as it did.
    await accept(earlier, id, { request: { ...PROMPT, origin: { document_id: 'menu' } } })
    expect(await readSums(database)).toEqual(await recount(database))
    const { rows } =
      await sql`SELECT sum(generations)::int AS generations, sum(credits) AS credits FROM usage_days
      WHERE day BETWEEN '2026-06-01' AND '2026-06-31' AND document_id = 'menu'`.execute(earlier.query)
    expect(rows).toEqual([{ generations: 3, credits: 15 }])
    await close()
  })
})
