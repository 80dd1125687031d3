/** What becomes of a journal entry between the press and the image. */
import type { Failure } from '../../contract/failures.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { Order } from '../../contract/messages.ts'
import { inTurn } from '../document/in-turn.ts'
import { clearEntry, readEntry, readJournal, writeEntry } from '../journal/journal.ts'
import { stopMarking } from '../marks/waiting-layers.ts'
import { removePlaceholder } from '../write/placeholder.ts'

/** A failure means: do not send. */
export function recordRequest({ key, body, personId }: Order<'record-request'>): Promise<Failure | null> {
  return inTurn(key, async () => {
    const entry = await readEntry(key)
    // Dismissed in another window meanwhile: without an entry the image would be paid and never placed.
    if (!entry) return { code: 'not_found' }
    const owned = personId === undefined ? {} : { personId }
    return writeEntry({ ...entry, request: body, ...owned })
  })
}

/**
 * An entry that is not there any more needs no id: whoever cleared it knew the end. A failure loses nothing: the request is
 * in the journal already, and sent again with its key it finds the same generation.
 */
export function recordAccepted({ key, generationId }: Order<'record-accepted'>): Promise<Failure | null> {
  return inTurn(key, async () => {
    const entry = await readEntry(key)
    return entry && writeEntry({ ...entry, generationId })
  })
}

/** The result will stay in the history. Placeholder or mark go at once. */
export function stopWaiting({ key }: Order<'stop-waiting'>): Promise<Failure | null> {
  return endWait(key, async (entry) => {
    const failure = await writeEntry({ ...entry, isAwaited: false })
    if (!failure) await removePlaceholder(entry, await readJournal())
    return failure
  })
}

/** There will be no image: entry and placeholder or mark go, the entry last, so that nothing is left behind. */
export function forgetGeneration({ key }: Order<'forget-generation'>): Promise<Failure | null> {
  return endWait(key, async (entry) => {
    await removePlaceholder(entry, await readJournal())
    return clearEntry(key)
  })
}

/** The mark goes also where the entry has gone before it. */
function endWait(
  key: string,
  end: (entry: JournalEntry) => Promise<Failure | null>,
): Promise<Failure | null> {
  return inTurn(key, async () => {
    await stopMarking(key)
    const entry = await readEntry(key)
    return entry && end(entry)
  })
}
