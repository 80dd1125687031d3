/** A copy of SQLite's database and of the images beside it while a relay writes to them. */
import { closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { chmod, copyFile, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Of the directory with the images, behind the name of the copy. */
export const IMAGES_SUFFIX = '.blobs'

type BackUp = {
  images: number
  /** Of those that the copy names, so many were not there: deleted meanwhile, damaged before, or at `BLOB_URL`. */
  missing: number
}

/**
 * Of one moment: what is committed meanwhile is left out instead of begun with anew, so it ends however much is written.
 * The images that the copy names are copied after it, since no row names bytes that are not there. Both are under their
 * names only when they are whole, on the disk and, of the database, found to be sound.
 *
 * @param directory of the relay, which must hold a database
 * @param to a new file, made for this user alone; the images go into a new directory beside it
 * @throws when it can't be read or written, or the copy is damaged; nothing is left behind then, and by a kill the parts
 */
export async function backUp(directory: string, to: string): Promise<BackUp> {
  const { part, images } = partsOf(to)
  const made: string[] = []
  try {
    // Never over a file that is there, nor into that of another backup; SQLite takes an empty one.
    closeSync(openSync(part, 'wx', 0o600))
    made.push(part)
    const source = new DatabaseSync(join(directory, 'relay.sqlite'), { readOnly: true, timeout: 10_000 })
    try {
      source.prepare('VACUUM INTO ?').run(part)
    } finally {
      source.close()
    }
    const hashes = readNamed(part)
    mkdirSync(images, { mode: 0o700 })
    made.push(images)
    const copied = await copyImages(join(directory, 'blobs'), images, hashes)
    flush(images, 'r')
    flush(part, 'r+')
    giveName(images, `${to}${IMAGES_SUFFIX}`)
    made.push(`${to}${IMAGES_SUFFIX}`)
    giveName(part, to)
    flush(dirname(to), 'r')
    return { images: copied, missing: hashes.length - copied }
  } catch (error) {
    for (const path of made) rmSync(path, { recursive: true, force: true })
    throw error
  }
}

/** What a copy is called while it is made; one that is killed leaves these. */
export function partsOf(to: string) {
  return { part: `${to}.part`, images: `${to}.part${IMAGES_SUFFIX}` }
}

function giveName(from: string, to: string): void {
  if (existsSync(to)) throw new Error(`there is something at ${to} already`)
  renameSync(from, to)
}

/** Finds the copy to be sound. @returns the images that it names and does not hold itself */
function readNamed(path: string): string[] {
  const copy = new DatabaseSync(path, { readOnly: true })
  try {
    const faults = copy.prepare('PRAGMA integrity_check(1)').get()?.integrity_check
    if (faults !== 'ok') throw new Error(`the copy is damaged: ${faults}`)
    copy.prepare('SELECT version FROM schema_version').get()
    const rows = copy
      .prepare(
        `SELECT id AS hash FROM uploads
          UNION SELECT sha256 FROM images WHERE byte_count IS NOT NULL
          UNION SELECT sha256 FROM thumbnails WHERE byte_count IS NOT NULL`,
      )
      .all()
    return rows.map(({ hash }) => String(hash))
  } finally {
    copy.close()
  }
}

/** @returns how many were there */
async function copyImages(from: string, to: string, hashes: readonly string[]): Promise<number> {
  let copied = 0
  for (const hash of hashes) {
    const path = join(to, hash)
    try {
      await copyFile(join(from, hash), path, constants.COPYFILE_FICLONE)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue
      throw error
    }
    await chmod(path, 0o600)
    const file = await open(path, 'r+')
    await file.sync().finally(() => file.close())
    copied += 1
  }
  return copied
}

/** Of directories not on Windows, which knows no such thing. */
function flush(path: string, flags: 'r' | 'r+'): void {
  if (flags === 'r' && process.platform === 'win32') return
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
