/** `GET overview`: what was spent and made in the last days, and what runs now. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import { GROUPED_BY, type Overview } from '../../../contract/admin-api.ts'
import { dayOf } from '../../store/credits/credits.ts'
import type { Database } from '../../store/database.ts'
import { readCreditGroups, readDayResults, readDayWaits } from '../../store/figures/overview.ts'
import { readPausedAt } from '../../store/work/pause.ts'
import { readQueueState } from '../../store/work/queue-state.ts'
import { refuse, sendJson } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'

const DAYS = 30
const DAY_MS = 24 * 60 * 60_000

const query = v.strictObject({ by: v.optional(v.picklist(GROUPED_BY), 'team') })

export function addOverviewRoute(api: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  api.get('/overview', async (c) => {
    const asked = parse(query, c.req.query(), 'query')
    if ('code' in asked) return refuse(c, asked)
    const now = clock.now()
    const days = Array.from({ length: DAYS }, (_, index) => dayOf(now - (DAYS - 1 - index) * DAY_MS))
    const results = await readDayResults(database, days)
    const view: Overview = {
      days,
      groups: await readCreditGroups(database, days, results, asked.value.by),
      results,
      waits: await readDayWaits(database, days),
      queue: await describeQueue(database),
    }
    return sendJson(c, view)
  })
}

export async function describeQueue(database: Database): Promise<Overview['queue']> {
  const { queued, inFlight, oldestAt } = await readQueueState(database)
  const pausedAt = await readPausedAt(database.query)
  return {
    queued: Number(queued),
    in_flight: Number(inFlight),
    oldest_at: toTime(oldestAt),
    paused_at: toTime(pausedAt),
  }
}

/** ISO 8601. */
export function toTime<T extends number | null>(ms: T): T extends null ? null : string
export function toTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
