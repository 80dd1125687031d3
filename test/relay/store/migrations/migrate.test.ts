import { sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { openDatabase } from '../../../../relay/store/database.ts'
import type { Dialect } from '../../../../relay/store/dialect.ts'
import { migrate } from '../../../../relay/store/migrations/migrate.ts'
import { MIGRATIONS } from '../../../../relay/store/migrations/migrations.ts'
import { openPostgres } from '../../../../relay/store/postgres/postgres.ts'
import { openSqlite } from '../../../../relay/store/sqlite/sqlite.ts'
import { createDatabase } from '../../support/create-database.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'

const versionOf = async ({ query }: Pick<Dialect, 'query'>) =>
  (await sql<{ version: number }>`SELECT version FROM schema_version`.execute(query)).rows[0]?.version

describeOnEachDatabase('bringing tables up to date', ({ createPlace }) => {
  it('is said of those that are there, once, and not of new ones', async () => {
    const place = await createPlace()
    const older = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
    const sayBegins = vi.fn()
    await migrate(older, 3, sayBegins)
    expect(sayBegins).not.toHaveBeenCalled()
    await older.close()
    for (let starts = 0; starts < 2; starts += 1) await (await openDatabase(place, null, sayBegins)).close()
    expect(sayBegins.mock.calls).toEqual([[3]])
  })

  it('is done once, however many relays start in the same moment', async () => {
    const place = await createPlace()
    const older = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
    await migrate(older, 3)
    const sayBegins = vi.fn()
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase(place, null, sayBegins)))
    expect(sayBegins.mock.calls).toEqual([[3]])
    expect(await versionOf(older)).toBe(MIGRATIONS.length)
    for (const each of [...opened, older]) await each.close()
  })

  it.each([0, 2, 7, 13, MIGRATIONS.length - 1])(
    'is all undone when step %i fails, and begins anew',
    async (step) => {
      const place = await createPlace()
      const dialect = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
      const from = Math.min(step, 2)
      if (from > 0) await migrate(dialect, from)
      const failing = vi
        .spyOn(MIGRATIONS, 'slice')
        .mockImplementationOnce((...range) => [
          ...MIGRATIONS.slice(...range).slice(0, step - from),
          () => Promise.reject(new Error('killed here')),
        ])
      await expect(migrate(dialect)).rejects.toThrow('killed here')
      failing.mockRestore()
      if (from > 0) expect(await versionOf(dialect)).toBe(from)
      await migrate(dialect)
      expect(await versionOf(dialect)).toBe(MIGRATIONS.length)
      await dialect.close()
    },
  )
})

it('takes as long as it needs on Postgres, where other queries end after their time', async () => {
  const place = { kind: 'postgres', url: await createDatabase() } as const
  const [dialect, other] = [await openPostgres(place, 1000), await openPostgres(place)]
  await migrate(dialect, 3)
  let holding: Promise<unknown> = Promise.resolve()
  await new Promise<void>((resolve) => {
    holding = other.transact(async (trx) => {
      await sql`LOCK TABLE generations`.execute(trx)
      resolve()
      await sql`SELECT pg_sleep(2)`.execute(trx)
    })
  })
  await migrate(dialect)
  await holding
  expect(await versionOf(dialect)).toBe(MIGRATIONS.length)
  await Promise.all([dialect.close(), other.close()])
})
