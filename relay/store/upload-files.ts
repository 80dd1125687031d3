/**
 * The bytes of uploads as files beside SQLite's: written by Node's own threads, while SQLite would write them twice, log
 * and file, on the thread that also answers requests. A file is named by the SHA-256 of its bytes, so it can be written
 * any number of times, and what is read is checked: a damaged reference is never sent and paid for.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadBytes } from './dialect.ts'

/** @param directory made if absent, for this user alone */
export function keepUploadFiles(directory: string): UploadBytes {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const pathOf = (id: string) => join(directory, id)

  async function write(id: string, data: Uint8Array): Promise<void> {
    // A file under its own name is always whole: a relay that is killed leaves a part under another one.
    const part = `${pathOf(id)}.${randomUUID()}`
    try {
      const file = await open(part, 'wx', 0o600)
      try {
        await file.writeFile(data)
        // Otherwise the next accepted request would wait until the disk has taken these megabytes, too.
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, pathOf(id))
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  return {
    write,
    async ensure(_trx, id, data) {
      // The clean-up may have deleted it since it was written; in here it can't.
      if (!existsSync(pathOf(id))) await write(id, data)
    },
    async has(id) {
      return existsSync(pathOf(id))
    },
    async read(id) {
      const data = await readIfThere(pathOf(id))
      if (data === undefined || createHash('sha256').update(data).digest('hex') === id) return data
      // The same bytes, sent again, are then taken.
      await rm(pathOf(id), { force: true })
      return undefined
    },
    async delete(_trx, id) {
      rmSync(pathOf(id), { force: true })
    },
    async findOlderThan(time) {
      const names = await readdir(directory)
      const old = await Promise.all(
        names.map(async (name) => ((await modifiedAt(pathOf(name))) < time ? [name] : [])),
      )
      return old.flat()
    },
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Of a file that has just been renamed or deleted: never old. */
async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return Number.POSITIVE_INFINITY
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
