/** Tells of ended tasks by itself, as the faults for deliveries want it. What is not answered is not sent again. */
import { createHmac, randomBytes } from 'node:crypto'
import type { FaultList } from '../fault-list.ts'
import { seededRandom, seedOf } from '../seeded-random.ts'
import type { Switches } from '../switches.ts'
import { type Ledger, type Task, taskObject } from './ledger.ts'
import type { Endpoint, Webhooks } from './webhooks.ts'

type Deliveries = {
  /** A task has been created: its end is looked for. */
  watch(): void
  /** A task has ended. */
  add(task: Task): void
  stop(): void
}

type Delivery = { endpoint: Endpoint; body: string; dueAt: number; isAfterNext: boolean }

/** Tasks end by a clock that tests may set, so it is asked again and again; while none runs, never. */
const WATCH_MS = 5
const PATIENCE_MS = 5000

export function createDeliveries(parts: {
  now: () => number
  switches: () => Switches
  faults: FaultList
  webhooks: Webhooks
  ledger: Ledger
  origin: () => string
}): Deliveries {
  const { now, switches, faults, webhooks, ledger, origin } = parts
  const random = seededRandom(seedOf('deliveries'))
  let waiting: Delivery[] = []
  let timer: NodeJS.Timeout | undefined

  function add(task: Task): void {
    const type = task.status === 'failed' ? 'generation.failed' : 'generation.succeeded'
    for (const endpoint of webhooks.list(task.owner)) {
      if (endpoint.status !== 'active' || !endpoint.eventTypes.includes(type)) continue
      const fault = faults.takeForDelivery()
      if (random() < switches().lostDeliveries || fault?.kind === 'lost') continue
      const event = {
        id: `evt_${randomBytes(8).toString('hex')}`,
        type,
        api_version: '2026-05-11',
        created_at: new Date(now()).toISOString(),
        ...envelope(taskObject(task, origin()), switches().deliveredUnder),
      }
      const delivery: Delivery = {
        endpoint,
        body: JSON.stringify(event),
        dueAt: task.endsAt + (fault?.kind === 'late' ? fault.ms : switches().deliveryMs),
        isAfterNext: fault?.kind === 'after-next',
      }
      waiting.push(delivery, ...(fault?.kind === 'twice' ? [delivery] : []))
    }
    watch()
  }

  function sendDue(): void {
    const due = waiting.filter((each) => each.dueAt <= now() && !each.isAfterNext)
    if (due.length === 0) return
    const held = waiting.filter((each) => each.isAfterNext)
    waiting = waiting.filter((each) => !due.includes(each) && !held.includes(each))
    for (const delivery of [...due, ...held]) void send(delivery)
  }

  function watch(): void {
    if (!webhooks.isAsked()) return
    timer ??= setInterval(() => {
      const isRunning = ledger.tasks().some(({ status }) => status === 'queued' || status === 'processing')
      sendDue()
      if (isRunning || waiting.length > 0) return
      clearInterval(timer)
      timer = undefined
    }, WATCH_MS).unref()
  }

  return {
    watch,
    add,
    stop() {
      clearInterval(timer)
      waiting = []
    },
  }
}

/** How Rivya signs is not known; a client that checks this one was made for the stand-in. */
async function send({ endpoint, body }: Delivery): Promise<void> {
  const signature = createHmac('sha256', endpoint.secret).update(body).digest('hex')
  const isTaken = await fetch(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-stand-in-signature': signature },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    ({ ok }) => ok,
    () => false,
  )
  endpoint.failureCount = isTaken ? 0 : endpoint.failureCount + 1
}

function envelope(task: object, under: Switches['deliveredUnder']): object {
  if (under === 'data.object') return { data: { object: task } }
  return { [under]: task }
}
