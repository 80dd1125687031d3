/**
 * A server that stands in for Rivya in development and tests. Everything is in memory and gone when it closes. It
 * serves the documented API, the results it has drawn, and control routes of its own under `/_stand-in`.
 */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createDeliveries } from './accounts/deliveries.ts'
import { createLedger, type Task } from './accounts/ledger.ts'
import { createUploads, type StoredFile } from './accounts/uploads.ts'
import { createWebhooks, type Endpoint } from './accounts/webhooks.ts'
import { createFaultList } from './fault-list.ts'
import type { Env } from './http/answers.ts'
import { problemAnswer } from './http/answers.ts'
import { createApi } from './http/api.ts'
import { createControl } from './http/control.ts'
import { createResults } from './http/results.ts'
import { Problem } from './problem.ts'
import { DEFAULT_SWITCHES, type Fault, type SwitchChanges, type Switches } from './switches.ts'

export const DEFAULT_KEY = 'rvya_sk_stand_in'

export type StandInOptions = {
  /** 0, the default, takes a free one. */
  port?: number
  /** Accepted keys, each with an account of its own; the first is the one that the switch `credits` sets. */
  keys?: [string, ...string[]]
  switches?: SwitchChanges
  /** Milliseconds since 1970; for tests with a clock of their own. */
  now?: () => number
}

type SeenRequest = { method: string; path: string; headers: Record<string, string>; at: number }

type Inspection = {
  /** How many tasks hold or have kept credits, by idempotency key; tasks whose credits were given back don't count. */
  charges(): Record<string, number>
  tasks(): Task[]
  files(): StoredFile[]
  /** Calls to the API and downloads, oldest first; the last 10,000. */
  requests(): SeenRequest[]
  /** Of the first key's account. */
  credits(): number
  /** Of the same account. */
  webhooks(): Endpoint[]
}

export type StandIn = {
  /** `http://127.0.0.1:port` */
  url: string
  key: string
  inspection: Inspection
  switches(): Switches
  change(changes: SwitchChanges): void
  /** Adds faults to those that are switched on. */
  addFaults(...faults: Fault[]): void
  /** As Rivya does by itself with one that does not answer. */
  disableWebhooks(): void
  /** Ends the server and cuts what is still connected. */
  close(): Promise<void>
}

const MAX_SEEN = 10_000
const MAX_BODY_BYTES = 24_000_000

/** @throws when the port is taken */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { port = 0, keys = [DEFAULT_KEY], now = Date.now } = options
  let switches: Switches = { ...DEFAULT_SWITCHES, ...options.switches }
  let origin = ''
  const seen: SeenRequest[] = []
  const faults = createFaultList()
  faults.set(switches.faults)
  const uploadUrl = (file: StoredFile) => `${origin}/uploads/${file.id}`
  const uploads = createUploads(now, uploadUrl, () => switches.fileSeconds)
  const ledger = createLedger({
    now,
    switches: () => switches,
    faults,
    findUpload: uploads.findByUrl,
    onCreated(task) {
      results.prepare(task)
      deliveries.watch()
    },
    onEnded: (task) => deliveries.add(task),
  })
  const results = createResults(ledger, faults)
  const webhooks = createWebhooks(now, () => switches.keepsDisabledWebhooks)
  const deliveries = createDeliveries({
    now,
    switches: () => switches,
    faults,
    webhooks,
    ledger,
    origin: () => origin,
  })
  for (const key of keys) ledger.setCredits(key, switches.credits)

  function change(changes: SwitchChanges): void {
    switches = { ...switches, ...changes }
    if (changes.faults !== undefined) faults.set(changes.faults)
    if (changes.credits !== undefined) ledger.setCredits(keys[0], changes.credits)
  }

  const inspection: Inspection = {
    charges: () => countCharges(ledger.tasks()),
    tasks: ledger.tasks,
    files: uploads.list,
    requests: () => seen,
    credits: () => ledger.credits(keys[0]),
    webhooks: () => webhooks.list(keys[0]),
  }
  const current = (): Switches => ({ ...switches, credits: inspection.credits(), faults: faults.list() })

  const app = new Hono<Env>()
  app.use('*', async (c, next) => {
    if (/^\/(api|results|uploads)\//.test(c.req.path)) {
      seen.push({ method: c.req.method, path: c.req.path, headers: c.req.header(), at: now() })
      if (seen.length > MAX_SEEN) seen.shift()
    }
    return next()
  })
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => problemAnswer(TOO_LARGE) }))
  app.route('/', createControl({ keys, change, state: () => describeState(current(), inspection) }))
  app.route(
    '/',
    createApi({
      keys,
      switches: () => switches,
      faults,
      ledger,
      uploads,
      results,
      webhooks,
      origin: () => origin,
      uploadUrl,
      countCall: createCallCount(now, () => switches.requestsPerMinute),
    }),
  )
  app.notFound(() => problemAnswer(new Problem('not_found', 'There is nothing at this address.')))

  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url: origin,
    key: keys[0],
    inspection,
    switches: current,
    change,
    disableWebhooks: () => webhooks.disable(keys[0]),
    addFaults: (...added) => faults.set([...faults.list(), ...added]),
    close: () =>
      new Promise((resolve) => {
        deliveries.stop()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

const TOO_LARGE = new Problem('validation_failed', 'The body is too large.')

function isLook({ method, path }: SeenRequest): boolean {
  return method === 'GET' && path.startsWith('/api/v1/generations/')
}

function countCharges(tasks: Task[]): Record<string, number> {
  const charges: Record<string, number> = {}
  for (const { idempotencyKey, status, reservedCredits } of tasks) {
    if (idempotencyKey === null || status === 'failed' || reservedCredits === 0) continue
    charges[idempotencyKey] = (charges[idempotencyKey] ?? 0) + 1
  }
  return charges
}

function describeState(switches: Switches, inspection: Inspection): Record<string, unknown> {
  return {
    note: 'A stand-in for Rivya: no model runs here and nothing is charged.',
    switches,
    credits: inspection.credits(),
    charges: inspection.charges(),
    tasks: inspection.tasks().map(({ references, owner: _, ...task }) => ({
      ...task,
      references: references.map(({ id }) => id),
    })),
    files: inspection.files().map(({ bytes, owner: _, ...file }) => ({ ...file, bytes: bytes.length })),
    requests: inspection.requests().length,
    looks: inspection.requests().filter(isLook).length,
  }
}

function createCallCount(now: () => number, limit: () => number | null): (key: string) => boolean {
  const windows = new Map<string, { minute: number; calls: number }>()
  return (key) => {
    const minute = Math.floor(now() / 60_000)
    const last = windows.get(key)
    const calls = last?.minute === minute ? last.calls + 1 : 1
    windows.set(key, { minute, calls })
    return calls <= (limit() ?? Number.POSITIVE_INFINITY)
  }
}
