import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Clock } from '../../../relay/clock.ts'
import { repeat } from '../../../relay/work/repeat.ts'

/** Time that passes only when the test lets the wait under way end. */
function createHeldClock() {
  const waits: { ms: number; end: () => void }[] = []
  const clock: Clock = {
    now: () => 0,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        waits.push({ ms, end: resolve })
        signal.addEventListener('abort', () => resolve())
      }),
  }
  return {
    clock,
    waited: () => waits.map(({ ms }) => ms),
    async pass() {
      waits.at(-1)?.end()
      await setImmediate()
    },
  }
}

it('waits before the first run and between two, and goes on after one that failed', async () => {
  const { clock, waited, pass } = createHeldClock()
  const failures: unknown[] = []
  let runs = 0
  const stop = repeat({
    clock,
    firstMs: 10,
    everyMs: 60,
    run: async () => {
      runs += 1
      if (runs === 1) throw new Error('away')
    },
    tellFailure: (error) => failures.push(error),
  })
  expect(runs).toBe(0)
  await pass()
  expect(runs).toBe(1)
  await pass()
  expect(runs).toBe(2)
  expect(waited()).toEqual([10, 60, 60])
  expect(failures).toEqual([new Error('away')])
  await stop()
  expect(runs).toBe(2)
})

it('is over when the run that was under way has ended, which hears of the stop', async () => {
  const { clock } = createHeldClock()
  const order: string[] = []
  const stop = repeat({
    clock,
    everyMs: 60,
    run: (stopping) =>
      new Promise<void>((resolve) => {
        stopping.addEventListener('abort', () => {
          order.push('told')
          void setImmediate().then(() => {
            order.push('ended')
            resolve()
          })
        })
      }),
    tellFailure: (error) => expect.unreachable(String(error)),
  })
  await stop()
  order.push('stopped')
  expect(order).toEqual(['told', 'ended', 'stopped'])
})

it('runs nothing that was stopped before its first run', async () => {
  const { clock } = createHeldClock()
  let runs = 0
  const run = async () => {
    runs += 1
  }
  await repeat({ clock, firstMs: 10, everyMs: 60, run, tellFailure: () => undefined })()
  expect(runs).toBe(0)
})
