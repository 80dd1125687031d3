import type { ComponentChildren } from 'preact'
import type { Reading } from '../use-reading.ts'

/** What was read, dimmed while it is read anew; or why it is not there. */
export function ReadingBlock<T>({
  reading,
  children,
}: {
  reading: Reading<T>
  children: (value: T) => ComponentChildren
}) {
  const { value, fault, isBusy, again } = reading
  return (
    <>
      {fault !== null && (
        <p role="alert" class="told bad">
          {fault}{' '}
          <button type="button" class="link" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {value === null ? (
        fault === null && <p class="muted">Loading …</p>
      ) : (
        <div class={isBusy ? 'view-parts busy' : 'view-parts'} aria-busy={isBusy}>
          {children(value)}
        </div>
      )}
    </>
  )
}
