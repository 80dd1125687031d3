/** The bytes of images as the relay knows them: in the place that came with the database, or in the one outside of it. */
import { createHash } from 'node:crypto'
import { type BlobStore, BlobsAway } from './blob-store.ts'

export type Blobs = BlobStore & {
  /** The bytes, found to be those of the hash. Undefined when they are not there or damaged. @throws {BlobsAway} */
  readWhole: (hash: string) => Promise<Uint8Array | undefined>
  /** Beside the database: where everything is that has not been moved outside. */
  beside: BlobStore
  outside: BlobStore | null
}

/** What is new goes outside, if there is an outside; what is there is found in either, so that it can be moved meanwhile. */
export function combineBlobs(beside: BlobStore, outside: BlobStore | null): Blobs {
  const places = outside === null ? [beside] : [beside, outside]
  /** The same bytes, put once more, are then written anew. */
  const damaged = new Set<string>()

  async function read(hash: string, offset?: number, length?: number): Promise<Uint8Array | undefined> {
    for (const place of places) {
      const data = await place.read(hash, offset, length)
      if (data !== undefined) return data
    }
    return undefined
  }

  return {
    beside,
    outside,
    read,
    async put(hash, data) {
      await (outside ?? beside).put(hash, data)
      damaged.delete(hash)
    },
    async has(hash) {
      if (damaged.has(hash)) return false
      for (const place of places) if (await place.has(hash)) return true
      return false
    },
    async delete(hash) {
      for (const place of places) await place.delete(hash)
    },
    async *list() {
      for (const place of places) yield* place.list()
    },
    async readWhole(hash) {
      for (const place of places) {
        const data = await place.read(hash)
        if (data === undefined) continue
        if (isNamed(data, hash)) return data
        damaged.add(hash)
        // On the way from another machine it may have been damaged this once.
        if (place === outside) throw new BlobsAway('the bytes that came are not those of the hash')
        return undefined
      }
      return undefined
    },
  }
}

function isNamed(data: Uint8Array, hash: string): boolean {
  return createHash('sha256').update(data).digest('hex') === hash
}
