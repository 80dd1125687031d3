/** Bytes that are taken piece by piece, and never all of them before they were found to be those of their hash. */
import { createHash } from 'node:crypto'
import type { BlobsAway } from './blob-store.ts'

/** So much of an image at a time: whoever takes it slowly keeps no more than this in memory. */
export const PIECE_BYTES = 2_000_000

/** For one reader. A piece is read when the one before has been taken. */
export type Pieces = AsyncIterable<Uint8Array>

/** What is taken piece by piece. */
export type WholeBlob = { sha256: string; byteCount: number }

/**
 * The first piece is read at once, so that it is known whether there is anything before anything is said of it.
 *
 * @param readPiece at most `PIECE_BYTES` from a place on; undefined or empty when they are not there
 * @param lost makes what is thrown, here and by the pieces, where one is missing, and instead of the last where all of
 *   them are not of the hash
 */
export async function openPieces(
  readPiece: (offset: number) => Promise<Uint8Array | undefined>,
  blob: WholeBlob,
  lost: () => Promise<BlobsAway>,
): Promise<Pieces> {
  const pieces = checkPieces(readPiece, blob, lost)
  const first = await pieces.next()
  return follow(first, pieces)
}

async function* follow(first: IteratorResult<Uint8Array>, rest: Pieces): AsyncGenerator<Uint8Array, void> {
  if (first.done) return
  yield first.value
  yield* rest
}

async function* checkPieces(
  readPiece: (offset: number) => Promise<Uint8Array | undefined>,
  { sha256, byteCount }: WholeBlob,
  lost: () => Promise<BlobsAway>,
): AsyncGenerator<Uint8Array, void> {
  const hash = createHash('sha256')
  for (let offset = 0; offset < byteCount; ) {
    const piece = await readPiece(offset)
    if (piece === undefined || piece.length === 0) throw await lost()
    offset += piece.length
    hash.update(piece)
    if (offset >= byteCount && hash.digest('hex') !== sha256) throw await lost()
    yield piece
  }
}
