/**
 * What the panel does with pictures, through the browser's decoder and a canvas, in the panel's worker: it stays smooth
 * while images of several megabytes come in.
 */
import type { FailureCode } from '../../contract/failures.ts'
import { type ImageMimeType, MAX_REFERENCE_BYTES, type Size } from '../../contract/model.ts'
import type { GenerationImage } from '../../contract/relay-api.ts'
import type { Crop } from '../../contract/start-pictures.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { bytesOf } from './bytes-of.ts'
import { cleanFile } from './clean/clean-file.ts'
import type { Cleaned } from './clean/cleaned.ts'
import { type FileFormat, formatOf } from './file-format.ts'
import { drawInWorker, inWorker } from './image-worker.ts'
import type { Area, Extending } from './worker/extend.ts'

export type Picture = Size & { bytes: Uint8Array<ArrayBuffer>; mimeType: ImageMimeType }
export type ImageTools = typeof imageTools

/** Figma's `createImage` throws above this. */
const MAX_FIGMA_SIDE_PX = 4096
/** A file beyond either is refused before it is decoded. */
const MAX_FILE_BYTES = 100_000_000
const MAX_FILE_PIXELS = 200_000_000

const ANY = {
  mimeType: '',
  orientation: 1,
  crop: null,
  mayStay: false,
  mayBeTransparent: false,
  maxPixels: Number.POSITIVE_INFINITY,
  maxSidePx: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  format: 'image/png',
} as const

/** What to say of files that the browser can't decode; of all others, that they are damaged. */
const UNREADABLE: Partial<Record<FileFormat, FailureCode>> = {
  heic: 'heic_unreadable',
  avif: 'avif_unreadable',
  svg: 'svg_unreadable',
  unknown: 'unsupported_media_type',
}

export const imageTools = {
  /**
   * A dropped, pasted or chosen file as a reference of at most `maxPixels` and 10,000,000 bytes: upright, still, 8 bits in
   * sRGB, and without metadata. PNG, JPEG and WebP that are so already, but for metadata, are not compressed anew.
   *
   * @param crop what of it is seen; null for all
   */
  async fitReference(file: Blob, maxPixels: number, crop: Crop | null = null): Promise<Result<Picture>> {
    if (file.size > MAX_FILE_BYTES) return refused({ code: 'image_too_large' })
    // A folder that was dropped, or a file that has changed or gone since, is refused by the browser.
    const buffer = await file.arrayBuffer().catch(() => null)
    if (!buffer) return refused({ code: 'file_unreadable' })
    const original = new Uint8Array(buffer)
    const format = formatOf(original)
    const cleaned = clean(original, format)
    if (!cleaned) return refused({ code: 'image_damaged' })
    const { bytes, mimeType, isPlain, size, ...rest } = cleaned
    if (size && size.width * size.height > MAX_FILE_PIXELS) {
      return refused({ code: 'image_too_large' })
    }
    const limits = { maxPixels, maxBytes: MAX_REFERENCE_BYTES }
    const drawn = await drawInWorker({
      ...ANY,
      ...rest,
      ...limits,
      crop,
      bytes,
      mimeType: mimeType ?? file.type,
      mayStay: isPlain && size !== null,
    })
    if (!drawn) return refused({ code: UNREADABLE[format] ?? 'image_damaged' })
    if (drawn.kind === 'transparent') return refused({ code: 'image_transparent' })
    if (drawn.kind === 'too-large') return refused({ code: 'image_too_large' })
    const { width, height } = drawn
    if (drawn.kind === 'drawn') {
      return succeeded({ width, height, bytes: await bytesOf(drawn.blob), mimeType: 'image/png' })
    }
    return succeeded({ width, height, bytes, mimeType: mimeType ?? 'image/png' })
  },

  /**
   * A result as Figma takes it: PNG or JPEG up to 4096 px a side stay as they are, all else becomes such a PNG.
   *
   * @param image as the relay has measured it
   */
  async toFigmaImage(
    bytes: Uint8Array<ArrayBuffer>,
    image: GenerationImage | undefined,
  ): Promise<Result<Uint8Array<ArrayBuffer>>> {
    const { mime_type = 'image/webp', width = 0, height = 0 } = image ?? {}
    if (mime_type !== 'image/webp' && Math.max(width, height) <= MAX_FIGMA_SIDE_PX) return succeeded(bytes)
    const drawn = await drawInWorker({ ...ANY, bytes, maxSidePx: MAX_FIGMA_SIDE_PX })
    if (drawn?.kind === 'drawn') return succeeded(await bytesOf(drawn.blob))
    return refused({ code: 'generation_failed', detail: 'What came back can not be read as an image.' })
  },

  /** Pixels, upright; null when the bytes are no image. */
  async measure(bytes: Uint8Array<ArrayBuffer>): Promise<Size | null> {
    const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => null)
    const size = bitmap && { width: bitmap.width, height: bitmap.height }
    bitmap?.close()
    return size
  },

  /** Image 1 of the next part of a picture that is extended, or the whole; null when it can't be read any more. */
  extend: (extending: Extending) => inWorker({ type: 'extend', extending }),

  /** The part of what was sent that was to change, matched to what is around it; null when it can't be read. */
  fitArea: (area: Area) => inWorker({ type: 'area', area }),

  /**
   * A small WebP, at most `sidePx` a side; null when the bytes are no image. Never rejects.
   *
   * @param isLastUse nothing else needs the bytes: they may be gone afterwards
   */
  async makeThumbnail(
    bytes: Uint8Array<ArrayBuffer>,
    sidePx: number,
    isLastUse = false,
  ): Promise<Blob | null> {
    const drawn = await drawInWorker({ ...ANY, bytes, maxSidePx: sidePx, format: 'image/webp' }, isLastUse)
    return drawn?.kind === 'drawn' ? drawn.blob : null
  },
}

type Readable = Omit<Cleaned, 'mimeType'> & { mimeType: ImageMimeType | null }

/** Null when the file is damaged. Formats that the model does not take are for the browser to read. */
function clean(bytes: Uint8Array<ArrayBuffer>, format: FileFormat): Readable | null {
  if (format === 'png' || format === 'jpeg' || format === 'webp') return cleanFile(bytes, format)
  return { bytes, mimeType: null, size: null, orientation: 1, isPlain: false, mayBeTransparent: true }
}
