import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ReadCommitted } from '../../../../relay/store/dialect.ts'
import { shareReads } from '../../../../relay/store/sqlite/shared-reads.ts'

/** All that was committed is on the disk. */
const settled = () => null

const NOTE = 'select text from notes where id = ?'

let directory: string
let writer: DatabaseSync
let reader: DatabaseSync
let read: ReadCommitted
/** Every run of a statement of the reader: its SQL. */
let asked: string[]
const giveUp = vi.fn()
let work = 0
const ownWork = () => work

/** As the relay itself does, by the connection that writes. */
function write(sql: string): void {
  work += 1
  writer.exec(sql)
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'relay-reads-'))
  const path = join(directory, 'notes.sqlite')
  writer = new DatabaseSync(path)
  writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (id integer PRIMARY KEY, text text)')
  writer.exec("INSERT INTO notes VALUES (1, 'one'), (2, 'two')")
  reader = new DatabaseSync(path, { readOnly: true })
  asked = []
  read = shareReads(
    reader,
    (sql) => ({
      all(parameters) {
        asked.push(sql)
        return reader.prepare(sql).all(...parameters)
      },
    }),
    settled,
    giveUp,
    ownWork,
  )
})
afterEach(() => {
  for (const database of [writer, reader]) if (database.isOpen) database.close()
  rmSync(directory, { recursive: true, force: true })
})

it('answers equal reads of one moment, and of later ones, with one look', async () => {
  const together = await Promise.all([read(NOTE, [1]), read(NOTE, [1]), read(NOTE, [2])])
  expect(together).toEqual([[{ text: 'one' }], [{ text: 'one' }], [{ text: 'two' }]])
  const [later] = await read(NOTE, [1])
  expect(later).toBe(together[0]?.[0])
  expect(asked).toHaveLength(2)
})

it('tells the same parameters of other SQL, and other parameters, apart', async () => {
  const joined = 'select ? || ? as text'
  const rows = await Promise.all([
    read(joined, ['a,b', 'c']),
    read(joined, ['a', 'b,c']),
    read(joined, ['ab', 'c']),
  ])
  expect(rows.flat()).toEqual([{ text: 'a,bc' }, { text: 'ab,c' }, { text: 'abc' }])
  expect(asked).toHaveLength(3)
  const kind = 'select typeof(?) as text'
  const kinds = await Promise.all([read(kind, ['1']), read(kind, [1]), read(kind, ['1'])])
  expect(kinds.flat()).toEqual([{ text: 'text' }, { text: 'real' }, { text: 'text' }])
  expect(asked).toHaveLength(5)
  expect(await read('select count(*) as text from notes where id = ?', [1])).toEqual([{ text: 1 }])
  expect(await read(NOTE, [1])).toEqual([{ text: 'one' }])
})

it('keeps nothing over a commit, neither of this process nor of another connection', async () => {
  expect(await read(NOTE, [1])).toEqual([{ text: 'one' }])
  write("UPDATE notes SET text = 'changed' WHERE id = 1")
  expect(await read(NOTE, [1])).toEqual([{ text: 'changed' }])
  // What another process does becomes known in another turn.
  await new Promise(setImmediate)
  const other = new DatabaseSync(join(directory, 'notes.sqlite'))
  other.exec('DELETE FROM notes WHERE id = 1')
  other.close()
  expect(await read(NOTE, [1])).toEqual([])
})

it('sees a commit that comes between the asking and the answer', async () => {
  await read(NOTE, [1])
  const asking = read(NOTE, [1])
  write("UPDATE notes SET text = 'just now' WHERE id = 1")
  expect(await asking).toEqual([{ text: 'just now' }])
})

it('sees nothing of a transaction that is under way', async () => {
  write("BEGIN IMMEDIATE; UPDATE notes SET text = 'not yet' WHERE id = 1")
  expect(await read(NOTE, [1])).toEqual([{ text: 'one' }])
  write('COMMIT')
  expect(await read(NOTE, [1])).toEqual([{ text: 'not yet' }])
})

it('keeps no newer row than it will notice', async () => {
  // The commit falls between the look at the number and the look at the row.
  const select = reader.prepare(NOTE)
  read = shareReads(
    reader,
    () => ({
      all(parameters) {
        write('UPDATE notes SET text = text || 1 WHERE id = 1')
        return select.all(...parameters)
      },
    }),
    settled,
    giveUp,
    ownWork,
  )
  expect(await read(NOTE, [1])).toEqual([{ text: 'one1' }])
  expect(await read(NOTE, [1])).toEqual([{ text: 'one11' }])
})

it('lets go of what it keeps before it becomes much', async () => {
  const [first] = await read(NOTE, [1])
  for (let id = 3; id < 1100; id += 1) await read(NOTE, [id])
  const [again] = await read(NOTE, [1])
  expect(again).toEqual(first)
  expect(again).not.toBe(first)
})

it('gives rows that nobody can change for the others', async () => {
  const rows = (await read(NOTE, [1])) as { text: string }[]
  expect(() => Object.assign(rows[0] ?? {}, { text: 'mine' })).toThrow(TypeError)
  expect(() => rows.pop()).toThrow(TypeError)
})

it('fails one read without the others', async () => {
  const results = await Promise.allSettled([read('select missing from notes', []), read(NOTE, [1])])
  expect(results).toMatchObject([
    { status: 'rejected', reason: { message: expect.stringContaining('no such column') } },
    { status: 'fulfilled', value: [{ text: 'one' }] },
  ])
})

it('fails all of them when the database can not be asked, and the next ones, too', async () => {
  await read(NOTE, [1])
  await new Promise(setImmediate)
  const asking = [read(NOTE, [1]), read(NOTE, [2])]
  reader.close()
  const failed = { status: 'rejected', reason: { message: expect.any(String) } }
  expect(await Promise.allSettled(asking)).toMatchObject([failed, failed])
  expect(await Promise.allSettled([read(NOTE, [1])])).toMatchObject([failed])
})

it('answers what is asked upon an answer in the same turn, and what is asked upon that in the next', async () => {
  const texts = async () => {
    const turns: number[] = []
    for (let count = 0; count < 3; count += 1) {
      await read(NOTE, [1])
      turns.push(turn)
    }
    return turns
  }
  let turn = 0
  const asking = texts()
  const count = () => {
    turn += 1
    if (turn < 3) setImmediate(count)
  }
  setImmediate(count)
  const [first = 0, second, third] = await asking
  expect(second).toBe(first)
  expect(third).toBeGreaterThan(first)
})

it('asks for the number once in a turn, whoever asks what upon which answer', async () => {
  const counting = new DatabaseSync(join(directory, 'notes.sqlite'), { readOnly: true })
  const prepared = counting.prepare('pragma data_version')
  const get = vi.spyOn(prepared, 'get')
  vi.spyOn(counting, 'prepare').mockReturnValueOnce(prepared)
  const shared = shareReads(
    counting,
    (sql) => ({
      all: (parameters) => reader.prepare(sql).all(...parameters),
    }),
    settled,
    giveUp,
    ownWork,
  )
  const askTwice = async (id: number) => {
    await shared(NOTE, [id])
    await shared(NOTE, [id])
  }
  await Promise.all([askTwice(1), askTwice(2), askTwice(1)])
  await new Promise(setImmediate)
  expect(get).toHaveBeenCalledTimes(1)
  await shared(NOTE, [1])
  expect(get).toHaveBeenCalledTimes(2)
  counting.close()
})

it('gives up when SQLite can read nothing at all, not while somebody has its lock', async () => {
  const number = reader.prepare('pragma data_version')
  vi.spyOn(reader, 'prepare').mockReturnValueOnce(number)
  const shared = shareReads(reader, () => ({ all: () => [] }), settled, giveUp, ownWork)
  const fail = (errcode: number) =>
    vi.spyOn(number, 'get').mockImplementationOnce(() => {
      throw Object.assign(new Error('SQLite'), { errcode })
    })
  // SQLITE_BUSY_RECOVERY: another process looks through the log.
  fail(261)
  await expect(shared(NOTE, [1])).rejects.toThrow('SQLite')
  expect(giveUp).not.toHaveBeenCalled()
  // SQLITE_IOERR_READ
  fail(266)
  await expect(shared(NOTE, [1])).rejects.toThrow('SQLite')
  expect(giveUp).toHaveBeenCalledOnce()
})
