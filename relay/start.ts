/** Puts the parts together, and takes them apart again in an order in which nothing is lost. */
import { randomUUID } from 'node:crypto'
import { createAccount } from './account.ts'
import { systemClock } from './clock.ts'
import { createApp } from './http/app.ts'
import { createRequestLimits } from './http/door/request-limits.ts'
import { createMetricsApp } from './http/metrics-app.ts'
import { WEBHOOK_PATH } from './http/routes/webhooks.ts'
import { type Listening, serve } from './http/serve.ts'
import { createSignIn } from './identity/sign-in.ts'
import type { Log } from './observe/log.ts'
import { measureDownloads, measureRivya, measureSteps } from './observe/measure.ts'
import { createMetrics } from './observe/metrics.ts'
import { openStore } from './open-store.ts'
import { createRivyaClient, type RivyaClient } from './rivya/client.ts'
import { createDownloader } from './rivya/download.ts'
import type { Settings } from './settings/settings.ts'
import { createRoomCheck } from './store/uploads/room.ts'
import { readPathSecret } from './store/work/webhook-endpoint.ts'
import { createWebhook } from './tell-webhook.ts'
import { hashSecret } from './token.ts'
import { createHandAhead } from './work/hand-over/hand-over-ahead.ts'
import { createHandOver } from './work/hand-over/hand-over-references.ts'
import { createRivyaCopies } from './work/hand-over/rivya-copies.ts'
import { createForecast } from './work/schedule/forecast.ts'
import { createTakeStep } from './work/steps/take-step.ts'
import { startCleanUp } from './work/upkeep/clean-up.ts'
import { startKeepingBlobs } from './work/upkeep/keep-blobs.ts'
import { startMending } from './work/upkeep/mend-images.ts'
import { startBalanceWatch } from './work/upkeep/watch-balance.ts'
import { createHearing } from './work/webhooks/hear-of-ends.ts'
import { keepWebhooks } from './work/webhooks/keep-webhooks.ts'
import { createWorker } from './work/worker.ts'

export type Relay = {
  urls: string[]
  /** Empty unless `METRICS_PORT` is set. */
  metricsUrls: string[]
  /** Resolves once nothing can be written any more by this process: it is to end, and to be started anew. */
  failed: Promise<Error>
  /** Ready for nothing new, long polls answered, paid calls awaited for a while, leases given back. */
  stop: () => Promise<void>
}

/** Paid calls are awaited this long; what is cut off then is asked again under the same key after the next start. */
const PAID_CALL_PATIENCE_MS = 20_000
const REQUEST_PATIENCE_MS = 5000

export async function startRelay(settings: Settings, log: Log): Promise<Relay> {
  const { rivya: rivyaSettings, maxInFlight, leaseMs } = settings
  const store = await openStore(settings, log, (...answer) => metrics.blobsAnswered(...answer))
  const { database } = store
  await database.listen((personId) => database.changes.tell(personId), log)
  const metrics = createMetrics(database, log, settings.metricsPort !== null)
  const { apiKey, baseUrl, isLoopback } = rivyaSettings
  // What is on this computer is not behind a proxy.
  const proxy = isLoopback ? null : settings.proxy
  const rivya = measureRivya(createRivyaClient({ baseUrl, apiKey, proxy }), metrics)
  const downloader = measureDownloads(createDownloader({ allowLoopback: isLoopback, proxy }), metrics)
  const clock = systemClock
  const random = Math.random
  const owner = randomUUID()

  const copies = createRivyaCopies(database, rivya, clock)
  const handOver = createHandOver(database, copies)
  const webhookSecret = await readPathSecret(database)
  const webhookUrl = webhookAddress(settings, webhookSecret)
  const forecast = createForecast(database, clock, webhookUrl !== null)
  const takeStep = createTakeStep({
    database,
    rivya,
    downloader,
    handOver,
    forecast,
    clock,
    random,
    log,
    metrics,
    owner,
  })
  const worker = createWorker({
    database,
    takeStep: measureSteps(takeStep, metrics),
    clock,
    random,
    log,
    owner,
    maxInFlight,
    leaseMs,
  })

  const stopping = new AbortController()
  const account = createAccount(rivya, clock)
  metrics.watchBalance(account.roughBalance)
  // A generation that was accepted, charged or refused, here or at another replica.
  database.changes.onAny(account.outdate)
  const limits = createRequestLimits(database, settings.requestsPerMinute)
  const signIn = createSignIn(settings, log)
  const app = createApp({
    database,
    account,
    forecast,
    limits,
    hasRoom: createRoomCheck(settings.store),
    relayCredits: settings.monthlyCredits,
    dailyCredits: settings.dailyCredits,
    publicUrl: settings.publicUrl,
    isLoopback,
    webhookSecretHash: hashSecret(webhookSecret),
    hearOfEnds: createHearing(database, clock),
    signIn,
    handAhead: createHandAhead(copies, { clock, log, signal: stopping.signal }),
    clock,
    log,
    metrics,
    stopping: stopping.signal,
  })
  const alertHook = createWebhook({ allowLoopback: isLoopback, proxy })
  const closeEverything = async () => {
    await Promise.all([rivya.close(), downloader.close(), alertHook.close(), signIn?.provider.close()])
    await store.close()
  }

  let listening: Listening | null = null
  let metricsListening: Listening | null = null
  try {
    listening = await serve(app, settings.hosts, settings.port)
    if (settings.metricsPort !== null) {
      const metricsApp = createMetricsApp(metrics)
      const options = { portSetting: 'METRICS_PORT' } as const
      metricsListening = await serve(metricsApp, settings.hosts, settings.metricsPort, options)
    }
  } catch (error) {
    await listening?.close(0)
    await closeEverything()
    throw error
  }
  worker.start()
  void reportKey(rivya, log, stopping.signal)
  const upkeep = [
    keepWebhooks({ database, webhooks: rivya.webhooks, url: webhookUrl, clock, log }),
    startBalanceWatch({ database, account, webhook: alertHook, clock, log }),
    startKeepingBlobs({ database, clock, log }),
    startMending({ database, rivya, downloader, clock, log }),
    startCleanUp({ database, clock, log, resultDays: settings.resultDays }),
  ]
  return {
    urls: listening.urls,
    metricsUrls: metricsListening?.urls ?? [],
    failed: database.failed,
    async stop() {
      stopping.abort()
      // Nobody is to wait for a store that is away; what was under way there comes again.
      const cut = setTimeout(() => void store.cutOutside(), PAID_CALL_PATIENCE_MS)
      await Promise.all([
        listening.close(REQUEST_PATIENCE_MS),
        worker.stop(PAID_CALL_PATIENCE_MS),
        ...upkeep.map((stopUpkeep) => stopUpkeep()),
      ])
      clearTimeout(cut)
      await metricsListening?.close(0)
      await closeEverything()
    },
  }
}

function webhookAddress({ publicUrl, webhooks }: Settings, secret: string): string | null {
  return publicUrl === null || webhooks === 'off' ? null : `${publicUrl}${WEBHOOK_PATH}/${secret}`
}

/** Said once, at the start, to whoever has set the key; presses are taken all the same, since it may be mended. */
async function reportKey(rivya: RivyaClient, log: Log, stopping: AbortSignal): Promise<void> {
  const faults = await rivya.checkKey(stopping)
  if (stopping.aborted) return
  if (faults === null) log.warn('Rivya does not answer, so its key was not checked')
  for (const fault of faults ?? [])
    log.error(fault, 'Rivya refuses the key of RIVYA_API_KEY, or the key lacks this scope')
}
