import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { cleanUp } from '../../../relay/store/cleanup/cleanup.ts'
import type { Database } from '../../../relay/store/database.ts'
import { accept } from '../../relay/support/samples.ts'
import { median } from '../support/tables.ts'

/** In milliseconds. `turn`: the longest for which this thread worked without a break, by the processor's time. */
type Pressed = { p50: number; longest: number; turn: number }

const QUIET_MS = 15_000
const BETWEEN_MS = 5
const RESULT_DAYS = 30

/** One press after the other: first with nothing else, then beside a clean-up and the giving back of room after it. */
export async function pressDuringCleanUp(
  database: Database,
  personId: string,
  now: number,
): Promise<{ quiet: Pressed; busy: Pressed; deleted: number }> {
  const quiet = await pressWhile(database, personId, wait(QUIET_MS))
  let deleted = 0
  const cleaning = async () => {
    const { failures, ...gone } = await cleanUp(database, now, RESULT_DAYS)
    if (failures.length > 0) throw new Error(`${failures[0]?.step}: ${failures[0]?.error}`)
    deleted = Object.values(gone).reduce((sum, rows) => sum + rows)
    while (await database.room.giveBack()) await wait(BETWEEN_MS)
    // As it comes by itself, some time.
    if (database.kind === 'postgres') await sql`VACUUM generations, ${CLEANED}`.execute(database.query)
  }
  return { quiet, busy: await pressWhile(database, personId, cleaning()), deleted }
}

const CLEANED = sql.join(
  ['images', 'uploads', 'generation_uploads', 'durations', 'request_counts', 'blob_deletions'].map((name) =>
    sql.table(name),
  ),
)

async function pressWhile(database: Database, personId: string, work: Promise<unknown>): Promise<Pressed> {
  let isOver = false
  const ended = work.finally(() => {
    isOver = true
  })
  const times: number[] = []
  const press = async () => {
    while (!isOver) {
      const startedAt = performance.now()
      await accept(database, personId)
      times.push(performance.now() - startedAt)
      await wait(BETWEEN_MS)
    }
  }
  let turn = 0
  const watch = async () => {
    while (!isOver) {
      const before = process.threadCpuUsage()
      await nextTurn()
      const { user, system } = process.threadCpuUsage(before)
      turn = Math.max(turn, (user + system) / 1000)
    }
  }
  await Promise.all([ended, press(), watch()])
  return { p50: median(times), longest: Math.max(...times), turn }
}
