import type { TargetedSubmitEvent } from 'preact'

/** The Enter key gives the order as its button does; the browser itself sends nothing. @param run null: not yet */
export function onSubmit(run: (() => void) | null) {
  return (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    run?.()
  }
}
