import { performance } from 'node:perf_hooks'
import { admitWaiting } from '../../../relay/store/admission.ts'
import type { Database } from '../../../relay/store/database.ts'
import { readChanges } from '../../../relay/store/events.ts'
import { listGenerations, readGeneration } from '../../../relay/store/generations.ts'
import { claimDue, readNextStepAt } from '../../../relay/store/leases.ts'
import { readQueueState } from '../../../relay/store/queue-state.ts'
import { saveStep } from '../../../relay/store/steps.ts'
import { accept } from '../../relay/support/samples.ts'
import { percentile } from '../support/tables.ts'

export type Measured = { p50: number; p99: number }

const WARM_UP = 50
const TIMES = 400
const MAX_IN_FLIGHT = 100

/** Milliseconds of the store's calls, one after the other. */
export async function measureHistory(database: Database, personId: string): Promise<Map<string, Measured>> {
  const measured = new Map<string, Measured>()
  const measure = async (name: string, call: () => Promise<unknown>) => {
    const times: number[] = []
    for (let time = 0; time < WARM_UP + TIMES; time += 1) {
      const startedAt = performance.now()
      await call()
      if (time >= WARM_UP) times.push(performance.now() - startedAt)
    }
    measured.set(name, { p50: percentile(times, 50), p99: percentile(times, 99) })
  }

  await measure('list', () => listGenerations(database, personId, {}, 51))
  await measure('list of the starred', () => listGenerations(database, personId, { isStarred: true }, 51))
  await measure('search for a rare word', () => listGenerations(database, personId, { words: ['heron'] }, 51))
  await measure('one generation', () => readGeneration(database, personId, `gen_500_${personId.slice(7)}`))
  await measure('events, nothing new', () => readChanges(database, personId, 7000))
  await measure('events, those still running', () => readChanges(database, personId, null))
  await measure('accept', () => accept(database, personId))

  const owner = 'bench'
  const work = async () => {
    const now = Date.now()
    await accept(database, personId)
    await admitWaiting(database, MAX_IN_FLIGHT, now)
    const [row] = await claimDue(database, { owner, now, leaseMs: 10_000, limit: 1 })
    if (row === undefined) throw new Error('nothing was due')
    const change = { status: 'succeeded', next_step_at: null, has_slot: 0 } as const
    await saveStep(database, row, { change, owner, now })
    await readNextStepAt(database)
  }
  // Those that the measurement above has left waiting.
  await database.query.deleteFrom('generations').where('status', '=', 'accepted').execute()
  await measure('accept, admit, claim and end', work)
  await measure('figures of the queue', () => readQueueState(database))
  return measured
}
