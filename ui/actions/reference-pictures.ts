/**
 * A reference's picture, from being asked for to being there. What comes after another picture was asked for, or after the
 * reference has gone, changes nothing.
 */
import type { Result } from '../result.ts'
import { announce, type Refusal } from '../say.ts'
import type { Shell } from '../shell.ts'
import { firstNumber, type PendingPicture, type Reference } from '../state/draft.ts'
import { changeReference, removeReference } from './arrange-references.ts'

export type NewPicture = Pick<Reference, 'source' | 'width' | 'height' | 'original'> & { name?: string }
type Awaited = PendingPicture & { id: string }

/** From now on Generate waits for a picture of this reference. */
export function awaitPicture(shell: Shell, id: string, maxPixels: number): Awaited {
  const pending = { key: shell.makeKey(), maxPixels }
  changeReference(shell, id, { pending })
  return { ...pending, id }
}

/**
 * Makes the picture and puts it in. Without one a reference stays as it was, and one that never had any goes.
 *
 * @returns why there is none; null when there is, or when it is no longer wanted
 */
export async function makePicture(
  shell: Shell,
  awaited: Awaited,
  make: () => Promise<Result<NewPicture>>,
): Promise<Refusal | null> {
  let made: Result<NewPicture> | null = null
  try {
    made = await make()
  } finally {
    // Whatever goes wrong, nothing that can't come is waited for.
    if (!made) giveUp(shell, awaited)
  }
  const reference = findAwaiting(shell, awaited)
  if (!reference) return null
  if (!made.ok) {
    giveUp(shell, awaited)
    return { name: reference.name, failure: made.failure }
  }
  const { id, maxPixels } = awaited
  changeReference(shell, id, { ...made.value, maxPixels, pending: null, freshness: 'current' })
  const number =
    shell.state.draft.value.references.findIndex((known) => known.id === id) +
    firstNumber(shell.state.draft.value)
  announce(shell.state, `${made.value.name ?? reference.name} is image ${number}.`)
  return null
}

function findAwaiting({ state }: Shell, { id, key }: Awaited): Reference | null {
  const found = state.draft.value.references.find((known) => known.id === id && known.pending?.key === key)
  return found ?? null
}

function giveUp(shell: Shell, awaited: Awaited) {
  const reference = findAwaiting(shell, awaited)
  if (!reference) return
  if (!reference.source) removeReference(shell, reference.id)
  else changeReference(shell, reference.id, { pending: null })
}
