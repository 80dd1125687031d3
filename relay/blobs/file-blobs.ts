/**
 * The bytes of images as files beside SQLite's: written by Node's own threads, while SQLite would write them twice, log
 * and file, on the thread that also answers requests. A file is named by the SHA-256 of its bytes, so it can be written
 * any number of times.
 */
import { randomUUID } from 'node:crypto'
import { constants, mkdirSync } from 'node:fs'
import { access, type FileHandle, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { toWholePages } from '../blocks.ts'
import type { BlobStore, ListedBlob } from './blob-store.ts'

const { O_CREAT, O_WRONLY, O_TRUNC, O_DIRECT } = constants
const OWNER_ONLY = 0o600
/** What file systems answer that can't write past the cache, or in larger pages only. */
const IMPOSSIBLE = ['EINVAL', 'ENOTSUP']
/** Looked at before anything else has its turn. */
const LISTED_AT_ONCE = 500

type Open = (path: string, flags: number, mode: number) => Promise<FileHandle>

/** @param directory made if absent, for this user alone */
export function keepFileBlobs(directory: string, openFile: Open = open): BlobStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const pathOf = (hash: string) => join(directory, hash)
  const flushNames = shareRuns(() => flushDirectory(directory))

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
    async put(hash, data) {
      // A file under its own name is always whole: a relay that is killed leaves a part under another one.
      const part = `${pathOf(hash)}.${randomUUID()}`
      try {
        if (!(await writeDirectly(part, data))) await writeThroughCache(part, data)
        await rename(part, pathOf(hash))
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
      await flushNames()
    },
    read: (hash, offset = 0, length = Number.POSITIVE_INFINITY) =>
      orUndefined('ENOENT', readFrom(pathOf(hash), offset, length)),
    async has(hash) {
      return (
        (await orUndefined(
          'ENOENT',
          access(pathOf(hash)).then(() => true),
        )) ?? false
      )
    },
    delete: (hash) => rm(pathOf(hash), { force: true }),
    async *list() {
      let listed: ListedBlob[] = []
      for await (const { name } of await opendir(directory)) {
        // One that has just been renamed or deleted is none of what is there.
        const found = await orUndefined('ENOENT', stat(pathOf(name)))
        if (found !== undefined) listed.push({ name, writtenAt: found.mtimeMs })
        if (listed.length < LISTED_AT_ONCE) continue
        yield listed
        listed = []
      }
      yield listed
    },
  }
}

async function readFrom(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const data = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)))
    let at = 0
    while (at < data.length) {
      const { bytesRead } = await file.read(data, at, data.length - at, offset + at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return data.subarray(0, at)
  } finally {
    await file.close()
  }
}

/** The name of a file lasts only once its directory is on the disk, too. Windows knows no such thing. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Whoever asks while one runs shares the next with all who do. */
function shareRuns(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    next ??= running.then(() => {
      const own = run()
      // Whoever asked for this run hears of its failure; the next one only begins after it.
      running = own.catch(() => undefined)
      next = null
      return own
    })
    return next
  }
}

async function orUndefined<T>(code: string, result: Promise<T>): Promise<T | undefined> {
  try {
    return await result
  } catch (error) {
    if (hasCode(error, code)) return undefined
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
