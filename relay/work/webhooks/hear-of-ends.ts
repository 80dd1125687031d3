import type { Clock } from '../../clock.ts'
import type { Database } from '../../store/database.ts'
import { type Heard, hearOfEnds } from '../../store/work/told-ends.ts'
import { createLookPace } from './look-pace.ts'

/** @returns to be called with the tasks that somebody says have ended; a forged word costs at most one look */
export function createHearing(database: Database, clock: Clock): (taskIds: string[]) => Promise<Heard> {
  const findTime = createLookPace(database)
  return (taskIds) => hearOfEnds(database, taskIds, clock.now(), findTime)
}
