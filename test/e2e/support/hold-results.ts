import type { StandIn } from '../../../playground/rivya/stand-in.ts'

/**
 * From now on no image is known to be done, however slow the machine is.
 *
 * @returns lets go: from then on looks at the tasks get through again
 */
export function holdResults(standIn: StandIn): () => void {
  standIn.change({ faults: [{ on: 'look', kind: 'cut-before' }] })
  return () => standIn.change({ faults: [] })
}
