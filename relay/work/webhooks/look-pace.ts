/** How many looks all of Rivya's words together can bring: ten a second, over all relays of a database. */
import type { Database } from '../../store/database.ts'
import { countRequest } from '../../store/request-counts.ts'

export const LOOKS_PER_SECOND = 10
const SECOND_MS = 1000
/** What finds no place within this is left to the schedule. */
const SECONDS_AHEAD = 6

/** @returns finds the moment for one look more, now or in one of the next seconds; null when these are full */
export function createLookPace(database: Database): (now: number) => Promise<number | null> {
  // One process serves a SQLite file, so its memory is enough.
  const count =
    database.kind === 'sqlite'
      ? countInMemory()
      : (second: number) => countRequest(database, 'webhooks', second)
  /** Seconds that are known to be full are asked for no more, so that a flood of words does not become one of writes. */
  let full: number[] = []
  return async (now) => {
    const first = now - (now % SECOND_MS)
    full = full.filter((second) => second >= first)
    for (let ahead = 0; ahead < SECONDS_AHEAD; ahead += 1) {
      const second = first + ahead * SECOND_MS
      if (full.includes(second)) continue
      if ((await count(second)) <= LOOKS_PER_SECOND) return Math.max(now, second)
      full.push(second)
    }
    return null
  }
}

function countInMemory(): (second: number) => Promise<number> {
  const counts = new Map<number, number>()
  return async (second) => {
    for (const old of counts.keys()) if (old < second - SECONDS_AHEAD * SECOND_MS) counts.delete(old)
    const looks = (counts.get(second) ?? 0) + 1
    counts.set(second, looks)
    return looks
  }
}
