/**
 * Loaded into a relay's process before the relay (`node --import`): gives it the clock in `CHAOS_TIME`, so that the
 * built relay runs unchanged and still passes through its pauses quickly.
 */
import { syncBuiltinESMExports } from 'node:module'
import timersPromises from 'node:timers/promises'
import { type FastTime, readFastTime } from './fast-time.ts'

const time = JSON.parse(process.env.CHAOS_TIME ?? '') as FastTime
const { setTimeout: wait } = timersPromises
const { setTimeout: startTimer, setInterval: startInterval } = globalThis

Date.now = () => readFastTime(time)
Object.assign(globalThis, {
  setTimeout: Object.assign(
    (callback: () => void, ms = 0, ...args: []) => startTimer(callback, ms / time.speed, ...args),
    startTimer,
  ),
  setInterval: (callback: () => void, ms = 0, ...args: []) =>
    startInterval(callback, ms / time.speed, ...args),
})
timersPromises.setTimeout = (ms = 0, value, options) => wait(ms / time.speed, value, options)
syncBuiltinESMExports()
