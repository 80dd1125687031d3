/**
 * What of a file goes on: its picture, without what its camera and its editors wrote about it. Places, names, serial
 * numbers and small pictures of how it looked before it was cropped stay with the person.
 */
import { cleanJpeg } from './clean-jpeg.ts'
import { cleanPng } from './clean-png.ts'
import { cleanWebp } from './clean-webp.ts'
import type { Cleaned } from './cleaned.ts'

/** Null when part of the file is missing or it is not built as its format demands. */
export function cleanFile(bytes: Uint8Array<ArrayBuffer>, format: 'png' | 'jpeg' | 'webp'): Cleaned | null {
  const clean = { png: cleanPng, jpeg: cleanJpeg, webp: cleanWebp }[format]
  try {
    return clean(bytes)
  } catch (error) {
    // Read past its end: a length in it promises more than there is.
    if (error instanceof RangeError) return null
    throw error
  }
}
