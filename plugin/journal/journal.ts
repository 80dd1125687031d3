/** The journal in `clientStorage`: one key for each entry, since two windows of the plugin share the storage. */
import type { Failure } from '../../contract/failures.ts'
import { type JournalEntry, journalEntry } from '../../contract/journal.ts'
import { askStored, listKeys, readStored, store } from './storage.ts'

const PREFIX = 'journal/'

/** Entries of every document, oldest first. Damaged ones are left where they are and left out. */
export async function readJournal(): Promise<JournalEntry[]> {
  const keys = (await listKeys()).filter((key) => key.startsWith(PREFIX))
  const entries = await Promise.all(keys.map((key) => readStored(key, journalEntry)))
  return entries
    .filter((entry): entry is JournalEntry => entry !== null)
    .sort((a, b) => a.createdAt - b.createdAt)
}

/** Null only where there is none: one that can't be read now must not pass for one that is done with. */
export function readEntry(key: string): Promise<JournalEntry | null> {
  return askStored(PREFIX + key, journalEntry)
}

export function writeEntry(entry: JournalEntry): Promise<Failure | null> {
  return store(PREFIX + entry.key, entry)
}

export function clearEntry(key: string): Promise<Failure | null> {
  return store(PREFIX + key, null)
}
