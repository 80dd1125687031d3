/**
 * A form with one file that is sent as it is read: of the ones that libraries make, each holds its own copy of the file.
 * See https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
 */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Pieces } from '../blobs/pieces.ts'

export type MultipartFile = { name: string; mimeType: string; byteCount: number; pieces: Pieces }

export type Multipart = { headers: Record<string, string>; body: Readable }

/** @param fields follow the file; names and values are ours and need no escaping in the former */
export function makeMultipart(file: MultipartFile, fields: Record<string, string>): Multipart {
  const boundary = `form-${randomUUID()}`
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeName(file.name)}"\r\n` +
      `Content-Type: ${file.mimeType}\r\n\r\n`,
  )
  const tail = Buffer.from(
    `\r\n${Object.entries(fields)
      .map(
        ([name, value]) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      .join('')}--${boundary}--\r\n`,
  )
  async function* parts() {
    yield head
    yield* file.pieces
    yield tail
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + file.byteCount + tail.length),
    },
    body: Readable.from(parts(), { highWaterMark: 1 }),
  }
}

/** As browsers do. */
function escapeName(name: string): string {
  return name.replace(/["\r\n]/g, (character) => encodeURIComponent(character))
}
