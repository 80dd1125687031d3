/** Choosing winners: what a review shows of a batch and what using the choice would change. Pure. */
import type { JournalEntry } from '../../contract/journal.ts'
import { placeOf } from './describe-run.ts'
import type { Batch } from './group-runs.ts'
import { isLastPart } from './parts.ts'
import { generationOf, type Run, type RunState } from './run.ts'

/** What the person looks at, and the run chosen so far for each target, by the target's node. */
export type Review = { batchId: string; chosen: ReadonlyMap<string, string> }

export type ReviewRow = {
  nodeId: string
  title: string
  runs: readonly Run[]
  /** Key of the run whose image the target is to show; null while there is none to choose. */
  chosen: string | null
  /** Key of the run whose image it shows now, as far as this panel knows. */
  inPlace: string | null
}

/** Whether it was made from a picture of its own. */
export function hasStart({ references }: JournalEntry): boolean {
  return references[0]?.start !== undefined
}

/** Whether its image is there to be looked at and used. */
export function isUsable(state: RunState): boolean {
  const isThere = state.phase === 'ready' || state.phase === 'placed' || state.phase === 'stopped'
  return isThere && generationOf(state)?.status === 'succeeded'
}

/**
 * A row for each target, in the order of the press. Until the person chooses, what is in place stands, and else the first
 * that is there.
 *
 * @param shown generation that a layer shows, by node id
 */
export function reviewRows(
  { groups }: Batch,
  { chosen }: Review,
  shown: ReadonlyMap<string, string>,
): ReviewRow[] {
  return groups.flatMap(({ runs }) => {
    const [first] = runs
    if (!first || !isLastPart(first.entry)) return []
    const nodeId = nodeOf(runs) ?? first.entry.target.nodeId
    const inPlace = runs.find(({ state }) => isShown(state, shown.get(nodeId)))?.entry.key ?? null
    const wanted = chosen.get(nodeId)
    const usable = runs.filter(({ state }) => isUsable(state)).map(({ entry }) => entry.key)
    const isChosen = wanted !== undefined && usable.includes(wanted)
    return {
      nodeId,
      title: placeOf(first.entry),
      runs,
      chosen: isChosen ? wanted : (inPlace ?? usable[0] ?? null),
      inPlace,
    }
  })
}

/** Where an image of these has gone: beside its target, when that was not there any more. */
function nodeOf(runs: readonly Run[]): string | null {
  return runs.map(({ state }) => (state.phase === 'placed' && state.nodeId) || null).find(Boolean) ?? null
}

function isShown(state: RunState, generationId: string | undefined): boolean {
  return generationId !== undefined && generationOf(state)?.id === generationId
}

/** A target with the run that it is to show instead of what it shows. */
export type Change = { nodeId: string; title: string; run: Run }

export function changesOf(rows: readonly ReviewRow[]): Change[] {
  return rows.flatMap(({ nodeId, title, runs, chosen, inPlace }) => {
    const run = runs.find(({ entry }) => entry.key === chosen)
    return !run || chosen === inPlace ? [] : [{ nodeId, title, run }]
  })
}
