import { expect } from 'vitest'
import { openPlugin } from './open-plugin.ts'

/** The plugin, with a clock that stands still until it is told to go on. */
export async function openWithClock(options: Parameters<typeof openPlugin>[0] = {}) {
  const timers = new Map<number, () => void>()
  const delaysMs: number[] = []
  const plugin = await openPlugin({
    ...options,
    environment: {
      ...options.environment,
      setTimer: (callback, delayMs) => {
        delaysMs.push(delayMs)
        const id = timers.size + 1
        timers.set(id, callback)
        return id
      },
      clearTimer: (id) => void timers.delete(Number(id)),
    },
  })
  const fire = () => {
    const due = [...timers.values()]
    timers.clear()
    for (const callback of due) callback()
  }
  /** Waits until the plugin has set a timer, and lets the time pass. */
  const passTime = async () => {
    await expect.poll(() => timers.size).toBeGreaterThan(0)
    fire()
  }
  /** Lets the plugin hear of everything and do what it means to do about it, once and again. */
  const comeToRest = async () => {
    for (let pass = 0; pass < 3; pass += 1) {
      await plugin.ask('save-token', { token: 't' })
      fire()
    }
  }
  return { plugin, fire, passTime, comeToRest, timers, delaysMs }
}
