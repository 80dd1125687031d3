import { startGeneration } from '../relay/start-generation.ts'
import type { MeasuredFleet } from './measured-fleet.ts'

const CALLERS_AT_ONCE = 32
const TO_ACCEPT = 1000
const TO_FINISH = 300
const TO_TELL = 150
const PRESSES_PER_SECOND = 10

type Finished = {
  perSecond: number
  wanted: number
  /** Accepted and not succeeded. */
  lost: number
  /** Idempotency keys that the stand-in has charged more than once. */
  paidTwice: number
}

/** @returns requests accepted a second, asked of the relays in turn by callers who don't pause */
export async function measureAccepting(fleet: MeasuredFleet): Promise<number> {
  await start(fleet, CALLERS_AT_ONCE, 'warm')
  const startedAt = performance.now()
  await start(fleet, TO_ACCEPT, 'accept')
  return (TO_ACCEPT * 1000) / (performance.now() - startedAt)
}

/** Starts many at once and waits until the last has ended. */
export async function measureFinishing(fleet: MeasuredFleet): Promise<Finished> {
  const startedAt = performance.now()
  const changes = followUntilEnded(fleet, TO_FINISH)
  await start(fleet, TO_FINISH, 'finish')
  const succeeded = (await changes).filter(({ status }) => status === 'succeeded')
  const seconds = (performance.now() - startedAt) / 1000
  const state = await fetch(`${fleet.standIn.url}/_stand-in/state`)
  const { charges }: { charges: Record<string, number> } = JSON.parse(await state.text())
  return {
    perSecond: TO_FINISH / seconds,
    wanted: TO_FINISH,
    lost: TO_FINISH - new Set(succeeded.map(({ id }) => id)).size,
    paidTwice: Object.values(charges).filter((count) => count > 1).length,
  }
}

/**
 * Presses at a steady pace, each followed at another relay than it was sent to (if there is another).
 *
 * @returns for each change the milliseconds from its time to the end of a long poll's answer
 */
export async function measureTelling(fleet: MeasuredFleet): Promise<number[]> {
  const changes = followUntilEnded(fleet, TO_TELL)
  const startedAt = performance.now()
  const presses = Array.from({ length: TO_TELL }, async (_, number) => {
    const dueMs = (number * 1000) / PRESSES_PER_SECOND
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - (performance.now() - startedAt))))
    await press(fleet, number, 'tell')
  })
  await Promise.all(presses)
  return (await changes).map(({ delayMs }) => delayMs)
}

/** Every user at one relay, the one after the relay that takes the user's presses. */
async function followUntilEnded({ urls, bearers }: MeasuredFleet, count: number): Promise<Change[]> {
  const stop = new AbortController()
  const changes: Change[] = []
  const ended = new Set<string>()
  await Promise.all(
    bearers.map(async (authorization, user) => {
      const url = urls[(user + 1) % urls.length] ?? ''
      for await (const change of follow(url, authorization, stop.signal)) {
        changes.push(change)
        if (['succeeded', 'failed', 'unknown'].includes(change.status)) ended.add(change.id)
        if (ended.size === count) stop.abort()
      }
    }),
  )
  return changes
}

function press({ urls, bearers }: MeasuredFleet, number: number, name: string): Promise<string> {
  const user = number % bearers.length
  return startGeneration(urls[user % urls.length] ?? '', bearers[user] ?? '', `bench-${name}-${number}`)
}

async function start(fleet: MeasuredFleet, count: number, name: string): Promise<void> {
  let next = 0
  const work = async () => {
    while (next < count) {
      const number = next
      next += 1
      await press(fleet, number, name)
    }
  }
  await Promise.all(Array.from({ length: CALLERS_AT_ONCE }, work))
}

type Change = { id: string; status: string; delayMs: number }

/** Every change, as a panel learns of it. */
async function* follow(url: string, authorization: string, signal: AbortSignal): AsyncGenerator<Change> {
  let cursor = '0'
  while (!signal.aborted) {
    let text: string
    try {
      const path = `${url}/v1/events?after=${cursor}&wait=25`
      text = await (await fetch(path, { headers: { authorization }, signal })).text()
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    const now = Date.now()
    const page: { cursor: string; generations: { id: string; status: string; updated_at: string }[] } =
      JSON.parse(text)
    cursor = page.cursor
    for (const { id, status, updated_at } of page.generations) {
      yield { id, status, delayMs: now - Date.parse(updated_at) }
    }
  }
}
