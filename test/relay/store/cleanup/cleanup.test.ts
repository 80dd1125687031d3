import { type CompiledQuery, sql } from 'kysely'
import { expect, it } from 'vitest'
import { cleanUp } from '../../../../relay/store/cleanup/cleanup.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { readImage } from '../../../../relay/store/generations/images.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER, PROMPT, sha256 } from '../../support/samples.ts'

const DAY_MS = 24 * 60 * 60_000
const LATER = NOON + 31 * DAY_MS

/** Each of `generations` ended ones names each of `uploads` old references, whose bytes are of no matter here. */
async function nameManyTimes(database: Database, ownerId: string, generations: number, uploads: number) {
  const model = await accept(database, ownerId)
  await database.query
    .updateTable('generations')
    .set({ status: 'failed', next_step_at: null, has_slot: 0 })
    .execute()
  const columns = Object.keys(model).filter(
    (name) => !['id', 'position', 'change', 'idempotency_key'].includes(name),
  )
  const copied = sql.raw(columns.join(', '))
  const numbers = (count: number) =>
    sql.raw(
      `(WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${count}) SELECT n FROM up)`,
    )
  await sql`INSERT INTO generations (id, position, change, idempotency_key, ${copied})
    SELECT 'many_' || n, 1000 + n, 1000 + n, 'many_' || n, ${copied}
    FROM generations, ${numbers(generations)} AS numbers WHERE id = ${model.id}`.execute(database.query)
  await sql`INSERT INTO uploads (id, mime_type, byte_count, width, height, created_at, last_used_at)
    SELECT 'upload_' || n || ${sql.lit(`_${'f'.repeat(52)}`)}, 'image/png', 8, 8, 8, ${sql.lit(NOON)}, ${sql.lit(NOON)}
    FROM ${numbers(uploads)} AS numbers`.execute(database.query)
  await sql`INSERT INTO generation_uploads (generation_id, upload_id)
    SELECT generations.id, uploads.id FROM generations, uploads
    WHERE generations.id LIKE 'many_%' AND uploads.id LIKE 'upload_%'`.execute(database.query)
  // As after some days of use: Postgres then plans with the true sizes.
  await sql`ANALYZE`.execute(database.query)
}

const CLEANED = [
  'uploads',
  'upload_owners',
  'generation_uploads',
  'durations',
  'request_counts',
  'sign_ins',
  'sign_in_attempts',
  'blob_deletions',
]

const countUploads = async (database: Database) => {
  const row = await database.query
    .selectFrom('uploads')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

describeOnEachDatabase('the clean-up', ({ kind, open }) => {
  it('looks through 20,000 uses of references, and deletes those that are old', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await nameManyTimes(database, id, 20, 1000)
    const data = makePng()
    await saveUpload(database, id, { id: sha256(data), header: PNG_HEADER, data }, NOON)
    await accept(database, id, { request: { ...PROMPT, references: [{ upload_id: sha256(data) }] } })
    expect(await cleanUp(database, NOON + 5 * DAY_MS, 30)).toMatchObject({ uploads: 0, failures: [] })
    await database.query
      .updateTable('uploads')
      .set({ last_used_at: NOON + 20 * DAY_MS })
      .where('id', '>=', 'upload_2')
      .where('id', 'like', 'upload_%')
      .execute()
    // upload_1, 10 to 19, 100 to 199 and 1000; the one that is still to be sent stays.
    expect(await cleanUp(database, LATER, 30)).toMatchObject({ uploads: 112, failures: [] })
    expect(await countUploads(database)).toBe(1000 - 112 + 1)
  })

  it('deletes no more than 250 rows in a transaction, of whatever kind, so that a press waits for one at most', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await nameManyTimes(database, id, 600, 1)
    const numbers = sql.raw(
      '(WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 600) SELECT n FROM up) AS numbers',
    )
    for (const statement of [
      sql`people (id, name, role, created_at, last_change, last_admitted_at)
        SELECT 'person_' || n, 'Person', 'member', 1, 0, 0 FROM ${numbers}`,
      sql`upload_owners (upload_id, token_id) SELECT uploads.id, people.id FROM uploads, people`,
      sql`durations (id, resolution, reference_count, duration_ms, finished_at)
        SELECT 'old_' || n, '1K', 0, 18000, 1 FROM ${numbers}`,
      sql`request_counts (key, window_at, requests) SELECT 'key_' || (n % 50), n / 50, 1 FROM ${numbers}`,
      sql`sign_ins (device_hash, user_hash, status, expires_at, interval_ms)
        SELECT 'device_' || n, 'user_' || n, 'pending', 1, 5000 FROM ${numbers}`,
      sql`sign_in_attempts (state_hash, expires_at) SELECT 'state_' || n, 1 FROM ${numbers}`,
      sql`blob_deletions (hash, begun_at, ended_at) SELECT 'hash_' || n, 1, 2 FROM ${numbers}`,
    ]) {
      await sql`INSERT INTO ${statement}`.execute(database.query)
    }
    const countAll = async () => {
      let all = 0
      for (const table of CLEANED) {
        const { rows } = await sql<{
          rows: number
        }>`SELECT count(*) AS rows FROM ${sql.table(table)}`.execute(database.query)
        all += Number(rows[0]?.rows)
      }
      return all
    }
    let left = await countAll()
    const bites: number[] = []
    const watched: Database = {
      ...database,
      async transact(run) {
        const result = await database.transact(run)
        const before = left
        left = await countAll()
        bites.push(before - left)
        return result
      },
    }
    expect(await cleanUp(watched, LATER, 30)).toMatchObject({
      uploads: 1,
      durations: 600,
      requestCounts: 600,
      signIns: 1200,
      failures: [],
    })
    // The last of an upload takes its own row along.
    expect(Math.max(...bites)).toBeLessThanOrEqual(251)
    // All but what keeps the names of bytes that went just now.
    expect(left).toBe(1)
  })

  /** Two of each; those of one in `oldEvery` are old. */
  async function makeImages(database: Database, generations: number, oldEvery: number): Promise<void> {
    const { id } = await addToken(database)
    await nameManyTimes(database, id, generations, 0)
    await sql`INSERT INTO images (generation_id, number, mime_type, sha256, created_at, byte_count, data)
      SELECT generations.id, numbers.n, 'image/png', generations.id || numbers.n,
        CASE WHEN position % ${sql.lit(oldEvery)} = 0 THEN ${sql.lit(NOON)} ELSE ${sql.lit(LATER)} END, 8, ${database.noBytes}
      FROM generations, (SELECT 0 AS n UNION ALL SELECT 1) AS numbers WHERE id LIKE 'many_%'`.execute(
      database.query,
    )
    await sql`ANALYZE`.execute(database.query)
  }

  it('deletes all old images of more generations than it looks for at a time', async () => {
    const database = await open()
    await makeImages(database, 60, 1)
    expect(await cleanUp(database, LATER, 30)).toMatchObject({ images: 60, failures: [] })
    expect(await database.query.selectFrom('images').select('sha256').execute()).toEqual([])
  })

  if (kind === 'postgres') {
    it('looks at the next old images alone, however many others there are', async () => {
      const database = await open()
      await makeImages(database, 3000, 10)
      const asked: CompiledQuery[] = []
      const query = database.query.withPlugin({
        transformQuery({ node, queryId }) {
          asked.push(database.query.getExecutor().compileQuery(node, queryId))
          return node
        },
        transformResult: async ({ result }) => result,
      })
      const write = () => Promise.reject(new Error('enough'))
      expect((await cleanUp({ ...database, query, write }, LATER, 30)).failures).toHaveLength(1)
      const look = asked.find((each) => each.sql.includes('"images"'))
      const text = `EXPLAIN (ANALYZE, FORMAT JSON) ${look?.sql}`
      const { rows } = await database.query.executeQuery<object>({
        ...look,
        sql: text,
      } as CompiledQuery<object>)
      const read = /"(?:Actual Rows|Rows Removed by Filter)":(\d+)/g
      const counts = [...JSON.stringify(rows).matchAll(read)].map(([, count]) => Number(count))
      expect(counts.length).toBeGreaterThan(1)
      expect(Math.max(...counts)).toBeLessThan(200)
    })
  }

  it('does the rest when one part of it fails, and says which', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const row = await accept(database, id)
    await database.query.updateTable('generations').set({ lease_owner: 'me' }).execute()
    const images = [{ header: PNG_HEADER, bytes: makePng() }]
    const seen = { resolution: '1K', referenceCount: 0, finishedAt: NOON } as const
    await saveStep(database, row, { change: { status: 'succeeded' }, owner: 'me', now: NOON, images })
    await database.query
      .insertInto('durations')
      .values({ id: 'd', resolution: seen.resolution, reference_count: 0, duration_ms: 1, finished_at: NOON })
      .execute()
    const data = makePng()
    await saveUpload(database, id, { id: sha256(data), header: PNG_HEADER, data }, NOON)
    const broken: Database = {
      ...database,
      blobs: { ...database.blobs, delete: () => Promise.reject(new Error('is damaged')) },
    }
    expect(await cleanUp(broken, LATER, 30)).toMatchObject({
      images: 1,
      uploads: 1,
      blobs: 0,
      durations: 1,
      failures: [{ step: 'blobs', error: new Error('is damaged') }],
    })
    expect(await readImage(database, id, row.id, 0)).toBeUndefined()
    expect(await cleanUp(database, LATER, 30)).toMatchObject({ failures: [] })
  })

  it('deletes what was counted of requests, window by window', async () => {
    const database = await open()
    for (const at of [1, 2, 3]) {
      for (const key of ['a', 'b']) {
        await database.query
          .insertInto('request_counts')
          .values({ key, window_at: NOON + at * 60_000, requests: 1 })
          .execute()
      }
    }
    expect(await cleanUp(database, NOON + 12.5 * 60_000, 30)).toMatchObject({ requestCounts: 4 })
  })
})
