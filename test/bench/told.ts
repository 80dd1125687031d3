// How long a finished image waits to be seen when Rivya tells of it. Alone: `node test/bench/told.ts`.
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { buildRelay } from '../chaos/support/relay-process.ts'
import { startPostgres } from '../relay/support/postgres.ts'
import { startGeneration } from './relay/start-generation.ts'
import { type MeasuredFleet, startMeasuredFleet } from './replicas/measured-fleet.ts'
import { percentile, table, verdict } from './support/tables.ts'
import { startForwarder } from './told/forwarder.ts'

const RELAYS = 3
const TASKS = 120
const PRESS_EVERY_MS = 250
/** Median and spread of the logarithm; 95 % of the tasks take less than 9.3 s. */
const TASK = { taskSeconds: 6, taskSpread: 0.265 }
/** With what it takes to send it, within 50 ms. */
const DELIVERY_MS = 20
const MEAN_AIM_MS = 150
const P99_AIM_MS = 500

type Told = { waitsMs: number[]; looks: number }

/** @returns Markdown */
export async function run(): Promise<string> {
  const builtIn = await buildRelay()
  const postgres = await startPostgres({ isDurable: true })
  const measure = async (lostDeliveries: number, webhooks: 'auto' | 'off') =>
    measureWaits({ builtIn, databaseUrl: await postgres.createDatabase(), lostDeliveries, webhooks })
  let polled: Told
  let told: Told
  let lost: Told
  try {
    polled = await measure(0, 'off')
    told = await measure(0, 'auto')
    lost = await measure(1 / 3, 'auto')
  } finally {
    await postgres.stop()
    rmSync(builtIn, { recursive: true })
  }
  const [toldMs, p99, polledMs] = [mean(told.waitsMs), percentile(told.waitsMs, 99), mean(polled.waitsMs)]
  return [
    '## Told instead of asking',
    '',
    `From a task's end to the look that finds it, at the stand-in for Rivya: ${RELAYS} relays on one Postgres, each word of an end delivered to another`,
    `one, ${DELIVERY_MS} ms after the end. ${TASKS} tasks of ${TASK.taskSeconds} s (median), from a relay on that knows nothing yet; they come four a second.`,
    '',
    table(
      ['what', 'mean', 'p50', 'p99', 'looks a task', 'aim', 'reached?'],
      [
        row('looks alone', polled, '', ''),
        row(
          'told of every end',
          told,
          `mean at most ${MEAN_AIM_MS} ms, p99 ${P99_AIM_MS} ms`,
          verdict(toldMs <= MEAN_AIM_MS && p99 <= P99_AIM_MS),
        ),
        row(
          'a third of the words lost at random',
          lost,
          'mean at most that of looks alone',
          verdict(mean(lost.waitsMs) <= polledMs),
        ),
      ],
    ),
    '',
  ].join('\n')
}

function row(name: string, { waitsMs, looks }: Told, aim: string, reached: string): string[] {
  const show = (ms: number) => `${ms.toFixed(0)} ms`
  const [p50, p99] = [percentile(waitsMs, 50), percentile(waitsMs, 99)]
  return [name, show(mean(waitsMs)), show(p50), show(p99), (looks / TASKS).toFixed(1), aim, reached]
}

async function measureWaits(options: {
  builtIn: string
  databaseUrl: string
  lostDeliveries: number
  webhooks: 'auto' | 'off'
}): Promise<Told> {
  const { builtIn, databaseUrl, lostDeliveries, webhooks } = options
  const forwarder = await startForwarder()
  const env = { PUBLIC_URL: forwarder.url, WEBHOOKS: webhooks }
  const fleet = await startMeasuredFleet({ builtIn, databaseUrl, size: RELAYS, maxInFlight: 1000, env })
  try {
    forwarder.sendTo(fleet.urls)
    await setSwitches(fleet, { ...TASK, lostDeliveries, deliveryMs: DELIVERY_MS })
    const presses: Promise<string>[] = []
    for (let number = 0; number < TASKS; number += 1) {
      const [url = '', bearer = ''] = [
        fleet.urls[number % RELAYS],
        fleet.bearers[number % fleet.bearers.length],
      ]
      presses.push(startGeneration(url, bearer, `bench-told-${number}`))
      await delay(PRESS_EVERY_MS)
    }
    await Promise.all(presses)
    for (;;) {
      const { tasks, looks } = await readState(fleet)
      const waitsMs = tasks.flatMap(({ endsAt, seenAt }) => (seenAt === null ? [] : [seenAt - endsAt]))
      if (waitsMs.length === TASKS) return { waitsMs, looks }
      await delay(500)
    }
  } finally {
    await fleet.end()
    forwarder.close()
  }
}

async function setSwitches({ standIn }: MeasuredFleet, switches: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(switches) }
  const response = await fetch(`${standIn.url}/_stand-in/switches`, init)
  if (!response.ok) throw new Error(`the stand-in refused ${init.body}`)
}

async function readState({ standIn }: MeasuredFleet) {
  const text = await (await fetch(`${standIn.url}/_stand-in/state`)).text()
  const state: { tasks: { endsAt: number; seenAt: number | null }[]; looks: number } = JSON.parse(text)
  return state
}

function mean(values: number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length
}

if (import.meta.main) console.log(await run())
