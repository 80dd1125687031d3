import { type CompiledQuery, sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from '../../../../relay/store/database.ts'
import { readChanges } from '../../../../relay/store/generations/events.ts'
import { listGenerations } from '../../../../relay/store/generations/generations.ts'
import { makeHistory } from '../../../bench/large-history/make-history.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept } from '../../support/samples.ts'

describeOnEachDatabase('a long history', ({ kind, createPlace, open }) => {
  /** The indexes by which the database goes about the statements of a call. */
  async function indexesOf(
    database: Database,
    call: (watched: Database) => Promise<unknown>,
  ): Promise<string> {
    const statements: CompiledQuery[] = []
    // With a compiler of its own, to be listened to.
    const query = database.query.withoutPlugins()
    const executor = query.getExecutor()
    const compile = executor.compileQuery.bind(executor)
    executor.compileQuery = (...given) => {
      const compiled = compile(...given)
      statements.push(compiled)
      return compiled
    }
    await call({ ...database, query })
    const plans: string[] = []
    for (const statement of statements) {
      const explain = kind === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
      const { rows } = await database.query.executeQuery({ ...statement, sql: `${explain} ${statement.sql}` })
      plans.push(JSON.stringify(rows))
    }
    return plans.join('\n')
  }

  it('is searched for what is starred and what still runs by indexes of just these', async () => {
    const place = await createPlace()
    const personId = await makeHistory(place, { people: 20, generationsEach: 500 })
    const database = await open(place)
    await accept(database, personId)
    await sql`ANALYZE`.execute(database.query)
    expect(
      await indexesOf(database, (watched) => listGenerations(watched, personId, { isStarred: true }, 51)),
    ).toContain('generations_starred')
    expect(await indexesOf(database, (watched) => readChanges(watched, personId, null))).toContain(
      'generations_running',
    )
    expect(await listGenerations(database, personId, { isStarred: true }, 51)).toHaveLength(5)
    const words = ['heron']
    expect(await listGenerations(database, personId, { words }, 51)).toHaveLength(5)
    const searched = await indexesOf(database, (watched) => listGenerations(watched, personId, { words }, 51))
    // Without the rows, each of which lies on another page.
    if (kind === 'sqlite') expect(searched).toContain('COVERING INDEX generations_by_words')
    expect((await readChanges(database, personId, null)).rows).toHaveLength(1)
  })
})
