/** Whether paying is paused, for every relay of the database: what is accepted meanwhile waits, and nothing is lost. */
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'
import { readMark, removeMark, setMark } from '../marks.ts'

/** @returns since when, in milliseconds since 1970; null when it is not */
export async function readPausedAt(query: Query): Promise<number | null> {
  return readMark(query, 'paused')
}

/** @returns false when it was paused before */
export async function pausePaying(database: Database, now: number, note?: Note): Promise<boolean> {
  return database.transact(async (trx) => {
    if ((await readMark(trx, 'paused')) !== null) return false
    await setMark(trx, 'paused', now)
    await note?.(trx)
    return true
  })
}

/** @returns false when it was not paused */
export async function resumePaying(database: Database, note?: Note): Promise<boolean> {
  return database.transact(async (trx) => {
    if ((await readMark(trx, 'paused')) === null) return false
    await removeMark(trx, 'paused')
    await note?.(trx)
    return true
  })
}
