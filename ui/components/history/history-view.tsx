import { useEffect, useRef } from 'preact/hooks'
import { MAX_SEARCH_LENGTH } from '../../../contract/relay-api.ts'
import { chooseFromHistory, readHistory, readMore } from '../../actions/history.ts'
import { shell, state } from '../../panel.ts'
import { EMPTY_HISTORY, type HistoryFilter, queryOf, shownOf } from '../../state/history.ts'
import { TextButton } from '../controls/button.tsx'
import { Check } from '../controls/check.tsx'
import { FailureNote } from '../generations/failure-note.tsx'
import { HistoryDetails } from './history-details.tsx'
import { HistoryGrid, type TileFocus } from './history-grid.tsx'

const SEARCH_AFTER_MS = 250

/** Every generation of this person, from the relay. */
export function HistoryView() {
  const history = state.history.value
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const search = useRef<HTMLInputElement>(null)
  const { filter, status, failure } = history
  const generations = shownOf(history)
  const chosen = generations.find(({ id }) => id === history.chosen)
  const grid = useRef<TileFocus | null>(null)

  useEffect(() => {
    void readHistory(shell, state.history.value.filter)
    return () => clearTimeout(timer.current)
  }, [])

  /** With the words that stand in the field, whether or not they have been searched for. */
  function read(changes: Partial<HistoryFilter> = {}) {
    clearTimeout(timer.current)
    const words = search.current?.value ?? ''
    void readHistory(shell, { ...state.history.value.filter, words, ...changes })
  }

  function readSoon() {
    clearTimeout(timer.current)
    timer.current = setTimeout(read, SEARCH_AFTER_MS)
  }

  function showAll() {
    if (search.current) search.current.value = ''
    read(EMPTY_HISTORY.filter)
  }

  /** The keyboard goes on at the picture whose details these were, or at the one that takes its place. */
  function closeDetails() {
    const place = generations.findIndex(({ id }) => id === history.chosen)
    chooseFromHistory(state, null)
    grid.current?.(place)
  }

  function closeByKey(event: KeyboardEvent) {
    const isInSearch = event.target === search.current
    if (event.key === 'Escape' && chosen && !isInSearch) closeDetails()
  }

  return (
    <section class="history" aria-label="History" onKeyDown={closeByKey}>
      <div class="history-filter">
        <input
          ref={search}
          class="input"
          type="search"
          aria-label="Search prompts"
          placeholder="Search prompts"
          maxLength={MAX_SEARCH_LENGTH}
          defaultValue={filter.words}
          onInput={readSoon}
        />
        <Check isChecked={filter.isStarred} onChange={(isChecked) => read({ isStarred: isChecked })}>
          Starred
        </Check>
        <Check isChecked={filter.isThisFile} onChange={(isChecked) => read({ isThisFile: isChecked })}>
          This file
        </Check>
      </div>
      {generations.length === 0 && status !== 'failed' && (
        <p class="history-note muted" role="status">
          {status === 'reading' ? (
            'Looking…'
          ) : Object.keys(queryOf(filter, '')).length > 0 ? (
            <>
              Nothing matches. <TextButton onClick={showAll}>Show all</TextButton>
            </>
          ) : (
            'Nothing generated yet. What you generate is kept here.'
          )}
        </p>
      )}
      {failure !== null && (
        <div class="history-note" role="alert">
          <FailureNote failure={failure} />
          <TextButton onClick={() => void readMore(shell)}>Retry</TextButton>
        </div>
      )}
      <HistoryGrid generations={generations} focusTile={grid} />
      {chosen !== undefined && <HistoryDetails key={chosen.id} generation={chosen} onClose={closeDetails} />}
    </section>
  )
}
