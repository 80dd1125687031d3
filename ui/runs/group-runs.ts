import { partOf } from './parts.ts'
import { generationOf, isActive, isThere, type Run } from './run.ts'

/** The variations for one place, in their order. */
type RunGroup = { id: string; runs: Run[] }

/** What one press started. */
export type Batch = {
  id: string
  groups: RunGroup[]
  runs: Run[]
  counts: { total: number; done: number; active: number; failed: number; withheld: number }
  /** Settled where Rivya has settled, reserved where it has not. */
  credits: number
  isSettled: boolean
}

/** Newest batch first; within a batch the order of the press. */
export function groupRuns(runs: readonly Run[]): Batch[] {
  const batches = new Map<string, Run[]>()
  for (const run of runs) {
    const { batchId } = run.entry
    batches.set(batchId, [...(batches.get(batchId) ?? []), run])
  }
  return [...batches].map(([id, started]) => describeBatch(id, started)).reverse()
}

function describeBatch(id: string, runs: Run[]): Batch {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    const place = `${run.entry.target.nodeId} ${partOf(run.entry).part}`
    groups.set(place, [...(groups.get(place) ?? []), run])
  }
  const count = (matches: (run: Run) => boolean) => runs.filter(matches).length
  const known = runs.map(({ state }) => generationOf(state)?.credits ?? null)
  return {
    id,
    runs,
    groups: [...groups.values()].map((members) => ({
      id: members[0]?.entry.key ?? id,
      runs: [...members].sort((a, b) => a.entry.variation - b.entry.variation),
    })),
    counts: {
      total: runs.length,
      done: count(({ state }) => isThere(state)),
      active: count(({ state }) => isActive(state)),
      failed: count(({ state }) => state.phase === 'failed'),
      withheld: count(({ state }) => state.phase === 'withheld'),
    },
    credits: known.reduce((sum, credits) => sum + (credits?.final ?? credits?.reserved ?? 0), 0),
    isSettled: known.every((credits) => credits !== null && credits.final !== null),
  }
}

/** "3 of 12 done, 1 failed · 60 credits reserved" */
export function batchLine({ counts, credits, isSettled }: Batch): string {
  const failed = counts.failed === 0 ? '' : `, ${counts.failed} failed`
  const price = credits === 0 && !isSettled ? '' : ` · ${credits} credits${isSettled ? '' : ' reserved'}`
  return `${counts.done} of ${counts.total} done${failed}${price}`
}
