import type { Size } from '../../../contract/model.ts'
import type { Crop } from '../../../contract/start-pictures.ts'
import { cropIn } from '../crop-in.ts'
import { extendPicture } from '../extend/extend-picture.ts'
import type { Extension } from '../extend/plan-extension.ts'
import { fitArea } from '../seam/fit-back.ts'
import type { Pixels } from '../seam/pixels.ts'

/** Figma takes no more. */
const MAX_SIDE_PX = 4096
/** Of what was measured at the press, the picture may differ by so much: rounding. */
const LARGEST_DIFFERENCE = 0.02

export type Extending = {
  /** As it was planned at the press. */
  extension: Extension
  original: Uint8Array<ArrayBuffer>
  crop: Crop | null
  /** What came back for the first parts. */
  cames: readonly Uint8Array<ArrayBuffer>[]
}

export type Extended = (Size & { kind: 'sent' | 'whole'; blob: Blob }) | { kind: 'unfit' }

/** Rejects when the browser can't decode one of them, or when the picture is another than was measured. */
export async function extend({ original, crop, cames, extension }: Extending): Promise<Extended> {
  const { picture, whole } = extension
  const decoded: Pixels[] = []
  for (const came of cames) decoded.push(await decode(came, null))
  const own = await decode(original, crop, ({ width, height }) => {
    const isOther =
      Math.abs(Math.log((width / height) * (picture.height / picture.width))) > LARGEST_DIFFERENCE
    if (isOther) throw new Error('The picture is not the one that was measured.')
    return Math.min(1, (MAX_SIDE_PX * picture.width) / (Math.max(whole.width, whole.height) * width))
  })
  const extended = extendPicture(own, extension, decoded)
  return extended.kind === 'unfit'
    ? { kind: 'unfit' }
    : { kind: extended.kind, ...(await encode(extended.pixels)) }
}

export type Area = {
  /** What went out, and which part of it is the area. */
  sent: Uint8Array<ArrayBuffer>
  part: Crop
  came: Uint8Array<ArrayBuffer>
}

/** The area's own pixels. Rejects when the browser can't decode one of the pictures. */
export async function matchArea({ sent, part, came }: Area): Promise<Extended> {
  const canvas = await decode(sent, null)
  const fitted = fitArea({ sent: canvas, area: cropIn(canvas, part), came: await decode(came, null) })
  return fitted.kind === 'unfit' ? { kind: 'unfit' } : { kind: 'whole', ...(await encode(fitted.pixels)) }
}

/** Upright, in sRGB. */
async function decode(
  bytes: Uint8Array<ArrayBuffer>,
  crop: Crop | null,
  scaleOf: (size: Size) => number = () => 1,
): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([bytes]))
  const { x, y, width, height } = cropIn(bitmap, crop)
  const scale = scaleOf({ width, height })
  const size = { width: Math.floor(width * scale), height: Math.floor(height * scale) }
  const context = contextOf(size)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, x, y, width, height, 0, 0, size.width, size.height)
  bitmap.close()
  return context.getImageData(0, 0, size.width, size.height)
}

async function encode({ width, height, data }: Pixels): Promise<Size & { blob: Blob }> {
  const context = contextOf({ width, height })
  context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
  return { width, height, blob: await context.canvas.convertToBlob({ type: 'image/png' }) }
}

function contextOf({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser has no 2D canvas.')
  return context
}
