/** Runs the same tests on SQLite and on Postgres. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, describe } from 'vitest'
import type { StorePlace } from '../../../relay/settings/settings.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { createDatabase } from './create-database.ts'

export type TestDatabases = {
  kind: 'sqlite' | 'postgres'
  /** A new, empty place. */
  createPlace: () => Promise<StorePlace>
  /** A database in a new place, or one more connection to `place`; closed after the test. */
  open: (place?: StorePlace) => Promise<Database>
  /**
   * Three relays on one new place. On SQLite, which one process serves, they share the connection: two in one process
   * would wait for each other on the same thread.
   */
  openThree: () => Promise<[Database, Database, Database]>
}

export function describeOnEachDatabase(name: string, define: (databases: TestDatabases) => void): void {
  describe(`${name} on SQLite`, () => {
    const directories: string[] = []
    const createPlace = async (): Promise<StorePlace> => {
      const directory = mkdtempSync(join(tmpdir(), 'relay-sqlite-'))
      directories.push(directory)
      return { kind: 'sqlite', directory }
    }
    afterAll(() => {
      for (const directory of directories) rmSync(directory, { recursive: true, force: true })
    })
    const open = openAndClose(createPlace)
    const openThree: TestDatabases['openThree'] = async () => {
      const database = await open()
      return [database, database, database]
    }
    define({ kind: 'sqlite', createPlace, open, openThree })
  })

  describe(`${name} on Postgres`, () => {
    const free: string[] = []
    const taken: string[] = []
    // Comes after the connections have been closed, since it is set before.
    afterEach(() => void free.push(...taken.splice(0)))
    const createPlace = async (): Promise<StorePlace> => {
      const used = free.pop()
      if (used !== undefined) await empty(used)
      const url = used ?? (await createDatabase())
      taken.push(url)
      return { kind: 'postgres', url }
    }
    const open = openAndClose(createPlace)
    const openThree: TestDatabases['openThree'] = async () => {
      const place = await createPlace()
      return Promise.all([open(place), open(place), open(place)])
    }
    define({ kind: 'postgres', createPlace, open, openThree })
  })
}

/** As good as a new one, which takes Postgres ten times as long. */
async function empty(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  await client.end()
}

function openAndClose(createPlace: () => Promise<StorePlace>): TestDatabases['open'] {
  const opened: Database[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()))
  })
  return async (place) => {
    const database = await openDatabase(place ?? (await createPlace()))
    opened.push(database)
    return database
  }
}
