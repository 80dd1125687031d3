/**
 * Search in prompts by parts of words, which no plain index serves. It goes through a person's history a stretch at a
 * time, newest first, and everything else has its turn in between: SQLite works on the thread that reads the sockets.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Gate } from '../../gate.ts'
import type { Query } from '../dialect.ts'
import type { VisibleRow } from '../tables/generations.ts'

/** Of the longest prompts and for words that almost fit, some ten milliseconds on SQLite. */
const STRETCH = 250
/** So that many who search take no longer a turn than two do. */
const AT_ONCE = 2

const gates = new WeakMap<Query, Gate>()

type Stretch = {
  /** Null: everything before `before`. */
  from: number | null
  before: number
  limit: number
}

/**
 * @param read finds in a stretch, newest first
 * @param options.before positions from here on are left out
 * @param options.signal ends the search with what has been found so far
 */
export async function searchInStretches(
  query: Query,
  personId: string,
  options: { before?: number | undefined; limit: number; signal?: AbortSignal | undefined },
  read: (stretch: Stretch) => Promise<VisibleRow[]>,
): Promise<VisibleRow[]> {
  const { limit, signal = new AbortController().signal } = options
  const gate = gates.get(query) ?? new Gate(AT_ONCE)
  gates.set(query, gate)
  const found: VisibleRow[] = []
  let before = options.before ?? Number.MAX_SAFE_INTEGER
  for (;;) {
    const leave = await gate.enter(signal)
    if (leave === null) return found
    try {
      const from = await findStart(query, personId, before)
      found.push(...(await read({ from, before, limit: limit - found.length })))
      if (from === null || found.length >= limit) return found
      before = from
      await nextTurn()
    } finally {
      leave()
    }
  }
}

/** @returns the position a stretch before; null when there are fewer */
async function findStart(query: Query, personId: string, before: number): Promise<number | null> {
  const row = await query
    .selectFrom('generations')
    .select('position')
    .where('token_id', '=', personId)
    .where('position', '<', before)
    .orderBy('position', 'desc')
    .offset(STRETCH - 1)
    .limit(1)
    .executeTakeFirst()
  return row?.position ?? null
}
