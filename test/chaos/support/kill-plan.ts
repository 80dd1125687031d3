/** When to kill the relay: the named steps around a generation, and how often each must come before. */
import type { Call, CallName } from './fault-proxy.ts'
import type { Chance } from './seeds.ts'

/** `sent`: on its way; `handled`: carried out there; `answered`: the answer is with the relay. */
export type Stage = 'sent' | 'handled' | 'answered'
type CallMoment = `${Exclude<CallName, 'other'>} ${Stage}`
/** Of calls to the store of images. */
export type StoreMoment = `${'put' | 'confirm' | 'read'} ${Stage}`
/** What the relay's own callers see. */
type CallerMoment = 'request leaving' | 'accepted' | 'ended'
export type Moment = CallMoment | StoreMoment | CallerMoment

export const MOMENTS: readonly [Moment, ...Moment[]] = [
  'request leaving',
  'accepted',
  'upload sent',
  'upload handled',
  'upload answered',
  'create sent',
  'create handled',
  'create answered',
  'look sent',
  'look handled',
  'look answered',
  'download sent',
  'download handled',
  'download answered',
  'ended',
]

/** Once the first references are on their way there, and once more when results are. */
export const STORE_MOMENTS: readonly [moment: StoreMoment, first: number, second: number][] = [
  ['put sent', 1, 8],
  ['put handled', 1, 8],
  ['confirm answered', 1, 8],
  ['read handled', 1, 2],
]

export type Kill = {
  moment: Moment
  /** The how manieth time the moment comes, from 1. */
  at: number
  /** Real milliseconds later, to strike between two writes. */
  afterMs: number
  /** Of a call that is `sent`: whether its bytes had left the machine before. */
  hasLeft: boolean
}

export type KillPlan = {
  /** To be told of every moment. @returns the kill that is due */
  pass: (moment: Moment) => Kill | null
  /** Kills that have not come. */
  left: () => Kill[]
}

export function createKillPlan(kills: readonly Kill[]): KillPlan {
  const left = new Set(kills)
  const counts = new Map<Moment, number>()
  return {
    pass(moment) {
      const count = (counts.get(moment) ?? 0) + 1
      counts.set(moment, count)
      const due = [...left].find((kill) => kill.moment === moment && kill.at === count)
      if (due === undefined) return null
      left.delete(due)
      return due
    },
    left: () => [...left],
  }
}

/** @param moments the chosen are among these */
export function planRandomKills(
  chance: Chance,
  count: number,
  moments: readonly [Moment, ...Moment[]] = MOMENTS,
): Kill[] {
  return Array.from({ length: count }, () => ({
    moment: chance.pick(moments),
    at: chance.whole(1, 4),
    afterMs: chance.isHit(0.5) ? 0 : chance.whole(1, 12),
    hasLeft: chance.isHit(0.5),
  }))
}

export function momentOf(call: Call, stage: Stage): CallMoment | null {
  return call.name === 'other' ? null : `${call.name} ${stage}`
}

const STORE_CALLS = { PUT: 'put', HEAD: 'confirm', GET: 'read' } as const

/** @param asked of the store, as `PUT /bucket/key`; null for its lists, its mark and what is deleted there */
export function storeMomentOf(asked: string, stage: Stage): StoreMoment | null {
  const [, method] = /^(PUT|HEAD|GET) \/[\w/]+\/[0-9a-f]{64}$/.exec(asked) ?? []
  return method === undefined ? null : `${STORE_CALLS[method as keyof typeof STORE_CALLS]} ${stage}`
}
