/** What becomes of a journal entry between the press and the image. */
import type { Failure } from '../../contract/failures.ts'
import type { Order } from '../../contract/messages.ts'
import { inTurn } from '../document/in-turn.ts'
import { clearEntry, NOT_WRITTEN, readEntry, readJournal, writeEntry } from '../journal/journal.ts'
import { STORAGE_FULL } from '../journal/storage.ts'
import { stopMarking } from '../marks/waiting-layers.ts'
import { removePlaceholder } from '../write/placeholder.ts'

/** A failure means: do not send. */
export function recordRequest({ key, body, personId }: Order<'record-request'>): Promise<Failure | null> {
  return inTurn(key, async () => {
    const entry = await readEntry(key)
    // Dismissed in another window meanwhile: without an entry the image would be paid and never placed.
    if (entry === null) return { code: 'not_found' }
    const owned = personId === undefined ? {} : { personId }
    return (await writeEntry({ ...entry, request: body, ...owned })) ? null : STORAGE_FULL
  })
}

/** An entry that is not there any more needs no id: whoever cleared it knew the end. */
export function recordAccepted({ key, generationId }: Order<'record-accepted'>): Promise<Failure | null> {
  return inTurn(key, async () => {
    const entry = await readEntry(key)
    // The request is in the journal already: sent again with its key it finds the same generation, so nothing is lost.
    if (entry === null || (await writeEntry({ ...entry, generationId }))) return null
    return NOT_WRITTEN
  })
}

/** The result will stay in the history. Placeholder or mark go at once. */
export function stopWaiting({ key }: Order<'stop-waiting'>): Promise<Failure | null> {
  return inTurn(key, async () => {
    await stopMarking(key)
    const entry = await readEntry(key)
    if (entry === null) return null
    if (!(await writeEntry({ ...entry, isAwaited: false }))) return NOT_WRITTEN
    await removePlaceholder(entry, await readJournal())
    return null
  })
}

/** There will be no image: entry and placeholder or mark go, the entry last, so that nothing is left behind. */
export function forgetGeneration({ key }: Order<'forget-generation'>): Promise<Failure | null> {
  return inTurn(key, async () => {
    await stopMarking(key)
    const entry = await readEntry(key)
    if (entry === null) return null
    await removePlaceholder(entry, await readJournal())
    return (await clearEntry(key)) ? null : NOT_WRITTEN
  })
}
