/**
 * The bytes of uploads as files beside SQLite's: written by Node's own threads, while SQLite would write them twice, log
 * and file, on the thread that also answers requests. A file is named by the SHA-256 of its bytes, so it can be written
 * any number of times, and what is read is checked: a damaged reference is never sent and paid for.
 */
import { createHash, randomUUID } from 'node:crypto'
import { constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { toWholePages } from '../blocks.ts'
import type { UploadBytes } from './dialect.ts'

const { O_CREAT, O_WRONLY, O_TRUNC, O_DIRECT } = constants
const OWNER_ONLY = 0o600
/** What file systems answer that can't write past the cache, or in larger pages only. */
const IMPOSSIBLE = ['EINVAL', 'ENOTSUP']

type Open = (path: string, flags: number, mode: number) => Promise<FileHandle>

/** @param directory made if absent, for this user alone */
export function keepUploadFiles(directory: string, openFile: Open = open): UploadBytes {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const pathOf = (id: string) => join(directory, id)

  async function write(id: string, data: Uint8Array): Promise<void> {
    // A file under its own name is always whole: a relay that is killed leaves a part under another one.
    const part = `${pathOf(id)}.${randomUUID()}`
    try {
      if (!(await writeDirectly(part, data))) await writeThroughCache(part, data)
      await rename(part, pathOf(id))
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  /**
   * Past the page cache, which costs a virtual machine up to 12 µs for each new 4 kB: more than to receive and hash
   * them, for bytes that are read once or twice.
   *
   * @returns false when this file system, or these bytes, can't be written so
   */
  async function writeDirectly(path: string, data: Uint8Array): Promise<boolean> {
    const pages = toWholePages(data)
    if (pages === null) return false
    try {
      await writeFile(path, O_DIRECT, async (file) => {
        for (let at = 0; at < pages.length; ) at += (await file.write(pages, at)).bytesWritten
        await file.truncate(data.length)
      })
      return true
    } catch (error) {
      if (IMPOSSIBLE.some((code) => hasCode(error, code))) return false
      throw error
    }
  }

  async function writeThroughCache(path: string, data: Uint8Array): Promise<void> {
    await writeFile(path, 0, (file) => file.writeFile(data))
  }

  async function writeFile(
    path: string,
    flag: number,
    fill: (file: FileHandle) => Promise<void>,
  ): Promise<void> {
    const file = await openFile(path, O_CREAT | O_WRONLY | O_TRUNC | flag, OWNER_ONLY)
    try {
      await fill(file)
      // Otherwise the next accepted request would wait until the disk has taken these megabytes, too.
      await file.sync()
    } finally {
      await file.close()
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
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Of a file that has just been renamed or deleted: never old. */
async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Number.POSITIVE_INFINITY
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
