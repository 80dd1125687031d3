/** What `createApp` needs, without sockets, workers or Rivya. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppDependencies } from '../../../relay/http/dependencies.ts'
import { createRequestLimits } from '../../../relay/http/door/request-limits.ts'
import { createLog } from '../../../relay/observe/log.ts'
import { createMetrics } from '../../../relay/observe/metrics.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { hashSecret } from '../../../relay/token.ts'
import { createForecast } from '../../../relay/work/schedule/forecast.ts'
import { NOON } from './samples.ts'

export type IdleApp = { dependencies: AppDependencies; database: Database; close: () => Promise<void> }

/** The clock stands at noon. The caller closes it. */
export async function makeIdleDependencies(requestsPerMinute = 1_000_000): Promise<IdleApp> {
  const directory = mkdtempSync(join(tmpdir(), 'relay-idle-'))
  const database = await openDatabase({ kind: 'sqlite', directory })
  const clock = { now: () => NOON, wait: async () => undefined }
  const log = createLog('silent')
  const dependencies: AppDependencies = {
    database,
    forecast: createForecast(database, clock),
    account: {
      balance: async () => 100,
      roughBalance: async () => 100,
      outdate: () => undefined,
      model: async () => ({ baseCredits: 5, maxPromptLength: 5000 }),
      estimateCredits: () => 5,
    },
    limits: createRequestLimits(database, requestsPerMinute),
    hasRoom: async () => true,
    relayCredits: null,
    dailyCredits: null,
    publicUrl: null,
    signIn: null,
    isLoopback: false,
    handAhead: () => undefined,
    webhookSecretHash: hashSecret('no secret'),
    hearOfEnds: async () => 'unknown',
    clock,
    log,
    metrics: createMetrics(database, log, false),
    stopping: new AbortController().signal,
  }
  return {
    dependencies,
    database,
    async close() {
      await database.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
