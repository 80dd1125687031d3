import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { VisibleRows } from '../../visible-rows.ts'

type Shape = {
  count: number
  columns: number
  rowPx: number
  viewPx: number
  /** Draws what is in sight where the list is scrolled to, at once: the event that tells of scrolling comes a frame later. */
  drawInSight: () => void
}

/**
 * The keyboard in a list of which only what is in sight is drawn: arrow keys, Home, End and the page keys go from one to
 * another, which say their places in `data-index`.
 *
 * @param list what scrolls
 */
export function useListKeys(
  list: RefObject<HTMLElement | null>,
  { count, columns, rowPx, viewPx, drawInSight }: Shape,
) {
  /** The one that had the focus last: scrolled out of sight it is gone, and the keyboard goes on from there. */
  const [current, setCurrent] = useState(0)
  const [, redraw] = useState({})
  /** The one that is to have the focus once it is drawn. */
  const wanted = useRef<number | null>(null)

  useLayoutEffect(() => {
    const element = list.current
    if (wanted.current === null || !element) return
    if (count === 0) wanted.current = null
    const index = Math.min(wanted.current ?? 0, count - 1)
    const item = element.querySelector<HTMLElement>(`[data-index="${index}"]`)
    if (!item) return
    wanted.current = null
    item.focus()
  })

  /** Gives it to the one at a place, or to the nearest there is, wherever the list is scrolled to. */
  function focusOn(index: number) {
    const element = list.current
    if (!element || count === 0) return
    wanted.current = Math.max(0, Math.min(count - 1, index))
    const topPx = Math.floor(wanted.current / columns) * rowPx
    element.scrollTop = Math.min(topPx, Math.max(topPx + rowPx - element.clientHeight, element.scrollTop))
    // Before the next key is struck, which must not meet the one that is left.
    drawInSight()
    // In any case, to have the effect above find it.
    redraw({})
  }

  function onKeyDown(event: KeyboardEvent) {
    // Its own keys choose.
    if (event.target instanceof HTMLSelectElement) return
    const page = columns * Math.max(1, Math.floor(viewPx / rowPx))
    const ends: Record<string, number> = { Home: 0, End: count - 1 }
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      PageDown: page,
      PageUp: -page,
    }
    const place = ends[event.key] ?? current + (steps[event.key] ?? Number.NaN)
    if (Number.isNaN(place)) return
    event.preventDefault()
    // A step that would leave the list stays where it is; a page goes as far as it can.
    const isStep = event.key.startsWith('Arrow')
    if (!isStep || (place >= 0 && place < count)) focusOn(place)
  }

  function onFocusCapture({ target }: FocusEvent) {
    if (target instanceof HTMLElement && target.dataset.index) setCurrent(Number(target.dataset.index))
  }

  return {
    focusOn,
    keys: { onKeyDown, onFocusCapture },
    /** What Tab comes to: one of a thousand, and of those that are drawn. */
    stopIn: ({ start, end }: VisibleRows) => Math.min(Math.max(current, start), end - 1),
  }
}
