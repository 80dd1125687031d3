/** `GET health`: whether all is well, in the terms of the alerts of docs/self-hosting.md. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Hono } from 'hono'
import type { Health } from '../../../contract/admin-api.ts'
import { countLost } from '../../store/blobs/lost-blobs.ts'
import { sendJson } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { couldAccept } from '../routes/health.ts'
import { describeQueue } from './overview.ts'

/** As `BalanceLow` has it. */
const LOW_BALANCE = 200
const STUCK_SECONDS = 900
const SLOW_LOOP_MS = 500

export function addHealthRoute(api: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, account } = dependencies
  const loop = monitorEventLoopDelay()
  loop.enable()

  api.get('/health', async (c) => {
    const startedAt = performance.now()
    const isFine = await couldAccept(dependencies)
    const ms = Math.round(performance.now() - startedAt)
    const balance = await account.balance()
    const queue = await describeQueue(database)
    const lost = await countLost(database.query)
    const view: Health = {
      database: { kind: database.kind, is_fine: isFine, ms },
      balance,
      queue,
      watched: watch(dependencies, {
        balance,
        oldestAt: queue.oldest_at,
        lost,
        loopMs: loop.percentile(99) / 1e6,
      }),
    }
    loop.reset()
    return sendJson(c, view)
  })
}

type Seen = { balance: number | null; oldestAt: string | null; lost: number; loopMs: number }

/** The same names and limits as in the document. Counts are of this relay alone. */
function watch(
  { metrics, clock }: AppDependencies,
  { balance, oldestAt, lost, loopMs }: Seen,
): Health['watched'] {
  const errors = metrics.countRecent('answered-5xx', 5)
  const refused = metrics.countRecent('rivya-refused', 15)
  const away = metrics.countRecent('rivya-away', 10)
  const unknown = metrics.countRecent('ended-unknown', 60)
  const steps = metrics.countRecent('step-failed', 15)
  const waitedSeconds =
    oldestAt === null ? 0 : Math.max(0, Math.round((clock.now() - Date.parse(oldestAt)) / 1000))
  return [
    { name: 'RelayErrors', is_raised: errors > 15, says: `${errors} answers with 5xx in five minutes` },
    { name: 'RivyaRefusesKey', is_raised: refused > 5, says: `${refused} paid calls refused in 15 minutes` },
    { name: 'RivyaAway', is_raised: away > 120, says: `${away} calls without an answer in ten minutes` },
    {
      name: 'BalanceLow',
      is_raised: balance === null ? null : balance < LOW_BALANCE,
      says: balance === null ? 'Rivya does not say' : `${balance} credits are left`,
    },
    { name: 'OutcomeUnknown', is_raised: unknown > 0, says: `${unknown} ended unknown within the hour` },
    { name: 'ImagesLost', is_raised: lost > 0, says: `${lost} images are not where they were put` },
    {
      name: 'QueueStuck',
      is_raised: waitedSeconds > STUCK_SECONDS,
      says: `the first in line has waited ${waitedSeconds} seconds`,
    },
    { name: 'WorkerErrors', is_raised: steps > 5, says: `${steps} steps failed in 15 minutes` },
    {
      name: 'EventLoopSlow',
      is_raised: loopMs > SLOW_LOOP_MS,
      says: `99 % of turns took up to ${Math.round(loopMs)} ms`,
    },
  ]
}
