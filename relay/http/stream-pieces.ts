import type { StoredImage } from '../store/images.ts'

/** Reads ahead of nobody: a piece is asked for when the one before has gone to the socket. */
export function streamPieces({ byteCount, readPiece }: StoredImage): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream(
    {
      async pull(controller) {
        const piece = await readPiece(offset)
        // Less than was announced: the connection has to break, or the client would take it for all.
        if (piece === undefined || piece.length === 0) throw new Error('an image went while it was sent')
        offset += piece.length
        controller.enqueue(piece)
        if (offset >= byteCount) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
