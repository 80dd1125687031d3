import type { TargetedMouseEvent } from 'preact'

/** A plain click; whoever wants a new tab gets one. */
export function follow(open: (to: string) => void) {
  return (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    open(event.currentTarget.pathname + event.currentTarget.search)
  }
}
