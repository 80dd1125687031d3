import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Generation } from '../../../contract/relay-api.ts'
import { readMore } from '../../actions/history.ts'
import { shell, state } from '../../panel.ts'
import { visibleRows } from '../../visible-rows.ts'
import { useListKeys } from '../controls/use-list-keys.ts'
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
  const rows = visibleRows(generations.length, COLUMNS, view.rowPx, view.viewPx, view.scrollPx)
  const { focusOn, keys, stopIn } = useListKeys(list, {
    ...view,
    count: generations.length,
    columns: COLUMNS,
    drawInSight,
  })
  const isNearEnd = rows.end >= generations.length - COLUMNS * 4

  useEffect(() => {
    const element = list.current
    if (!element) return
    const observer = new ResizeObserver(drawInSight)
    observer.observe(element)
    element.addEventListener('scroll', drawInSight, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', drawInSight)
    }
  }, [])

  useEffect(() => {
    if (isNearEnd && next !== null && status === 'idle') void readMore(shell)
  }, [isNearEnd, next, status])

  focusTile.current = focusOn

  function drawInSight() {
    const { clientWidth = 0, clientHeight = 0, scrollTop = 0 } = list.current ?? {}
    // Empty, it is not shown and has no size.
    if (clientWidth > 0) setView({ rowPx: clientWidth / COLUMNS, viewPx: clientHeight, scrollPx: scrollTop })
  }

  return (
    <div ref={list} class="history-scroll">
      <ul
        class="grid"
        aria-label="Images of the history"
        {...keys}
        style={{ '--above': `${rows.above}px`, '--below': `${rows.below}px` }}
      >
        {generations.slice(rows.start, rows.end).map((generation, offset) => (
          <HistoryTile
            key={generation.id}
            generation={generation}
            index={rows.start + offset}
            count={generations.length}
            isStop={rows.start + offset === stopIn(rows)}
            isChosen={generation.id === chosen}
          />
        ))}
      </ul>
    </div>
  )
}
