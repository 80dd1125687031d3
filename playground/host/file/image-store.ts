/** The images of a file: taken as Figma takes them, named by their hash, decoded when they are first drawn. */
import { readImageHeader } from '../../../contract/image-header.ts'
import type { Canvas, Picture } from '../drawing/canvas.ts'
import { sha1 } from './sha1.ts'

const MAX_SIDE_PX = 4096

export type ImageStore = ReturnType<typeof createImageStore>

export function createImageStore(
  canvas: Canvas,
  kept: readonly { hash: string; bytes: Uint8Array | null }[],
  report: (failure: string) => void,
) {
  const images = new Map(kept.map((image) => [image.hash, image.bytes]))
  const pictures = new Map<string, Picture>()
  const decoding = new Map<string, Promise<void>>()

  function decode(hash: string): Promise<void> {
    const running = decoding.get(hash)
    if (running !== undefined) return running
    const bytes = images.get(hash)
    const work =
      bytes === undefined || bytes === null
        ? Promise.resolve()
        : canvas.decodePicture(bytes).then(
            (picture) => void pictures.set(hash, picture),
            () => report(`The image ${hash} can not be decoded, so it is not drawn.`),
          )
    decoding.set(hash, work)
    return work
  }

  function requireBytes(hash: string, doing: string): Uint8Array {
    const bytes = images.get(hash)
    if (bytes) return bytes
    throw new Error(`in ${doing}: The image with hash "${hash}" could not be loaded`)
  }

  return {
    /** As `figma.createImage`; returns the hash. Throws on a type or size that Figma refuses. */
    create(bytes: Uint8Array): string {
      const size = measureImage(bytes)
      if (size === null) throw new Error('in createImage: Image type is unsupported')
      if (size.width > MAX_SIDE_PX || size.height > MAX_SIDE_PX) {
        throw new Error('in createImage: Image is too large')
      }
      const hash = sha1(bytes)
      if (!images.get(hash)) images.set(hash, bytes)
      return hash
    },
    /** Also of an image whose bytes Figma has lost. */
    has: (hash: string): boolean => images.has(hash),
    bytes: (hash: string): Uint8Array | undefined => images.get(hash) ?? undefined,
    /** As `getBytesAsync`: throws when Figma does not have the bytes. */
    download: (hash: string): Uint8Array => requireBytes(hash, 'getBytesAsync'),
    /** Pixels; throws when Figma does not have the bytes. */
    size(hash: string): { width: number; height: number } {
      const size = measureImage(requireBytes(hash, 'getSizeAsync'))
      if (size === null) throw new Error(`in getSizeAsync: Image with hash ${hash} can not be read`)
      return size
    },
    picture: (hash: string): Picture | undefined => pictures.get(hash),
    /** Resolves once the images are there to be drawn, or known to be broken. */
    async load(hashes: Iterable<string>): Promise<void> {
      await Promise.all([...hashes].map(decode))
    },
    all: () => [...images].map(([hash, bytes]) => ({ hash, bytes })),
  }
}

/** Pixels of a PNG, JPEG or GIF; null for anything else, WebP included. */
function measureImage(bytes: Uint8Array): { width: number; height: number } | null {
  const header = readImageHeader(bytes)
  if (header !== null) {
    return header.mimeType === 'image/webp' ? null : { width: header.width, height: header.height }
  }
  return measureGif(bytes)
}

/** GIF89a, 18: the logical screen descriptor follows the six bytes of the signature. */
function measureGif(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 10 || String.fromCharCode(...bytes.subarray(0, 4)) !== 'GIF8') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  return size.width > 0 && size.height > 0 ? size : null
}
