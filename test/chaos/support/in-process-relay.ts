/** The relay's own parts in this process, as `relay/start.ts` joins them, with a clock that is moved by hand. */
import { randomUUID } from 'node:crypto'
import { createAccount } from '../../../relay/account.ts'
import type { Clock } from '../../../relay/clock.ts'
import { createApp } from '../../../relay/http/app.ts'
import { createRequestLimits } from '../../../relay/http/door/request-limits.ts'
import { createLog } from '../../../relay/observe/log.ts'
import { createMetrics } from '../../../relay/observe/metrics.ts'
import { createRivyaClient } from '../../../relay/rivya/client.ts'
import { createDownloader } from '../../../relay/rivya/download.ts'
import type { StorePlace } from '../../../relay/settings/settings.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { hashSecret } from '../../../relay/token.ts'
import { createHandAhead } from '../../../relay/work/hand-over/hand-over-ahead.ts'
import { createHandOver } from '../../../relay/work/hand-over/hand-over-references.ts'
import { createRivyaCopies } from '../../../relay/work/hand-over/rivya-copies.ts'
import type { Forecast } from '../../../relay/work/schedule/forecast.ts'
import { createTakeStep } from '../../../relay/work/steps/take-step.ts'
import { createHearing } from '../../../relay/work/webhooks/hear-of-ends.ts'
import { createWorker, type Worker } from '../../../relay/work/worker.ts'
import { Killed, Life } from './life.ts'

export const WEBHOOK_SECRET = 'chaos-webhook-secret'

export type InProcessRelay = {
  life: Life
  database: Database
  worker: Worker
  /** As over a socket; rejects when the life ends before the answer. */
  send: (path: string, init?: RequestInit) => Promise<Response>
  /** Ends it as SIGTERM does. */
  close: () => Promise<void>
}

type InProcessOptions = {
  place: StorePlace
  clock: Clock
  random: () => number
  rivya: { baseUrl: string; apiKey: string }
  maxInFlight: number
  /** See `Life`. */
  endsAt: number | null
}

/** Cheap to make, unlike the real one; when to look is nothing that a crash could spoil. */
const forecast: Forecast = {
  read: async () => ({
    believesTimes: false,
    believesWord: false,
    expectedMs: 18_000,
    nextLookAt: ({ submittedAt, lastLookAt, now }) =>
      Math.max(now, lastLookAt === null ? submittedAt + 2500 : lastLookAt + 5000),
  }),
  forget: () => undefined,
}

export async function startInProcess(options: InProcessOptions): Promise<InProcessRelay> {
  const { place, random, maxInFlight } = options
  const life = new Life(options.endsAt)
  const opened = await life.own(() => openDatabase(place))
  // Files are written by other threads, and come back when the life may be over.
  const blobs = life.guard(opened.blobs, ['put', 'read', 'readWhole', 'open', 'has', 'delete'])
  const database: Database = { ...opened, blobs }
  const rivya = life.guard(createRivyaClient(options.rivya), [
    'uploadFile',
    'createGeneration',
    'getGeneration',
  ])
  const downloader = life.guard(createDownloader({ allowLoopback: true }), ['download'])
  const clock: Clock = {
    now: options.clock.now,
    // Whoever waits when the life is over never hears of it.
    wait: (ms, signal) => (life.isOver ? new Promise(() => undefined) : options.clock.wait(ms, signal)),
  }
  const log = createLog('silent')
  const metrics = createMetrics(database, log, false)
  const owner = randomUUID()
  const copies = createRivyaCopies(database, rivya, clock)
  const handOver = createHandOver(database, copies)
  const stopping = new AbortController().signal
  const common = { database, clock, random, log, owner }
  const takeStep = createTakeStep({ ...common, rivya, downloader, handOver, forecast, metrics })
  const worker = createWorker({ ...common, takeStep, maxInFlight, leaseMs: 10_000 })
  const app = createApp({
    database,
    account: createAccount(rivya, clock),
    forecast,
    limits: createRequestLimits(database, 1_000_000),
    hasRoom: async () => true,
    relayCredits: null,
    dailyCredits: null,
    publicUrl: null,
    signIn: null,
    isLoopback: true,
    clock,
    log,
    metrics,
    webhookSecretHash: hashSecret(WEBHOOK_SECRET),
    hearOfEnds: createHearing(database, clock),
    handAhead: createHandAhead(copies, { clock, log, signal: stopping }),
    stopping,
  })
  // Of the database, SQLite's part has been closed by then, as at the end of a process.
  void life.ended.then(() => Promise.allSettled([rivya.close(), downloader.close(), database.close()]))
  return {
    life,
    database,
    worker,
    async send(path, init) {
      const answer = await Promise.race([app.request(path, init), life.ended])
      if (answer === undefined || life.isOver) throw new Killed('the relay is gone')
      return answer
    },
    async close() {
      life.spare()
      await worker.stop(0)
      await Promise.all([rivya.close(), downloader.close()])
      await database.close()
    },
  }
}
