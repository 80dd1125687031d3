import { performance } from 'node:perf_hooks'
import type { Database } from '../../../relay/store/database.ts'
import { readChanges } from '../../../relay/store/generations/events.ts'
import { listGenerations, readGeneration } from '../../../relay/store/generations/generations.ts'
import { admitWaiting } from '../../../relay/store/work/admission.ts'
import { claimDue, readNextStepAt } from '../../../relay/store/work/leases.ts'
import { readQueueState } from '../../../relay/store/work/queue-state.ts'
import { saveStep } from '../../../relay/store/work/steps.ts'
import { accept } from '../../relay/support/samples.ts'
import { median, percentile } from '../support/tables.ts'

/** A database with one of its people. */
export type History = { database: Database; personId: string }
/** Of the small and the large one, in milliseconds. */
export type Compared = { name: string; p50: [number, number]; p99: [number, number] }

const WARM_UP = 50
const ROUNDS = 7
const IN_A_ROUND = 100
const MAX_IN_FLIGHT = 100

/**
 * The store's calls, one at a time, by turns of both: what else the machine does meets both alike. `p99` is the middle
 * one of as many rounds.
 */
export async function compareHistories(histories: [History, History]): Promise<Compared[]> {
  const compared: Compared[] = []
  for (const [name, prepare] of Object.entries(CALLS)) {
    const calls = [await prepare(histories[0]), await prepare(histories[1])] as const
    const rounds: [number[], number[]][] = []
    for (let time = -WARM_UP; time < ROUNDS * IN_A_ROUND; time += 1) {
      if (time % IN_A_ROUND === 0) rounds.push([[], []])
      for (const side of time % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const startedAt = performance.now()
        await calls[side]()
        if (time >= 0) rounds.at(-1)?.[side].push(performance.now() - startedAt)
      }
    }
    const ofSide = (side: 0 | 1) => rounds.map((round) => round[side])
    compared.push({
      name,
      p50: [median(ofSide(0).flat()), median(ofSide(1).flat())],
      p99: [middleP99(ofSide(0)), middleP99(ofSide(1))],
    })
  }
  return compared
}

const middleP99 = (rounds: number[][]) => median(rounds.map((times) => percentile(times, 99)))

const CALLS: Record<string, (history: History) => Promise<() => Promise<unknown>>> = {
  list: async ({ database, personId }) => {
    return () => listGenerations(database, personId, {}, 51)
  },
  'list of the starred': async ({ database, personId }) => {
    return () => listGenerations(database, personId, { isStarred: true }, 51)
  },
  'search for a common word': async ({ database, personId }) => {
    return () => listGenerations(database, personId, { words: ['linen'] }, 51)
  },
  'search for a rare word': async ({ database, personId }) => {
    return () => listGenerations(database, personId, { words: ['heron'] }, 51)
  },
  'one generation': async ({ database, personId }) => {
    const rows = await listGenerations(database, personId, {}, 500)
    let at = 0
    return () => readGeneration(database, personId, rows[at++ % rows.length]?.id ?? '')
  },
  'events, nothing new': async ({ database, personId }) => {
    const { cursor } = await readChanges(database, personId, null)
    return () => readChanges(database, personId, cursor)
  },
  'events, those still running': async ({ database, personId }) => {
    return () => readChanges(database, personId, null)
  },
  accept: async ({ database, personId }) => {
    return () => accept(database, personId)
  },
  'accept, admit, claim and end': async ({ database, personId }) => {
    // What the measurement above has left waiting.
    await database.query.deleteFrom('generations').where('status', '=', 'accepted').execute()
    return () => workOne(database, personId)
  },
  'figures of the queue': async ({ database }) => {
    return () => readQueueState(database)
  },
}

async function workOne(database: Database, personId: string): Promise<void> {
  const owner = 'bench'
  const now = Date.now()
  await accept(database, personId)
  await admitWaiting(database, MAX_IN_FLIGHT, now)
  const [row] = await claimDue(database, { owner, now, leaseMs: 10_000, limit: 1 })
  if (row === undefined) throw new Error('nothing was due')
  const change = { status: 'succeeded', next_step_at: null, has_slot: 0 } as const
  await saveStep(database, row, { change, owner, now })
  await readNextStepAt(database)
}
