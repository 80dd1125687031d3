/**
 * One relay at a time on a SQLite directory: two would each count requests, places and long polls for itself, and pay
 * twice for what both take to be theirs. Who serves holds a lock of the operating system on a file of its own, which is
 * gone with its process however that ends. SQLite asks for it, since Node itself has no such lock.
 */
import { chmodSync, mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SettingError, type StorePlace } from '../../settings/settings.ts'
import { explainFailure } from '../database.ts'
import { isBusy } from './patience.ts'

/** Beside the database. Its one row names the process that holds it, or held it last. */
const FILE = 'relay.lock'

/**
 * @returns lets go
 * @throws {SettingError} when another relay serves this directory
 */
export function lockPlace(place: StorePlace): () => void {
  if (place.kind === 'postgres') return () => undefined
  const path = join(place.directory, FILE)
  const lock = openLock(place, path)
  try {
    lock.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (process text NOT NULL)')
    lock.exec('DELETE FROM holder')
    lock.prepare('INSERT INTO holder VALUES (?)').run(`process ${process.pid} on ${hostname()}`)
    lock.exec('COMMIT')
    // Held as long as this process lives; others can read who it is.
    lock.exec('BEGIN IMMEDIATE')
  } catch (cause) {
    const isHeld = isBusy(cause)
    const holder = isHeld ? readHolder(path) : ''
    lock.close()
    if (!isHeld) throw explainFailure(place, `${FILE} can not be written`, cause)
    throw new SettingError(`DATA_DIR: another relay serves it already (${holder}). Stop that one first.`, {
      cause,
    })
  }
  return () => lock.close()
}

function openLock(place: StorePlace & { kind: 'sqlite' }, path: string): DatabaseSync {
  try {
    mkdirSync(place.directory, { recursive: true, mode: 0o700 })
    const lock = new DatabaseSync(path, { timeout: 0 })
    chmodSync(path, 0o600)
    return lock
  } catch (cause) {
    throw explainFailure(place, 'it can not be written', cause)
  }
}

function readHolder(path: string): string {
  const reader = new DatabaseSync(path, { readOnly: true, timeout: 0 })
  try {
    return String(reader.prepare('SELECT process FROM holder').get()?.process ?? 'unknown')
  } catch {
    return 'one that has just started'
  } finally {
    reader.close()
  }
}
