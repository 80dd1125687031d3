import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../relay/store/database.ts'
import { accept, addToken } from '../support/samples.ts'

it('tells why a transaction ended that SQLite has ended itself, as it does on a full disk', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'relay-sqlite-'))
  const database = await openDatabase({ kind: 'sqlite', directory })
  const { id } = await addToken(database)
  await sql`CREATE TRIGGER full BEFORE INSERT ON generations
    BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`.execute(database.query)
  await expect(accept(database, id)).rejects.toThrow('database or disk is full')
  // And goes on once there is room.
  await sql`DROP TRIGGER full`.execute(database.query)
  expect(await accept(database, id)).toMatchObject({ status: 'accepted', position: 1 })
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})
