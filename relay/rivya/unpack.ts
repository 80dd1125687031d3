/** Packing is never asked for, yet some stores and some services in between do it. */
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** @returns null when it is packed in a way that nobody knows; what comes out is to be bounded where it is read */
export function unpack(
  body: Readable,
  encoding: string | string[] | undefined,
): AsyncIterable<Uint8Array> | null {
  switch (
    String(encoding ?? '')
      .trim()
      .toLowerCase()
  ) {
    case '':
    case 'identity':
      return body
    case 'gzip':
    case 'x-gzip':
      return through(body, createGunzip())
    case 'deflate':
      return through(body, createInflate())
    case 'br':
      return through(body, createBrotliDecompress())
    default:
      return null
  }
}

/** Whatever breaks either of the two reaches whoever reads, and leaving off reading ends both. */
function through(body: Readable, unpacker: Transform): Transform {
  pipeline(body, unpacker, () => undefined)
  return unpacker
}
