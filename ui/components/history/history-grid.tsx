import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Generation } from '../../../contract/relay-api.ts'
import { readMore } from '../../actions/history.ts'
import { shell, state } from '../../panel.ts'
import { visibleRows } from '../../visible-rows.ts'
import { HistoryTile } from './history-tile.tsx'

const COLUMNS = 4

/** Gives the focus to the picture at a place, or to the nearest there is, wherever the list is scrolled to. */
export type TileFocus = (index: number) => void

type Props = { generations: readonly Generation[]; focusTile: RefObject<TileFocus | null> }

/** The pictures, only those in sight drawn, so that a thousand scroll as smoothly as ten. */
export function HistoryGrid({ generations, focusTile }: Props) {
  const { next, status, chosen } = state.history.value
  const list = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ rowPx: 84, viewPx: 640, scrollPx: 0 })
  /** The picture that is to have the focus once it is drawn. */
  const wanted = useRef<number | null>(null)
  /** The one that had it last: scrolled out of sight it is gone, and the keyboard goes on from there. */
  const current = useRef(0)
  const rows = visibleRows(generations.length, COLUMNS, view.rowPx, view.viewPx, view.scrollPx)
  const isNearEnd = rows.end >= generations.length - COLUMNS * 4

  useEffect(() => {
    const element = list.current
    if (!element) return
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
  }, [isNearEnd, next, status])

  useLayoutEffect(() => {
    const element = list.current
    if (wanted.current === null || !element) return
    if (generations.length === 0) wanted.current = null
    const index = Math.min(wanted.current ?? 0, generations.length - 1)
    const tile = element.querySelector<HTMLElement>(`[data-index="${index}"]`)
    if (!tile) return
    wanted.current = null
    tile.focus()
  })

  focusTile.current = (index) => {
    const element = list.current
    const last = generations.length - 1
    if (!element || last < 0) return
    wanted.current = Math.max(0, Math.min(last, index))
    const topPx = Math.floor(wanted.current / COLUMNS) * view.rowPx
    const lowestPx = topPx + view.rowPx - element.clientHeight
    element.scrollTop = Math.min(topPx, Math.max(lowestPx, element.scrollTop))
    // Drawn anew in any case, to have the effect above find the picture.
    setView({ ...view, viewPx: element.clientHeight, scrollPx: element.scrollTop })
  }

  function moveFocus(event: KeyboardEvent) {
    const page = COLUMNS * Math.max(1, Math.floor(view.viewPx / view.rowPx))
    const ends: Record<string, number> = { Home: 0, End: generations.length - 1 }
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
      PageDown: page,
      PageUp: -page,
    }
    const place = ends[event.key] ?? current.current + (steps[event.key] ?? Number.NaN)
    if (Number.isNaN(place)) return
    event.preventDefault()
    // A step that would leave the grid stays where it is; a page goes as far as it can.
    const isStep = event.key.startsWith('Arrow')
    if (!isStep || (place >= 0 && place < generations.length)) focusTile.current?.(place)
  }

  return (
    <div ref={list} class="history-scroll">
      <ul
        class="grid"
        aria-label="Images of the history"
        onKeyDown={moveFocus}
        onFocusCapture={({ target }) => {
          if (target instanceof HTMLElement && target.dataset.index !== undefined)
            current.current = Number(target.dataset.index)
        }}
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
