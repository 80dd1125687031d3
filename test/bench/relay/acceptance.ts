import { startMeasuredRelay } from '../support/relay-process.ts'
import { percentile, verdict } from '../support/tables.ts'
import { startGeneration } from './start-generation.ts'

const USERS = 10
const PER_SECOND = 50
const SECONDS = 20
/** A fresh relay compiles what it runs for the first time; a press then takes up to some tenths of a second. */
const WARM_UP_SECONDS = 2
const ACCEPT_AIM_MS = 50
const EVENT_AIM_MS = 50

/**
 * Under 50 presses a second, while the relay carries out what it has accepted: how long a press waits for its
 * acceptance, and how long after a change the panel that waits has it.
 */
export async function measureAcceptance(): Promise<string[][]> {
  const relay = await startMeasuredRelay(USERS)
  const stop = new AbortController()
  try {
    const warmAt = Date.now() + WARM_UP_SECONDS * 1000
    const listening = relay.bearers.map((bearer) => listen(relay.url, bearer, warmAt, stop.signal))
    const accepted: number[] = []
    const startedAt = performance.now()
    const presses = Array.from({ length: PER_SECOND * SECONDS }, async (_, number) => {
      const dueMs = (number * 1000) / PER_SECOND
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, dueMs - (performance.now() - startedAt))),
      )
      const sentAt = performance.now()
      await startGeneration(relay.url, relay.bearers[number % USERS] ?? '', `bench-accept-${number}`)
      if (dueMs >= WARM_UP_SECONDS * 1000) accepted.push(performance.now() - sentAt)
    })
    await Promise.all(presses)
    stop.abort()
    const events = (await Promise.all(listening)).flat()
    return [
      row(
        'press to accepted',
        accepted,
        ACCEPT_AIM_MS,
        `${PER_SECOND} a second, written with fsync, after ${WARM_UP_SECONDS} s of warming up`,
      ),
      row('a change to the panel that waits for it', events, EVENT_AIM_MS, `${events.length} changes`),
    ]
  } finally {
    stop.abort()
    await relay.end()
  }
}

function row(what: string, values: number[], aimMs: number, note: string): string[] {
  const [p50, p99] = [percentile(values, 50), percentile(values, 99)]
  return [
    what,
    note,
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    `p99 at most ${aimMs} ms`,
    verdict(p99 <= aimMs),
  ]
}

/** Waits as a panel does. @returns for each change from `since` on the milliseconds from its time to the end of the answer */
async function listen(
  url: string,
  authorization: string,
  since: number,
  signal: AbortSignal,
): Promise<number[]> {
  const delays: number[] = []
  let cursor = '0'
  while (!signal.aborted) {
    try {
      const response = await fetch(`${url}/v1/events?after=${cursor}&wait=25`, {
        headers: { authorization },
        signal,
      })
      const page: { cursor: string; generations: { updated_at: string }[] } = JSON.parse(
        await response.text(),
      )
      const now = Date.now()
      cursor = page.cursor
      const changedAt = page.generations.map(({ updated_at }) => Date.parse(updated_at))
      delays.push(...changedAt.filter((at) => at >= since).map((at) => now - at))
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
  return delays
}
