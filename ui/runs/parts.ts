/** A picture that is extended beyond what one image can show comes in parts, each a run of its own. */
import type { JournalEntry } from '../../contract/journal.ts'
import type { Extending } from '../../contract/start-pictures.ts'
import { planExtension } from '../images/extend/plan-extension.ts'
import { isThere, type Run } from './run.ts'

/** How the picture of an entry is extended; null when it is not. */
export function extendingOf({ references: [first] }: Pick<JournalEntry, 'references'>): Extending | null {
  return (first?.start?.kind === 'own' && first.start.extending) || null
}

/** Which part this is, from 0, and how many there are; 0 of 1 for all that comes at once. */
export function partOf(entry: JournalEntry): { part: number; count: number } {
  const extending = extendingOf(entry)
  if (!extending) return { part: 0, count: 1 }
  const { picture, frame, part } = extending
  return { part, count: planExtension(picture, frame)?.parts.length ?? 1 }
}

/** Only the last part goes onto the layer: it holds all of them. */
export function isLastPart(entry: JournalEntry): boolean {
  const { part, count } = partOf(entry)
  return part === count - 1
}

/** The parts of the same picture that are there, up to this one, in their order; null while one is missing. */
export function partsBefore(runs: readonly Run[], entry: JournalEntry): Run[] | null {
  const { part } = partOf(entry)
  const family = runs.filter((run) => isRelated(run.entry, entry) && isThere(run.state))
  const before = Array.from({ length: part }, (_, index) =>
    family.find((run) => partOf(run.entry).part === index),
  )
  return before.every((run) => run !== undefined) ? before : null
}

/** Whether they are parts of one picture. */
export function isRelated(one: JournalEntry, other: JournalEntry): boolean {
  return (
    one.batchId === other.batchId &&
    one.variation === other.variation &&
    one.target.nodeId === other.target.nodeId &&
    extendingOf(one) !== null
  )
}

/** Whether it is a part before the last, and none that would go on from it is among these. */
export function isPartOfNothing(entry: JournalEntry, among: readonly JournalEntry[]): boolean {
  const { part, count } = partOf(entry)
  return part < count - 1 && !among.some((other) => isRelated(entry, other) && partOf(other).part > part)
}
