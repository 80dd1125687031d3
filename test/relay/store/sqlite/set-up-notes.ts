import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach } from 'vitest'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'

type Notes = { database: Database }

/**
 * A new database for each test, with a table `notes` of one unique `text`.
 *
 * @returns empty until the first test runs
 */
export function setUpNotes(): Notes {
  const notes = {} as Notes
  let directory = ''
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'relay-notes-'))
    notes.database = await openDatabase({ kind: 'sqlite', directory })
    await sql`CREATE TABLE notes (text text PRIMARY KEY)`.execute(notes.database.query)
  })
  afterEach(async () => {
    await notes.database.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return notes
}
