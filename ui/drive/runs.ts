import type { JournalEntry } from '../../contract/journal.ts'
import { next, type Run, type RunEvent, stateFromEntry } from '../runs/run.ts'
import type { PanelState } from '../state/panel-state.ts'

/** The only writer of `state.runs`. */
export type Runs = ReturnType<typeof createRuns>

/** @param onMoved is told of every change of a run's state, after it is stored */
export function createRuns(state: PanelState, onMoved: (run: Run) => void) {
  function store(run: Run) {
    const runs = new Map(state.runs.value)
    runs.set(run.entry.key, run)
    state.runs.value = runs
  }

  return {
    get(key: string): Run | undefined {
      return state.runs.value.get(key)
    },
    /** Takes an entry up where it stands; one that is already known keeps its state. */
    add(entry: JournalEntry) {
      if (!state.runs.value.has(entry.key)) store({ entry, state: stateFromEntry(entry) })
    },
    /** @returns whether the event changed the state */
    dispatch(key: string, event: RunEvent): boolean {
      const before = state.runs.value.get(key)
      if (!before) return false
      const after = next(before.state, event)
      if (after === before.state) return false
      const run = { entry: noted(before.entry, event), state: after }
      store(run)
      onMoved(run)
      return true
    },
    remove(key: string) {
      const runs = new Map(state.runs.value)
      if (runs.delete(key)) state.runs.value = runs
    },
  }
}

/** The entry as the journal has it by now. */
function noted(entry: JournalEntry, event: RunEvent): JournalEntry {
  if (event.type !== 'request-recorded') return entry
  const { body: request, personId } = event
  return personId === undefined ? { ...entry, request } : { ...entry, request, personId }
}
