/** Whether paying is paused, for every relay of the database: what is accepted meanwhile waits, and nothing is lost. */
import type { Database } from './database.ts'
import type { Query } from './dialect.ts'
import { readMark, removeMark, setMark } from './marks.ts'

/** @returns since when, in milliseconds since 1970; null when it is not */
export async function readPausedAt(query: Query): Promise<number | null> {
  return readMark(query, 'paused')
}

/** @returns false when it was paused before */
export async function pausePaying(database: Database, now: number): Promise<boolean> {
  return database.transact(async (trx) => {
    if ((await readMark(trx, 'paused')) !== null) return false
    await setMark(trx, 'paused', now)
    return true
  })
}

/** @returns false when it was not paused */
export async function resumePaying(database: Database): Promise<boolean> {
  return database.transact(async (trx) => {
    if ((await readMark(trx, 'paused')) === null) return false
    await removeMark(trx, 'paused')
    return true
  })
}
