import { expect, it } from 'vitest'
import type { Clock } from '../../../../relay/clock.ts'
import { createLog } from '../../../../relay/observe/log.ts'
import { readImage } from '../../../../relay/store/generations/images.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { startCleanUp } from '../../../../relay/work/upkeep/clean-up.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER } from '../../support/samples.ts'

const HOUR_MS = 60 * 60_000

/** Shows each of `times` once, after each wait the next; the wait after the last one ends with the signal. */
function showTimes(times: number[]): Clock & { ended: Promise<void> } {
  let now = times[0] ?? 0
  const ending = new AbortController()
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()))
  return {
    now: () => now,
    ended,
    async wait(_ms, signal) {
      const next = times.shift()
      if (next !== undefined) {
        now = next
        return
      }
      ending.abort()
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    },
  }
}

describeOnEachDatabase('the clean-up of every hour', ({ open }) => {
  it.each([
    { when: 'not while the clock is 40 days ahead for a moment', hours: [0, 40 * 24, 1], isKept: true },
    { when: 'after their days', hours: Array.from({ length: 32 }, (_, day) => day * 24), isKept: false },
  ])('deletes images $when', async ({ hours, isKept }) => {
    const database = await open()
    const { id } = await addToken(database)
    const row = await accept(database, id)
    await database.query.updateTable('generations').set({ lease_owner: 'me' }).execute()
    const images = [{ header: PNG_HEADER, bytes: makePng() }]
    await saveStep(database, row, { change: { status: 'succeeded' }, owner: 'me', now: NOON, images })
    const clock = showTimes(hours.map((hour) => NOON + hour * HOUR_MS))
    const stop = startCleanUp({ database, clock, log: createLog('silent'), resultDays: 30 })
    await clock.ended
    await stop()
    expect((await readImage(database, id, row.id, 0)) !== undefined).toBe(isKept)
  })
})
