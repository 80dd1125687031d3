import { randomBytes } from 'node:crypto'
import { drawPng } from '../../relay/support/draw-png.ts'

const SIDE_PX = 8

/** A picture, since whoever is told to start from it decodes it, and noise behind its end, so that nothing on the way can make it smaller. */
export function makeUpload(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  const picture = drawPng(SIDE_PX, SIDE_PX)
  bytes.set(picture)
  bytes.set(randomBytes(size - picture.length), picture.length)
  return bytes
}

let made = 0

/** Other bytes than all before, for the price of a few. Changes and returns `bytes`. */
export function vary(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  made += 1
  new DataView(bytes.buffer).setUint32(bytes.length - 4, made)
  return bytes
}
