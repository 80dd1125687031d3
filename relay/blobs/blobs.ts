/** The bytes of images as the relay knows them: in the place that came with the database, or in the one outside of it. */
import { createHash } from 'node:crypto'
import { BlobLost, type BlobStore, BlobsAway } from './blob-store.ts'
import { openPieces, PIECE_BYTES, type Pieces, type WholeBlob } from './pieces.ts'

export type Blobs = BlobStore & {
  /** The bytes, found to be those of the hash. Undefined when they are not there or damaged. @throws {BlobsAway} */
  readWhole: (hash: string) => Promise<Uint8Array | undefined>
  /** The same without ever holding all of them. @throws {BlobLost | BlobsAway} here, and later by the pieces */
  open: (blob: WholeBlob) => Promise<Pieces>
  /** Notes that the bytes are not there as they were put. @returns what is to be thrown */
  suspect: (hash: string) => Promise<BlobsAway>
  /** Beside the database: where everything is that has not been moved outside. */
  beside: BlobStore
  outside: BlobStore | null
}

/**
 * What is new goes outside, if there is an outside; what is there is found in either, so that it can be moved meanwhile.
 *
 * @param noteSuspect of bytes that were asked for and are missing or not those of the hash
 */
export function combineBlobs(
  beside: BlobStore,
  outside: BlobStore | null,
  noteSuspect: (hash: string) => Promise<void> = async () => undefined,
): Blobs {
  const places = outside === null ? [beside] : [beside, outside]
  async function find(hash: string, offset?: number, length?: number) {
    for (const place of places) {
      const data = await place.read(hash, offset, length)
      if (data !== undefined) return { place, data }
    }
    return undefined
  }

  async function suspect(hash: string, place = beside): Promise<BlobsAway> {
    await noteSuspect(hash)
    // Another machine may have lost or damaged it on the way, this once, or not know yet that it is there.
    return place === outside ? new BlobsAway('no bytes came that are those of the hash') : new BlobLost()
  }

  return {
    beside,
    outside,
    suspect,
    read: async (...piece) => (await find(...piece))?.data,
    open(blob) {
      let last = outside ?? beside
      const readPiece = async (offset: number) => {
        const found = await find(blob.sha256, offset, PIECE_BYTES)
        last = found?.place ?? last
        return found?.data
      }
      return openPieces(readPiece, blob, () => suspect(blob.sha256, last))
    },
    put: (hash, data) => (outside ?? beside).put(hash, data),
    async has(hash) {
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
      for (const place of outside === null ? [beside] : [beside, outside, outside]) {
        const data = await place.read(hash)
        // What comes from outside may have been damaged on its way, this once.
        if (data !== undefined && isNamed(data, hash)) return data
      }
      await noteSuspect(hash)
      return undefined
    },
  }
}

function isNamed(data: Uint8Array, hash: string): boolean {
  return createHash('sha256').update(data).digest('hex') === hash
}
