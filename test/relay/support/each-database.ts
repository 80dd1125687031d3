/** Runs the same tests on SQLite and on Postgres. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import type { StorePlace } from '../../../relay/settings.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'

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
    let postgres: TestPostgres | undefined
    beforeAll(async () => {
      postgres = await startPostgres()
    }, 60_000)
    afterAll(() => postgres?.stop())
    const createPlace = async (): Promise<StorePlace> => ({
      kind: 'postgres',
      url: (await postgres?.createDatabase()) ?? 'postgres did not start',
    })
    const open = openAndClose(createPlace)
    const openThree: TestDatabases['openThree'] = async () => {
      const place = await createPlace()
      return Promise.all([open(place), open(place), open(place)])
    }
    define({ kind: 'postgres', createPlace, open, openThree })
  })
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
