import type { Failure } from '../../contract/failures.ts'
import type { Generation } from '../../contract/relay-api.ts'

export type HistoryFilter = { words: string; isStarred: boolean; isThisFile: boolean }

/** The history as far as it has been read, newest first. */
export type History = {
  filter: HistoryFilter
  generations: readonly Generation[]
  /** Where the next page begins; null after the last one. */
  next: string | null
  status: 'idle' | 'reading' | 'failed'
  failure: Failure | null
  /** Id of the one whose details are open. */
  chosen: string | null
  /** Ids of those that were deleted and can still be taken back; the relay has them yet. */
  leaving: readonly string[]
}

export const EMPTY_HISTORY: History = {
  filter: { words: '', isStarred: false, isThisFile: false },
  generations: [],
  next: null,
  status: 'idle',
  failure: null,
  chosen: null,
  leaving: [],
}

/** A page appended; an entry that is already there, since pages shift while images are made, is not repeated. */
export function withPage(history: History, generations: readonly Generation[]): History {
  const known = new Set(history.generations.map(({ id }) => id))
  const fresh = generations.filter(({ id }) => !known.has(id))
  return { ...history, generations: [...history.generations, ...fresh] }
}

export function withGeneration(history: History, changed: Generation): History {
  const generations = history.generations.map((known) => (known.id === changed.id ? changed : known))
  return { ...history, generations }
}

export function withoutGeneration(history: History, id: string): History {
  return { ...history, generations: history.generations.filter((known) => known.id !== id) }
}

/** What is shown of it. */
export function shownOf({ generations, leaving }: History): readonly Generation[] {
  return leaving.length === 0 ? generations : generations.filter(({ id }) => !leaving.includes(id))
}

/** The part of the relay's query that a filter stands for. */
export function queryOf({ words, isStarred, isThisFile }: HistoryFilter, documentId: string) {
  return {
    ...(words.trim() === '' ? {} : { q: words.trim() }),
    ...(isStarred ? { starred: 'true' } : {}),
    ...(isThisFile ? { document: documentId } : {}),
  }
}
