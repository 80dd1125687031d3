import { createHash } from 'node:crypto'
import { BlobsAway } from '../blobs/blob-store.ts'
import type { StoredImage } from '../store/images.ts'

/**
 * Reads ahead of nobody: a piece is asked for when the one before has gone to the socket. What does not come to the
 * image's hash is never sent whole.
 *
 * @throws {BlobsAway} when its beginning can't be had; later the connection has to break, or the client would take what
 *   it has got for all
 */
export async function streamPieces(image: StoredImage): Promise<ReadableStream<Uint8Array>> {
  const hash = createHash('sha256')
  let offset = 0
  let ahead: Uint8Array | null = await readNext()

  async function readNext(): Promise<Uint8Array> {
    const piece = await image.readPiece(offset)
    if (piece === undefined || piece.length === 0) throw new BlobsAway('the bytes of an image are not there')
    offset += piece.length
    hash.update(piece)
    if (offset >= image.byteCount && hash.digest('hex') !== image.sha256) {
      throw new BlobsAway('the bytes of an image are damaged')
    }
    return piece
  }

  return new ReadableStream(
    {
      async pull(controller) {
        const piece = ahead ?? (await readNext())
        ahead = null
        controller.enqueue(piece)
        if (offset >= image.byteCount) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
