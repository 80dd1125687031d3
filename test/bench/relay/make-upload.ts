import { randomBytes } from 'node:crypto'
import { makePng } from '../../relay/support/samples.ts'

/** A PNG's head and noise, so that nothing on the way can make it smaller. */
export function makeUpload(size: number): Uint8Array<ArrayBuffer> {
  const bytes = makePng(size)
  bytes.set(randomBytes(size - 64), 64)
  return bytes
}

let made = 0

/** Other bytes than all before, for the price of a few. Changes and returns `bytes`. */
export function vary(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  made += 1
  new DataView(bytes.buffer).setUint32(32, made)
  return bytes
}
