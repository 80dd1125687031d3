import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from '../../../../relay/store/database.ts'
import { listGenerations } from '../../../../relay/store/generations/generations.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken } from '../../support/samples.ts'

const MANY = 3000
const STRETCHES = MANY / 250

/** Of which every thousandth speaks of a heron; positions have gaps, as changes make them. */
async function writeMany(database: Database, ownerId: string): Promise<void> {
  const model = await accept(database, ownerId)
  const own = ['id', 'position', 'change', 'idempotency_key', 'prompt', 'prompt_folded']
  const columns = sql.raw(
    Object.keys(model)
      .filter((name) => !own.includes(name))
      .join(', '),
  )
  const long = 'a mug on an oak table, '.repeat(200)
  await sql`INSERT INTO generations (id, position, change, idempotency_key, prompt, prompt_folded, ${columns})
    SELECT 'many_' || n, 10 * n, 10 * n, 'many_' || n, 'prompt ' || n,
      ${sql.lit(long)} || CASE WHEN n % 1000 = 0 THEN 'heron ' || n ELSE '' END, ${columns}
    FROM generations, (WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${sql.lit(MANY)})
      SELECT n FROM up) AS numbers
    WHERE id = ${sql.lit(model.id)}`.execute(database.query)
}

describeOnEachDatabase('a search in thousands of long prompts', ({ open }) => {
  it('finds all, page by page, and lets everything else have its turn meanwhile', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await writeMany(database, id)
    let turns = 0
    let isOver = false
    const count = () => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const find = async (words: string[], limit: number, before?: number) =>
      (await listGenerations(database, id, { words, before }, limit)).map((row) => row.position)
    expect(await find(['HERON', 'mug'], 10)).toEqual([30_000, 20_000, 10_000])
    isOver = true
    expect(turns).toBeGreaterThanOrEqual(STRETCHES)
    expect(await find(['heron'], 2)).toEqual([30_000, 20_000])
    expect(await find(['heron'], 2, 20_000)).toEqual([10_000])
    expect(await find(['mug'], 3, 20_000)).toEqual([19_990, 19_980, 19_970])
    expect(await find(['heron', 'stork'], 10)).toEqual([])
  })

  it('ends where whoever asked has left', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await writeMany(database, id)
    const leaving = new AbortController()
    setImmediate(() => leaving.abort())
    const found = await listGenerations(database, id, { words: ['heron'] }, 10, leaving.signal)
    expect(found.length).toBeLessThan(3)
  })
})
