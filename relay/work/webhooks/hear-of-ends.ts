import type { Clock } from '../../clock.ts'
import type { Database } from '../../store/database.ts'
import { type Heard, hearOfEnds } from '../../store/work/told-ends.ts'
import { createLookPace } from './look-pace.ts'

/** What is said of one delivery that names several tasks: the first of these that is true of any. */
const ORDER: readonly Heard[] = ['looking', 'repeated', 'too-many', 'late']

/**
 * Whatever comes while the database is asked waits and is asked together, each task once: however many words come, they
 * keep one connection of it and leave the others to presses.
 *
 * @returns to be called with the tasks that somebody says have ended; a forged word costs at most one look
 */
export function createHearing(database: Database, clock: Clock): (taskIds: string[]) => Promise<Heard> {
  const findTime = createLookPace(database)
  let waiting = new Set<string>()
  let next: Promise<ReadonlyMap<string, Heard>> | null = null
  let running: Promise<unknown> = Promise.resolve()

  function hearTogether(): Promise<ReadonlyMap<string, Heard>> {
    const taskIds = [...waiting]
    waiting = new Set()
    next = null
    return hearOfEnds(database, taskIds, clock.now(), findTime)
  }

  return async (taskIds) => {
    const added = taskIds.filter((id) => !waiting.has(id))
    if (added.length === 0) return taskIds.length === 0 ? 'unknown' : 'repeated'
    for (const id of added) waiting.add(id)
    if (next === null) {
      next = running.then(hearTogether)
      running = next.catch(() => undefined)
    }
    const heard = await next
    return ORDER.find((each) => added.some((id) => heard.get(id) === each)) ?? 'unknown'
  }
}
