import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../../relay/observe/log.ts'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { startCleanUp } from '../../../../relay/work/upkeep/clean-up.ts'
import { accept, addToken, NOON } from '../../support/samples.ts'

const IMAGES = 60
const IMAGE_BYTES = 1_000_000
const DAY_MS = 24 * 60 * 60_000

describe('the file of SQLite', () => {
  let directory: string
  let path: string
  let database: Database
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'relay-room-'))
    path = join(directory, 'relay.sqlite')
    database = await openDatabase({ kind: 'sqlite', directory })
  })
  afterEach(async () => {
    await database.close()
    rmSync(directory, { recursive: true, force: true })
  })

  async function fill(): Promise<void> {
    const { id } = await addToken(database)
    const row = await accept(database, id)
    for (let number = 0; number < IMAGES; number += 1) {
      await database.query
        .insertInto('images')
        .values({
          generation_id: row.id,
          number,
          mime_type: 'image/png',
          sha256: '',
          created_at: NOON,
          data: new Uint8Array(IMAGE_BYTES),
        })
        .execute()
    }
  }

  const empty = () => database.query.deleteFrom('images').execute()
  const pagesOf = async () => {
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(database.query)
    return rows[0]?.page_count ?? 0
  }

  /** Closes it, so that what stands in the log beside it has moved. */
  async function sizeOfClosed(): Promise<number> {
    await database.close()
    const { size } = statSync(path)
    database = await openDatabase({ kind: 'sqlite', directory })
    return size
  }

  it('gives the room of deleted images back, a megabyte at a time', async () => {
    await fill()
    await empty()
    let before = await pagesOf()
    let steps = 0
    while (await database.room.giveBack()) {
      const pages = await pagesOf()
      // With a page of the map of pages now and then.
      expect(before - pages).toBeLessThanOrEqual(66)
      before = pages
      steps += 1
    }
    expect(steps).toBeGreaterThan((IMAGES * IMAGE_BYTES) / 1_500_000 - 10)
    expect(steps).toBeLessThan((IMAGES * IMAGE_BYTES) / 1_000_000 + 10)
    expect(await sizeOfClosed()).toBeLessThan(10_000_000)
    expect(await database.room.giveBack()).toBe(false)
  })

  it('gives nothing back of what is in use', async () => {
    await fill()
    expect(await database.room.giveBack()).toBe(false)
    const kept = await database.query.selectFrom('images').select('number').execute()
    expect(kept).toHaveLength(IMAGES)
  })

  it('is made one that shrinks, once, when an earlier version has made it', async () => {
    await fill()
    await database.close()
    const older = new DatabaseSync(path)
    older.exec('PRAGMA auto_vacuum = NONE; VACUUM')
    older.close()
    database = await openDatabase({ kind: 'sqlite', directory })
    expect(await database.room.giveBack()).toBe(false)
    expect(database.room.prepare()).toBe('ready')
    expect(database.room.prepare()).toBe('ready')
    expect(await database.query.selectFrom('images').select('number').execute()).toHaveLength(IMAGES)
    await empty()
    expect(await database.room.giveBack()).toBe(true)
  })

  it('shrinks with the clean-up that deletes its images', async () => {
    await fill()
    let now = NOON
    const clock = {
      now: () => now,
      async wait(ms: number, signal: AbortSignal) {
        if (signal.aborted) return
        // A day for an hour, so that the days of the images pass; the pauses between two steps are none here.
        if (ms > 1000) now += DAY_MS
        if (now > NOON + 40 * DAY_MS)
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    }
    const stop = startCleanUp({ database, clock, log: createLog('silent'), resultDays: 30 })
    await expect.poll(() => now).toBeGreaterThan(NOON + 40 * DAY_MS)
    await stop()
    expect(await sizeOfClosed()).toBeLessThan(10_000_000)
  })
})
