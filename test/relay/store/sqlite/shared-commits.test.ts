import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { WriteQuery } from '../../../../relay/store/dialect.ts'
import { setUpNotes } from './set-up-notes.ts'

const notes = setUpNotes()

it('runs who waits in one transaction, and tells each of them after the commit', async () => {
  const first = notes.database.transact((trx) => note(trx, 'first'))
  const second = notes.database.transact(async (trx) => {
    await note(trx, 'second')
    return { inside: await notesIn(trx), committed: await committedNotes() }
  })
  await first
  expect(await committedNotes()).toEqual(['first', 'second'])
  expect(await second).toEqual({ inside: ['first', 'second'], committed: [] })
})

it('lets whoever comes while another runs join', async () => {
  let late: Promise<string[]> = Promise.resolve([])
  await notes.database.transact(async (trx) => {
    await note(trx, 'first')
    late = notes.database.transact(async () => committedNotes())
  })
  expect(await late).toEqual([])
})

it('takes sixteen together at most, so that the first does not wait for all', async () => {
  const numbers = Array.from({ length: 20 }, (_, index) => index)
  const committedBefore = await Promise.all(
    numbers.map((number) =>
      notes.database.transact(async (trx) => {
        await note(trx, `${number}`)
        return (await committedNotes()).length
      }),
    ),
  )
  expect(committedBefore).toEqual(numbers.map((number) => (number < 16 ? 0 : 16)))
})

it('lets everything else have its turn between two commits', async () => {
  const order: string[] = []
  const first = notes.database.transact(async () => order.push('first'))
  // As the steps of the worker, each of which follows from the one before.
  const second = first.then(() => notes.database.transact(async () => order.push('second')))
  await first
  setImmediate(() => order.push('something else'))
  await second
  expect(order).toEqual(['first', 'something else', 'second'])
})

it('undoes what one of them has done before it failed, and nothing of the others', async () => {
  const results = await Promise.allSettled([
    notes.database.transact((trx) => note(trx, 'before')),
    notes.database.transact(async (trx) => {
      await note(trx, 'undone')
      await note(trx, 'before')
    }),
    notes.database.transact((trx) => note(trx, 'after')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining('UNIQUE') } })
  expect(await committedNotes()).toEqual(['after', 'before'])
})

it('tells all of them when the commit fails, and goes on', async () => {
  await sql`CREATE TABLE answers (note text REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)`.execute(
    notes.database.query,
  )
  const results = await Promise.allSettled([
    notes.database.transact((trx) => note(trx, 'lost')),
    notes.database.transact((trx) => sql`INSERT INTO answers VALUES ('to nothing')`.execute(trx)),
  ])
  const failed = { status: 'rejected', reason: { message: expect.stringContaining('FOREIGN KEY') } }
  expect(results).toMatchObject([failed, failed])
  await notes.database.transact((trx) => note(trx, 'kept'))
  expect(await committedNotes()).toEqual(['kept'])
})

it('tells all of them why when SQLite ends their transaction itself, as it does on a full disk', async () => {
  await sql`CREATE TRIGGER full BEFORE INSERT ON notes WHEN new.text = 'too much'
    BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`.execute(notes.database.query)
  const results = await Promise.allSettled([
    notes.database.transact((trx) => note(trx, 'lost')),
    notes.database.transact((trx) => note(trx, 'too much')),
    // Joins nobody any more: it has a transaction of its own.
    notes.database.transact((trx) => note(trx, 'kept')),
  ])
  const failed = { status: 'rejected', reason: { message: 'database or disk is full' } }
  expect(results).toMatchObject([failed, failed, { status: 'fulfilled' }])
  expect(await committedNotes()).toEqual(['kept'])
})

async function note(trx: WriteQuery, text: string): Promise<void> {
  await sql`INSERT INTO notes VALUES (${text})`.execute(trx)
}

async function notesIn(trx: WriteQuery): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`SELECT text FROM notes ORDER BY text`.execute(trx)
  return rows.map(({ text }) => text)
}

/** As another connection sees them. */
async function committedNotes(): Promise<string[]> {
  const rows = (await notes.database.read('SELECT text FROM notes ORDER BY text', [])) as { text: string }[]
  return rows.map(({ text }) => text)
}
