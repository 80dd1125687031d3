/**
 * What the relay counts about itself. Labels are short lists known beforehand (route templates, statuses, kinds of
 * outcomes), never an id, a name, a prompt or a path as a client wrote it: so nobody can blow them up or read people
 * out of them.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { FINAL_STATUSES } from '../../contract/relay-api.ts'
import type { Database } from '../store/database.ts'
import { readQueueState } from '../store/work/queue-state.ts'
import type { Log } from './log.ts'
import { RecentCounts } from './recent-counts.ts'

export type Metrics = {
  requestEnded: (request: { method: string; route: string; status: number; ms: number }) => void
  /** A long poll begins to wait. @returns to be called when it ends */
  pollBegan: () => () => void
  uploadEnded: (saved: 'new' | 'known', bytes: number) => void
  creditsReserved: (credits: number) => void
  /** One attempt at a call to Rivya or at a download, with the kind of its outcome. */
  rivyaAnswered: (call: RivyaCall, outcome: string, ms: number) => void
  /** One call to the place for images at `BLOB_URL`. */
  blobsAnswered: (call: BlobCall, outcome: string, ms: number) => void
  stepFailed: () => void
  /** A finished task was found about so long after it was ready. */
  resultFound: (waitedMs: number) => void
  /** Something came to the address at which Rivya tells ends. */
  webhookArrived: (heard: (typeof HEARD)[number]) => void
  generationEnded: (end: { status: string; looks: number; finalCredits: number | null }) => void
  /** @param read the account's credits, which each scrape asks for; null: not to be had */
  watchBalance: (read: () => Promise<number | null>) => void
  /** Of this process, in the last so many minutes, an hour at most. */
  countRecent: (trouble: Trouble, minutes: number) => number
  /** In Prometheus' text format. */
  render: () => Promise<{ type: string; text: string }>
}

const BLOB_CALLS = ['put', 'read', 'has', 'delete'] as const
export type BlobCall = (typeof BLOB_CALLS)[number]

/** What the alerts of docs/self-hosting.md count. */
type Trouble = 'answered-5xx' | 'rivya-refused' | 'rivya-away' | 'step-failed' | 'ended-unknown'

export type RivyaCall = 'upload' | 'create' | 'look' | 'credits' | 'models' | 'download'

/** What calls can come to. All are there from the start: a series whose first value is 1 shows no increase. */
const OUTCOMES: Record<RivyaCall, readonly string[]> = {
  upload: ['uploaded', 'refused', 'not-now'],
  create: ['created', 'refused', 'not-now', 'in-doubt'],
  look: ['task', 'missing', 'not-now'],
  credits: ['answered', 'no-answer'],
  models: ['answered', 'no-answer'],
  download: ['downloaded', 'cut-short', 'rejected', 'not-now'],
}

const HEARD = ['looking', 'repeated', 'too-many', 'late', 'unknown', 'unreadable', 'wrong-address'] as const

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Seconds; the last ones are for uploads and long polls. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]
const WAIT_SECONDS = [0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 10, 30, 60]
const LOOKS = [1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 50]

/** @param hasProcessMetrics also memory, CPU, event loop and garbage collection of this process */
export function createMetrics(database: Database, log: Log, hasProcessMetrics: boolean): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (hasProcessMetrics) collectDefaultMetrics({ register: registry })

  const requests = new Histogram({
    name: 'relay_http_request_duration_seconds',
    help: 'Requests, from their head to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  })
  const polls = new Gauge({ name: 'relay_events_waiting', help: 'Long polls that wait now.', registers })
  const uploads = counter('relay_uploads_total', 'References taken in.', ['saved'])
  const uploadBytes = counter('relay_upload_bytes_total', 'Bytes of references taken in.', ['saved'])
  const reserved = counter('relay_credits_reserved_total', 'Credits reserved for accepted generations.')
  const final = counter('relay_credits_final_total', 'Credits charged in the end, as Rivya said.')
  const calls = new Histogram({
    name: 'relay_rivya_call_duration_seconds',
    help: 'Attempts at calls to Rivya and at downloads, by what they came to.',
    labelNames: ['call', 'outcome'],
    buckets: CALL_SECONDS,
    registers,
  })
  const blobCalls = new Histogram({
    name: 'relay_blob_call_duration_seconds',
    help: 'Calls to the place for images at BLOB_URL, with their retries, by what they came to.',
    labelNames: ['call', 'outcome'],
    buckets: CALL_SECONDS,
    registers,
  })
  const stepErrors = counter('relay_worker_errors_total', 'Steps of the worker that failed and come again.')
  const ended = counter('relay_generations_ended_total', 'Generations that have ended.', ['status'])
  const webhooks = counter(
    'relay_webhooks_total',
    'What came to the address at which Rivya tells that tasks have ended, by what it led to.',
    ['heard'],
  )
  const looks = new Histogram({
    name: 'relay_generation_looks',
    help: 'How often a generation that has ended was looked at by the schedule.',
    buckets: LOOKS,
    registers,
  })
  const waits = new Histogram({
    name: 'relay_result_wait_seconds',
    help: 'From a result being ready, as far as that can be told, to the look that found it.',
    buckets: WAIT_SECONDS,
    registers,
  })
  for (const status of FINAL_STATUSES) ended.inc({ status }, 0)
  for (const heard of HEARD) webhooks.inc({ heard }, 0)
  for (const saved of ['new', 'known']) {
    uploads.inc({ saved }, 0)
    uploadBytes.inc({ saved }, 0)
  }
  for (const [call, outcomes] of Object.entries(OUTCOMES)) {
    for (const outcome of outcomes) calls.zero({ call, outcome })
  }
  for (const call of BLOB_CALLS) {
    for (const outcome of ['done', 'missing', 'away']) blobCalls.zero({ call, outcome })
  }
  const readQueue = createQueueGauges()
  let readBalance: (() => Promise<number | null>) | null = null
  const balance = gauge('relay_account_credits', 'Credits of the Rivya account, at most a minute old.')
  balance.remove()

  function counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers })
  }

  function gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers })
  }

  /** @returns reads them from the database: the same figures at every replica */
  function createQueueGauges(): () => Promise<void> {
    const inFlight = gauge('relay_generations_in_flight', 'Generations that have a place at Rivya.')
    const oldest = gauge('relay_queue_oldest_seconds', 'How long the first of the queue has waited.')
    const queued = gauge('relay_generations_queued', 'Accepted generations that wait for a place at Rivya.')
    const paused = gauge('relay_paused', '1 while paying is paused.')
    const lost = gauge(
      'relay_images_lost',
      'Images that are not where they were put, and could not be brought back.',
    )
    return async () => {
      try {
        const state = await readQueueState(database)
        paused.set(state.isPaused ? 1 : 0)
        queued.set(state.queued)
        lost.set(state.lost)
        inFlight.set(state.inFlight)
        oldest.set(state.oldestAt === null ? 0 : Math.max(0, Date.now() - state.oldestAt) / 1000)
      } catch (error) {
        // The other figures matter most when the database is away.
        log.warn({ error }, 'the queue could not be counted')
        for (const each of [queued, inFlight, oldest, paused, lost]) each.remove()
      }
    }
  }

  async function updateBalance(): Promise<void> {
    const credits = (await readBalance?.()) ?? null
    if (credits === null) balance.remove()
    else balance.set(credits)
  }

  const recent = new RecentCounts<Trouble>()

  return {
    requestEnded({ method, route, status, ms }) {
      if (status >= 500) recent.add('answered-5xx', Date.now())
      const known = METHODS.includes(method) ? method : 'other'
      requests.observe({ method: known, route, status }, ms / 1000)
    },
    pollBegan() {
      polls.inc()
      return () => polls.dec()
    },
    uploadEnded(saved, bytes) {
      uploads.inc({ saved })
      uploadBytes.inc({ saved }, bytes)
    },
    creditsReserved: (credits) => reserved.inc(credits),
    blobsAnswered: (call, outcome, ms) => blobCalls.observe({ call, outcome }, ms / 1000),
    rivyaAnswered(call, outcome, ms) {
      calls.observe({ call, outcome }, ms / 1000)
      if (call === 'create' && outcome === 'refused') recent.add('rivya-refused', Date.now())
      if (['not-now', 'in-doubt', 'no-answer'].includes(outcome)) recent.add('rivya-away', Date.now())
    },
    stepFailed() {
      stepErrors.inc()
      recent.add('step-failed', Date.now())
    },
    webhookArrived: (heard) => webhooks.inc({ heard }),
    resultFound: (waitedMs) => waits.observe(waitedMs / 1000),
    generationEnded({ status, looks: count, finalCredits }) {
      ended.inc({ status })
      if (status === 'unknown') recent.add('ended-unknown', Date.now())
      looks.observe(count)
      if (finalCredits !== null) final.inc(finalCredits)
    },
    watchBalance(read) {
      readBalance = read
    },
    countRecent: (trouble, minutes) => recent.count(trouble, minutes, Date.now()),
    async render() {
      // Before the figures are put together, or some of them would be those of the scrape before.
      await Promise.all([readQueue(), updateBalance()])
      return { type: registry.contentType, text: await registry.metrics() }
    },
  }
}
