/** Changes of the list of references that need nothing from outside. */
import type { CanvasFact } from '../../contract/canvas-orders.ts'
import { MAX_REFERENCES, REFERENCE_PIXELS } from '../../contract/model.ts'
import { renumberingOf, rewriteReferenceNumbers } from '../prompt/reference-numbers.ts'
import { announce } from '../say.ts'
import type { Shell } from '../shell.ts'
import { firstNumber, type Reference, sharedCount } from '../state/draft.ts'
import { changeDraft } from './generate.ts'

/**
 * Puts references that have no picture yet at the end, in this order, as far as there is room. Each has its place from now
 * on, whichever picture is there first.
 */
export function reserveReferences(
  shell: Shell,
  wanted: readonly Pick<Reference, 'name' | 'nodeId'>[],
): Reference[] {
  const { state } = shell
  const { references } = state.draft.value
  const reserved = wanted
    .slice(0, MAX_REFERENCES - sharedCount(state.draft.value) - (firstNumber(state.draft.value) - 1))
    .map((known) => newReference(shell, known))
  changeDraft(shell, { references: [...references, ...reserved] })
  return reserved
}

/** A reference of which the panel has neither picture nor size, only what the relay has, if it has been there. */
export function newReference(
  { makeKey }: Shell,
  known: Pick<Reference, 'name' | 'nodeId'>,
  source: Reference['source'] = null,
): Reference {
  return {
    ...known,
    id: makeKey(),
    maxPixels: REFERENCE_PIXELS,
    source,
    pending: null,
    width: 0,
    height: 0,
    original: null,
    freshness: 'current',
  }
}

export function removeReference(shell: Shell, id: string) {
  const { references } = shell.state.draft.value
  arrange(
    shell,
    references.filter((reference) => reference.id !== id),
  )
}

/** Moves a reference to another place, from 0; the prompt's numbers go with it. */
export function moveReference(shell: Shell, id: string, place: number) {
  const { state } = shell
  const { references } = state.draft.value
  const moved = references.find((reference) => reference.id === id)
  if (!moved || place < 0 || place >= references.length) return
  const others = references.filter((reference) => reference !== moved)
  arrange(shell, [...others.slice(0, place), moved, ...others.slice(place)])
  announce(state, `${moved.name} is now image ${place + firstNumber(state.draft.value)}.`)
}

/** References in another order or fewer of them, with the prompt still naming the same ones. */
function arrange(shell: Shell, references: readonly Reference[]) {
  const { draft } = shell.state
  const idsOf = (list: readonly Reference[]) => list.map(({ id }) => id)
  // A start picture is "image 1" before them, and stays that.
  const start = firstNumber(draft.value) === 1 ? [] : ['start']
  const renumber = renumberingOf(
    [...start, ...idsOf(draft.value.references)],
    [...start, ...idsOf(references)],
  )
  const prompt = rewriteReferenceNumbers(draft.value.prompt, renumber)
  changeDraft(shell, { references, prompt })
}

export function changeReference(shell: Shell, id: string, changes: Partial<Reference>) {
  const { references } = shell.state.draft.value
  const changed = references.map((reference) =>
    reference.id === id ? { ...reference, ...changes } : reference,
  )
  changeDraft(shell, { references: changed })
}

/** References that were put aside: the pictures that were on their way then do not come any more. */
export function withoutPending(references: readonly Reference[]): Reference[] {
  return references.flatMap((reference) => (reference.source ? [{ ...reference, pending: null }] : []))
}

type FramesChanged = Pick<Extract<CanvasFact, { type: 'frames-changed' }>, 'changed' | 'gone' | 'restored'>

/** Marks the references whose frames have changed or gone since they were added. */
export function markFrames(shell: Shell, { changed, gone, restored }: FramesChanged) {
  const references = shell.state.draft.value.references.map((reference) => {
    const { nodeId } = reference
    if (nodeId === null) return reference
    if (gone.includes(nodeId)) return { ...reference, freshness: 'gone' as const }
    if (restored.includes(nodeId)) return { ...reference, freshness: 'current' as const }
    return changed.includes(nodeId) ? { ...reference, freshness: 'changed' as const } : reference
  })
  changeDraft(shell, { references })
}
