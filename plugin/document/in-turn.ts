/** Work that must not meet other work of its kind. */
import { endMoment } from './for-a-moment.ts'

const lastOfKind = new Map<string, Promise<unknown>>()

/** Runs `work` after everything begun before under the same name has ended: the key of an entry, the id of a layer. */
export function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const turn = (lastOfKind.get(name) ?? Promise.resolve()).then(work, work)
  lastOfKind.set(name, turn)
  return turn
}

/**
 * For what hides layers for a moment and for what makes undo steps: a step in between would keep what is hidden, and of two
 * drawings the first would show again what the second has hidden. Nothing of it may wait for another of its kind inside.
 */
export function aloneOnCanvas<T>(work: () => Promise<T>): Promise<T> {
  return inTurn('canvas', async () => {
    // Nothing is being drawn; a redo may have brought back what was there for a drawing.
    endMoment()
    return work()
  })
}

/**
 * What `work` changes is one undo step, and nothing else is in it.
 *
 * @param before takes what no step may hold out of the file; `after` brings it back
 */
export function asOneStep<T>(work: () => Promise<T>, before?: () => void, after?: () => void): Promise<T> {
  return aloneOnCanvas(async () => {
    before?.()
    figma.commitUndo()
    try {
      return await work()
    } finally {
      figma.commitUndo()
      after?.()
    }
  })
}
