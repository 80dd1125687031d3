import { FAILURES } from '../../contract/failures.ts'
import { readHistory, readMore } from '../actions/history.ts'
import { useEffect, useRef } from '../hooks.ts'
import { useCell } from '../state/cell.ts'
import type { HistoryFilter } from '../state/history.ts'
import { usePanel } from '../use-panel.ts'
import { HistoryDetails } from './history-details.tsx'
import { HistoryGrid } from './history-grid.tsx'

const SEARCH_AFTER_MS = 250

/** Every generation of this person, from the relay. */
export function HistoryView() {
  const { shell, state } = usePanel()
  const history = useCell(state.history)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const { filter, generations, status, failure } = history
  const chosen = generations.find(({ id }) => id === history.chosen)

  useEffect(() => {
    void readHistory(shell, state.history.value.filter)
    return () => clearTimeout(timer.current)
  }, [shell, state])

  function change(changes: Partial<HistoryFilter>, afterMs = 0) {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      void readHistory(shell, { ...state.history.value.filter, ...changes })
    }, afterMs)
  }

  return (
    <section class="history" aria-label="History">
      <div class="history-filter">
        <input
          class="input"
          type="search"
          aria-label="Search prompts"
          placeholder="Search prompts"
          onInput={(event) => change({ words: event.currentTarget.value }, SEARCH_AFTER_MS)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={filter.isStarred}
            onChange={(event) => change({ isStarred: event.currentTarget.checked })}
          />
          <span>Starred</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={filter.isThisFile}
            onChange={(event) => change({ isThisFile: event.currentTarget.checked })}
          />
          <span>This file</span>
        </label>
      </div>
      <HistoryGrid />
      {generations.length === 0 && (
        <p class="section muted" role="status">
          {status === 'reading'
            ? 'Looking…'
            : isNarrowed(filter)
              ? 'Nothing matches.'
              : 'Nothing generated yet.'}
        </p>
      )}
      {failure !== null && (
        <p class="section">
          {FAILURES[failure.code].sentence}{' '}
          <button type="button" class="link" onClick={() => void readMore(shell)}>
            Retry
          </button>
        </p>
      )}
      {chosen !== undefined && <HistoryDetails key={chosen.id} generation={chosen} />}
    </section>
  )
}

function isNarrowed({ words, isStarred, isThisFile }: HistoryFilter): boolean {
  return words.trim() !== '' || isStarred || isThisFile
}
