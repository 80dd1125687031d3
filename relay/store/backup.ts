/** A copy of SQLite's database while a relay writes to it. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Of one moment: what is committed meanwhile is left out instead of begun with anew, so it ends however much is written.
 * The copy is under its name only when it is whole, on the disk and found to be sound.
 *
 * @param directory of the relay, which must hold a database
 * @param to a new file, made for this user alone
 * @throws when it can't be read or written, or the copy is damaged; nothing is left behind then
 */
export function backUp(directory: string, to: string): void {
  const part = `${to}.part`
  // Never over a file that is there; SQLite takes an empty one.
  closeSync(openSync(to, 'wx', 0o600))
  try {
    closeSync(openSync(part, 'w', 0o600))
    const source = new DatabaseSync(join(directory, 'relay.sqlite'), { readOnly: true, timeout: 10_000 })
    try {
      source.prepare('VACUUM INTO ?').run(part)
    } finally {
      source.close()
    }
    check(part)
    flush(part)
    renameSync(part, to)
  } catch (error) {
    for (const path of [part, to]) rmSync(path, { force: true })
    throw error
  }
}

function check(path: string): void {
  const copy = new DatabaseSync(path, { readOnly: true })
  try {
    const faults = copy.prepare('PRAGMA integrity_check(1)').get()?.integrity_check
    if (faults !== 'ok') throw new Error(`the copy is damaged: ${faults}`)
    copy.prepare('SELECT version FROM schema_version').get()
  } finally {
    copy.close()
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
