/** Fills that show the pictures of the file. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { DocumentFile } from '../host/file/node-record.ts'
import { sha1 } from '../host/file/sha1.ts'

/** An image that the file names and Figma has lost. */
export const LOST_HASH = 'b2f1c0ffee0000000000000000000000000000aa'
/** One that Figma does not even know. */
export const UNKNOWN_HASH = 'dead00000000000000000000000000000000beef'

/** The pictures as the file keeps them, and the lost one. */
export function imagesOf(pictures: readonly Uint8Array[]): DocumentFile['images'] {
  return [...pictures.map((bytes) => ({ hash: sha1(bytes), bytes })), { hash: LOST_HASH, bytes: null }]
}

export function fillOf(picture: Uint8Array | undefined, scaleMode: 'FILL' | 'FIT' = 'FILL'): Paint[] {
  if (picture === undefined) throw new Error('The sample file has fewer pictures than it shows')
  return [imagePaint(sha1(picture), scaleMode)]
}

export function imagePaint(imageHash: string, scaleMode: 'FILL' | 'FIT' = 'FILL'): Paint {
  return { type: 'IMAGE', visible: true, opacity: 1, blendMode: 'NORMAL', scaleMode, imageHash }
}

/** The part of a picture from `x`, `y` on, in shares of its sides. */
export function croppedFill(
  picture: Uint8Array | undefined,
  x: number,
  y: number,
  width: number,
  height: number,
): Paint[] {
  return fillOf(picture).map((paint) => ({
    ...(paint as Extract<Paint, { type: 'IMAGE' }>),
    scaleMode: 'CROP',
    imageTransform: [
      [width, 0, x],
      [0, height, y],
    ],
  }))
}
