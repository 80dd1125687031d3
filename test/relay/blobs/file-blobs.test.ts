import { randomBytes } from 'node:crypto'
import { constants, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepFileBlobs } from '../../../relay/blobs/file-blobs.ts'
import { Blocks } from '../../../relay/blocks.ts'
import { sha256 } from '../support/samples.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'relay-files-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const BYTES = randomBytes(1_234_567)
const ID = sha256(BYTES)

/** The bytes at the start of a block in which others were before. */
function inBlock(): Uint8Array {
  const block = new Blocks(2_000_000).take().fill(7)
  block.set(BYTES)
  return block.subarray(0, BYTES.length)
}

function expectWhole(): void {
  // Nothing beside it, either.
  expect(readdirSync(directory)).toEqual([ID])
  expect(sha256(readFileSync(join(directory, ID)))).toBe(ID)
  expect(statSync(join(directory, ID)).mode & 0o777).toBe(0o600)
}

/** How files were opened: past the page cache (`direct`) or not. */
function watchOpen(
  change: (file: Awaited<ReturnType<typeof open>>, isDirect: boolean) => void = () => undefined,
) {
  const ways: string[] = []
  const openFile: typeof open = async (path, flags, mode) => {
    const isDirect = (Number(flags) & constants.O_DIRECT) !== 0
    ways.push(isDirect ? 'direct' : 'cached')
    const file = await open(path, flags, mode)
    change(file, isDirect)
    return file
  }
  return { ways, openFile }
}

it('writes what is in a block past the page cache, and nothing that was in the block before', async () => {
  const { ways, openFile } = watchOpen()
  await keepFileBlobs(directory, openFile).put(ID, inBlock())
  expectWhole()
  expect(ways[0]).toBe('direct')
})

it('writes other bytes through the cache', async () => {
  const { ways, openFile } = watchOpen()
  await keepFileBlobs(directory, openFile).put(ID, BYTES)
  expectWhole()
  expect(ways).toEqual(['cached'])
})

it('goes on where the system has taken a part', async () => {
  const { openFile } = watchOpen((file) => {
    const write = file.write.bind(file)
    Object.assign(file, {
      write: (bytes: Uint8Array, at: number) => write(bytes, at, Math.min(65_536, bytes.length - at)),
    })
  })
  await keepFileBlobs(directory, openFile).put(ID, inBlock())
  expectWhole()
})

const fail = (code: string) => Object.assign(new Error(`${code}: from a test`), { code })

describe('where a file system', () => {
  it.each(['EINVAL', 'ENOTSUP'])('opens no file so (%s), writes through the cache', async (code) => {
    const ways: boolean[] = []
    const openFile: typeof open = async (path, flags, mode) => {
      const isDirect = (Number(flags) & constants.O_DIRECT) !== 0
      ways.push(isDirect)
      // The file is there already when Linux finds that it can't be written so.
      const file = await open(path, Number(flags) & ~constants.O_DIRECT, mode)
      if (!isDirect) return file
      await file.close()
      throw fail(code)
    }
    await keepFileBlobs(directory, openFile).put(ID, inBlock())
    expectWhole()
    expect(ways).toEqual([true, false])
  })

  it('wants larger pages, writes through the cache', async () => {
    const { ways, openFile } = watchOpen((file, isDirect) => {
      if (isDirect) Object.assign(file, { write: () => Promise.reject(fail('EINVAL')) })
    })
    await keepFileBlobs(directory, openFile).put(ID, inBlock())
    expectWhole()
    expect(ways).toEqual(['direct', 'cached'])
  })

  it('is full, fails and leaves no part', async () => {
    const { ways, openFile } = watchOpen((file) => {
      Object.assign(file, { write: () => Promise.reject(fail('ENOSPC')) })
    })
    await expect(keepFileBlobs(directory, openFile).put(ID, inBlock())).rejects.toThrow('ENOSPC')
    expect(readdirSync(directory)).toEqual([])
    expect(ways).toEqual(['direct'])
  })
})
