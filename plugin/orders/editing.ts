/** What goes around the work of an order that changes the file. */
import type { Failure } from '../../contract/failures.ts'
import { isReadOnly, READ_ONLY } from '../document/read-only.ts'
import { tellSoon } from '../read/selection.ts'

/** What an edit is ordered by: Dev Mode takes none. */
export function editing<O, R extends object>(work: (order: O) => Promise<R | Failure>) {
  return changing((order: O) => (isReadOnly() ? READ_ONLY : work(order)))
}

/** What changes the selection's description, so that it is given anew. */
export function changing<O, R extends object>(work: (order: O) => Promise<R | Failure> | Failure) {
  return async (order: O): Promise<R | Failure> => {
    const result = await work(order)
    if (!('code' in result)) tellSoon()
    return result
  }
}
