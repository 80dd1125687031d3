import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Query } from '../../../../relay/store/dialect.ts'
import { shareCommits } from '../../../../relay/store/sqlite/shared-commits.ts'
import { setUpNotes } from './set-up-notes.ts'

const NORMAL = 1
const FULL = 2

const notes = setUpNotes()

async function synchronous(query: Query): Promise<number | undefined> {
  const { rows } = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(query)
  return rows[0]?.synchronous
}

const committed = () => notes.database.read('SELECT text FROM notes', [])

it('lets SQLite wait for the disk itself but for transactions, whatever becomes of these', async () => {
  expect(await synchronous(notes.database.query)).toBe(FULL)
  expect(await notes.database.transact(synchronous)).toBe(NORMAL)
  expect(await synchronous(notes.database.query)).toBe(FULL)
  const fails = notes.database.transact((trx) => sql`INSERT INTO notes VALUES (NULL), (1), (1)`.execute(trx))
  await expect(fails).rejects.toThrow('UNIQUE')
  expect(await synchronous(notes.database.query)).toBe(FULL)
})

it('tells nobody of a commit that is not yet on the disk, and those who come meanwhile have their own', async () => {
  const disk: (() => void)[] = []
  const transact = shareCommits(notes.database.query, () => new Promise((resolve) => disk.push(resolve)))
  const told: string[] = []
  const note = async (text: string) => {
    await transact((trx) => sql`INSERT INTO notes VALUES (${text})`.execute(trx))
    told.push(text)
  }
  const first = note('first')
  await expect.poll(() => disk.length).toBe(1)
  // There, and not certain to stay.
  expect(await committed()).toHaveLength(1)
  const second = note('second')
  await new Promise(setImmediate)
  expect(told).toEqual([])
  disk[0]?.()
  await first
  expect(told).toEqual(['first'])
  await expect.poll(() => disk.length).toBe(2)
  disk[1]?.()
  await second
  expect(await committed()).toHaveLength(2)
})

it('tells everyone who has waited when the disk fails, and goes on', async () => {
  let fails = true
  const transact = shareCommits(notes.database.query, async () => {
    if (fails) throw new Error('the disk is gone')
  })
  const note = (text: string) => transact((trx) => sql`INSERT INTO notes VALUES (${text})`.execute(trx))
  const results = await Promise.allSettled([note('one'), note('two')])
  const failed = { status: 'rejected', reason: { message: 'the disk is gone' } }
  expect(results).toMatchObject([failed, failed])
  fails = false
  await note('three')
})
