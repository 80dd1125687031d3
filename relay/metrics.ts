/**
 * What the relay counts about itself. Labels are short lists known beforehand (route templates, statuses, kinds of
 * outcomes), never an id, a name, a prompt or a path as a client wrote it: so nobody can blow them up or read people
 * out of them.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Log } from './log.ts'
import type { Database } from './store/database.ts'
import { readQueueState } from './store/queue-state.ts'

export type Metrics = {
  requestEnded: (request: { method: string; route: string; status: number; ms: number }) => void
  /** A long poll begins to wait. @returns to be called when it ends */
  pollBegan: () => () => void
  uploadEnded: (saved: 'new' | 'known', bytes: number) => void
  creditsReserved: (credits: number) => void
  /** One attempt at a call to Rivya or at a download, with the kind of its outcome. */
  rivyaAnswered: (call: RivyaCall, outcome: string, ms: number) => void
  stepFailed: () => void
  /** A finished task was found about so long after it was ready. */
  resultFound: (waitedMs: number) => void
  generationEnded: (end: { status: string; looks: number; finalCredits: number | null }) => void
  /** In Prometheus' text format. */
  render: () => Promise<{ type: string; text: string }>
}

export type RivyaCall = 'upload' | 'create' | 'look' | 'credits' | 'models' | 'download'

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
  const stepErrors = counter('relay_worker_errors_total', 'Steps of the worker that failed and come again.')
  const ended = counter('relay_generations_ended_total', 'Generations that have ended.', ['status'])
  const looks = new Histogram({
    name: 'relay_generation_looks',
    help: 'How often a generation that has ended was looked at.',
    buckets: LOOKS,
    registers,
  })
  const waits = new Histogram({
    name: 'relay_result_wait_seconds',
    help: 'From a result being ready, as far as that can be told, to the look that found it.',
    buckets: WAIT_SECONDS,
    registers,
  })
  addQueueGauges()

  function counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers })
  }

  /** Read when asked for, from the database: the same figures at every replica. */
  function addQueueGauges(): void {
    const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
    const inFlight = gauge('relay_generations_in_flight', 'Generations that have a place at Rivya.')
    const oldest = gauge('relay_queue_oldest_seconds', 'How long the first of the queue has waited.')
    new Gauge({
      name: 'relay_generations_queued',
      help: 'Accepted generations that wait for a place at Rivya.',
      registers,
      async collect() {
        try {
          const state = await readQueueState(database)
          this.set(state.queued)
          inFlight.set(state.inFlight)
          oldest.set(state.oldestAt === null ? 0 : Math.max(0, Date.now() - state.oldestAt) / 1000)
        } catch (error) {
          // The other figures matter most when the database is away.
          log.warn({ error }, 'the queue could not be counted')
          for (const each of [this, inFlight, oldest]) each.remove()
        }
      },
    })
  }

  return {
    requestEnded({ method, route, status, ms }) {
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
    rivyaAnswered: (call, outcome, ms) => calls.observe({ call, outcome }, ms / 1000),
    stepFailed: () => stepErrors.inc(),
    resultFound: (waitedMs) => waits.observe(waitedMs / 1000),
    generationEnded({ status, looks: count, finalCredits }) {
      ended.inc({ status })
      looks.observe(count)
      if (finalCredits !== null) final.inc(finalCredits)
    },
    render: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
