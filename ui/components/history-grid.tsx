import { useEffect, useRef, useState } from 'preact/hooks'
import { readMore } from '../actions/history.ts'
import { usePanel } from '../use-panel.ts'
import { visibleRows } from '../visible-rows.ts'
import { HistoryTile } from './history-tile.tsx'

const COLUMNS = 4

/** The pictures, only those in sight drawn, so that a thousand scroll as smoothly as ten. */
export function HistoryGrid() {
  const { shell, state } = usePanel()
  const { generations, next, status, chosen } = state.history.value
  const list = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ rowPx: 84, viewPx: 640, scrollPx: 0 })
  const rows = visibleRows(generations.length, COLUMNS, view.rowPx, view.viewPx, view.scrollPx)
  const isNearEnd = rows.end >= generations.length - COLUMNS * 4

  useEffect(() => {
    const element = list.current
    if (element === null) return
    const measure = () => {
      const { clientWidth, clientHeight, scrollTop } = element
      // Empty, it is not shown and has no size.
      if (clientWidth > 0)
        setView({ rowPx: clientWidth / COLUMNS, viewPx: clientHeight, scrollPx: scrollTop })
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])

  useEffect(() => {
    if (isNearEnd && next !== null && status === 'idle') void readMore(shell)
  }, [isNearEnd, next, status, shell])

  function moveFocus(event: KeyboardEvent) {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    }
    const step = steps[event.key]
    if (step === undefined || !(event.target instanceof HTMLElement)) return
    event.preventDefault()
    const index = Number(event.target.dataset.index) + step
    list.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus()
  }

  return (
    <div ref={list} class="history-scroll">
      <ul
        class="grid"
        aria-label="Images of the history"
        onKeyDown={moveFocus}
        style={{ '--above': `${rows.above}px`, '--below': `${rows.below}px` }}
      >
        {generations.slice(rows.start, rows.end).map((generation, offset) => (
          <HistoryTile
            key={generation.id}
            generation={generation}
            index={rows.start + offset}
            count={generations.length}
            isChosen={generation.id === chosen}
          />
        ))}
      </ul>
    </div>
  )
}
