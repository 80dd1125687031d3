import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { accept, addToken } from '../../support/samples.ts'

let directory: string
let database: Database
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-sqlite-'))
  database = await openDatabase({ kind: 'sqlite', directory })
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

it('tells why a transaction ended that SQLite has ended itself, as it does on a full disk', async () => {
  const { id } = await addToken(database)
  await sql`CREATE TRIGGER full BEFORE INSERT ON generations
    BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`.execute(database.query)
  await expect(accept(database, id)).rejects.toThrow('database or disk is full')
  // And goes on once there is room.
  await sql`DROP TRIGGER full`.execute(database.query)
  expect(await accept(database, id)).toMatchObject({ status: 'accepted', position: 1 })
})

it('shows what was written within one turn to whoever reads right after it', async () => {
  const { query, read } = database
  await sql`CREATE TABLE notes (text TEXT)`.execute(query)
  await new Promise(setImmediate)
  expect(await read('SELECT text FROM notes', [])).toEqual([])
  let isNextTurn = false
  setImmediate(() => {
    isNextTurn = true
  })
  await sql`INSERT INTO notes VALUES ('own')`.execute(query)
  const asking = read('SELECT text FROM notes', [])
  expect(isNextTurn).toBe(false)
  expect(await asking).toEqual([{ text: 'own' }])
})

it('waits for the lock of another process and lets everything else go on meanwhile', async () => {
  const { id } = await addToken(database)
  const other = new DatabaseSync(join(directory, 'relay.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  const before = performance.eventLoopUtilization()
  const accepted = accept(database, id)
  // A write outside of a transaction, too.
  const marked = database.query
    .updateTable('generations')
    .set({ prompt: '' })
    .where('id', '=', 'none')
    .execute()
  await wait(400)
  // Most of the time there was nothing to do: SQLite, waiting by itself, would hold the thread.
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.8)
  expect(await database.read('SELECT count(*) AS count FROM generations', [])).toEqual([{ count: 0 }])
  other.exec('COMMIT')
  expect(await accepted).toMatchObject({ status: 'accepted' })
  await marked
  other.close()
})

describe('the log', () => {
  it('goes to the file in parts so small that no commit is long about it', async () => {
    const { id } = await addToken(database)
    const most = 5_000_000
    for (let presses = 0; presses < 60; presses += 1) {
      await accept(database, id)
      expect(statSync(join(directory, 'relay.sqlite-wal')).size).toBeLessThan(most)
    }
  })
})

describe('a probe', () => {
  const file = () => join(directory, 'relay.sqlite')

  it('finds nothing wrong with a database that takes presses, and changes nothing that is asked for', async () => {
    const { id } = await addToken(database)
    await accept(database, id)
    const before = await database.query.selectFrom('generations').selectAll().execute()
    await database.probe()
    await database.probe()
    expect(await database.query.selectFrom('generations').selectAll().execute()).toEqual(before)
  })

  it.each([
    ['overwritten', () => writeFileSync(file(), Buffer.alloc(400_000, 'x'))],
    ['cut off', () => truncateSync(file(), 20_000)],
    ['gone', () => rmSync(file())],
  ])('fails when the file was %s, whatever of it is still in memory', async (_, harm) => {
    // What lies in the log beside it would still be good.
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database.query)
    harm()
    await expect(database.probe()).rejects.toThrow()
  })

  it('fails when nothing can be written', async () => {
    await sql`PRAGMA query_only = on`.execute(database.query)
    await expect(database.probe()).rejects.toThrow('readonly')
  })
})
