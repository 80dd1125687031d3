/** The bytes of images as the relay knows them: in the place that came with the database, or in the one outside of it. */
import { createHash } from 'node:crypto'
import { BlobLost, type BlobStore, BlobsAway } from './blob-store.ts'
import { openPieces, PIECE_BYTES, type Pieces, type WholeBlob } from './pieces.ts'

export type Blobs = BlobStore & {
  /** The bytes, found to be those of the hash. Undefined when they are not there or damaged. @throws {BlobsAway} */
  readWhole: (hash: string) => Promise<Uint8Array | undefined>
  /** The same without ever holding all of them. @throws {BlobLost | BlobsAway} here, and later by the pieces */
  open: (blob: WholeBlob) => Promise<Pieces>
  /** Beside the database: where everything is that has not been moved outside. */
  beside: BlobStore
  outside: BlobStore | null
}

/** What is new goes outside, if there is an outside; what is there is found in either, so that it can be moved meanwhile. */
export function combineBlobs(beside: BlobStore, outside: BlobStore | null): Blobs {
  const places = outside === null ? [beside] : [beside, outside]
  /** The same bytes, put once more, are then written anew. */
  const damaged = new Set<string>()

  async function find(hash: string, offset?: number, length?: number) {
    for (const place of places) {
      const data = await place.read(hash, offset, length)
      if (data !== undefined) return { place, data }
    }
    return undefined
  }

  function noteDamage(hash: string, place: BlobStore): BlobsAway {
    damaged.add(hash)
    // On the way from another machine it may have been damaged this once.
    return place === outside ? new BlobsAway('the bytes that came are not those of the hash') : new BlobLost()
  }

  return {
    beside,
    outside,
    read: async (...piece) => (await find(...piece))?.data,
    open(blob) {
      let last = beside
      const readPiece = async (offset: number) => {
        const found = await find(blob.sha256, offset, PIECE_BYTES)
        last = found?.place ?? last
        return found?.data
      }
      return openPieces(readPiece, blob, () => noteDamage(blob.sha256, last))
    },
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
        const damage = noteDamage(hash, place)
        if (damage instanceof BlobLost) return undefined
        throw damage
      }
      return undefined
    },
  }
}

function isNamed(data: Uint8Array, hash: string): boolean {
  return createHash('sha256').update(data).digest('hex') === hash
}
