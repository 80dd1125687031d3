/** What SQLite and Postgres each bring: all in which they differ. */
import type { Kysely, SelectQueryBuilder, Transaction } from 'kysely'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Log } from '../observe/log.ts'
import type { Schema } from './schema.ts'

export type Query = Kysely<Schema>
export type WriteQuery = Transaction<Schema>
/** Fails as `run` or the commit does; nothing of it is there then. */
export type Transact = <T>(run: (trx: WriteQuery) => Promise<T>) => Promise<T>

/**
 * A single read of what is committed, given as finished SQL: for those that come with every request. On SQLite by a
 * connection of its own, which waits for no writer; who asks for the same may get the very same rows.
 *
 * @param isTold somebody hears of it, so it has to be on the disk: unless told otherwise, as where a right is
 *   checked, which gives nothing away
 */
export type ReadCommitted = (
  sql: string,
  parameters: readonly (string | number)[],
  isTold?: boolean,
) => Promise<readonly unknown[]>

export type Dialect = {
  kind: 'sqlite' | 'postgres'
  query: Query
  /** The way to a transaction. Inside, whatever is asked of `query` would wait for its end. */
  transact: Transact
  /** For as long as it takes: the tables of a large history are brought forward in minutes, and a query ends in seconds. */
  transactLong: Transact
  /** For making the tables. */
  words: { bytes: string; integer: string }
  /** The function that finds a text in another: its place from 1, or 0. */
  placeOf: 'instr' | 'strpos'
  /** Follows the name of the table where prompts alone are read: its planner finds an index with them too wide. */
  byPrompts: '' | 'INDEXED BY generations_by_words'
  read: ReadCommitted
  /** Inside a transaction: one holder of `name` at a time, over all replicas, until it ends. */
  lockName: (trx: WriteQuery, name: LockName) => Promise<void>
  /** Rows that another transaction holds are left out instead of waited for. */
  skipLocked: <T extends keyof Schema, O>(
    select: SelectQueryBuilder<Schema, T, O>,
  ) => SelectQueryBuilder<Schema, T, O>
  /** Inside a transaction: tells the other replicas, once it is committed, that these people have news. */
  announce: (trx: WriteQuery, personIds: string[]) => Promise<void>
  /** Calls back with the people that other replicas have announced; null: some may have been missed. */
  listen: (onNews: (personId: string | null) => void, log: Log) => Promise<void>
  /** Writes a little and reads a little, as a press would. @throws when that can't be done */
  probe: () => Promise<void>
  /** Resolves once it can be trusted with nothing more until a new start. */
  failed: Promise<Error>
  /** Whether the same may well be taken later: no room, no connection, a lock. */
  isAway: (error: unknown) => boolean
  /** Once, before anything is served: so that what a relay before this one has written lasts. */
  renew: () => Promise<void>
  /** Inside a transaction: one holder of each of these hashes at a time, over all replicas, until it ends. */
  lockBlobs: (trx: WriteQuery, hashes: readonly string[]) => Promise<void>
  /** For the `data` of a row whose bytes are in `Blobs`. */
  noBytes: Uint8Array | null
  /** Where the bytes of images are, unless there is a place outside. */
  besideBlobs: BlobStore
  room: Room
  close: () => Promise<void>
}

/** The disk that the database takes, and gives back where things were deleted. */
export type Room = {
  /** Once, before anything is served: may take seconds. `too-large`: left as it is, and it will not shrink. */
  prepare: () => 'ready' | 'too-large'
  /** A small step. @returns whether there may be more to give back */
  giveBack: () => Promise<boolean>
}

export const LOCK_NUMBERS = {
  migration: 7_301,
  admission: 7_302,
  cleanup: 7_303,
  looks: 7_304,
  signIn: 7_306,
  teams: 7_307,
} as const
/** Of the locks with two numbers; the second is of the hash. */
export const BLOB_LOCKS = 7305
type LockName = keyof typeof LOCK_NUMBERS
