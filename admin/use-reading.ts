import { useCallback, useEffect, useState } from 'preact/hooks'
import type * as v from 'valibot'
import { Refused } from './ask-relay.ts'
import { usePage } from './page-context.ts'

/** `value` stays while it is read anew, so that nothing jumps; `fault` is a sentence. */
export type Reading<T> = { value: T | null; fault: string | null; isBusy: boolean; again: () => void }

/** What the relay says at this path, read anew whenever the path changes. */
export function useReading<S extends v.GenericSchema>(path: string, schema: S): Reading<v.InferOutput<S>> {
  const { ask, sessionEnded } = usePage()
  const [state, setState] = useState<Omit<Reading<v.InferOutput<S>>, 'again'>>({
    value: null,
    fault: null,
    isBusy: true,
  })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    setState((before) => ({ ...before, isBusy: true }))
    ask.read(path, schema, stop.signal).then(
      (value) => setState({ value, fault: null, isBusy: false }),
      (error: unknown) => {
        if (stop.signal.aborted) return
        if (error instanceof Refused && error.status === 401) sessionEnded()
        setState((before) => ({ ...before, fault: sentenceOf(error), isBusy: false }))
      },
    )
    return () => stop.abort()
  }, [path, turn, ask, sessionEnded])
  return { ...state, again: useCallback(() => setTurn((before) => before + 1), []) }
}

export function sentenceOf(error: unknown): string {
  return error instanceof Refused
    ? error.message
    : 'The relay’s answer could not be read. Load the page again.'
}
