import type { Pieces } from '../../blobs/pieces.ts'

/**
 * Reads ahead of nobody: a piece is asked for when the one before has gone to the socket. Where they end early the
 * connection has to break, or the client would take what it has got for all.
 */
export function streamPieces(pieces: Pieces): ReadableStream<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await source.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}
