/**
 * A clock that runs faster than the real one, the same in every process that is given it: pauses of seconds pass in
 * tenths, and a relay that is started again can wake up minutes later.
 */
export type FastTime = {
  /** How many milliseconds pass in a real one. */
  speed: number
  /** The real moment at which it shows `startAt`. Both in milliseconds since 1970. */
  realStartAt: number
  startAt: number
}

/** Noon in UTC, so that no run crosses midnight. */
const NOON = Date.UTC(2026, 5, 1, 12)

const realNow = Date.now.bind(Date)

export function startFastTime(speed: number): FastTime {
  return { speed, realStartAt: realNow(), startAt: NOON }
}

/** Whole milliseconds since 1970. */
export function readFastTime({ speed, realStartAt, startAt }: FastTime): number {
  return Math.floor(startAt + (realNow() - realStartAt) * speed)
}
