/** Tells which of several pictures a request was given. */
import { createCanvas, loadImage } from '@napi-rs/canvas'

export type NamedPicture = { name: string; bytes: Uint8Array }

/** Two decoders of JPEG round differently; mean over all channels, of 255. */
const MAX_MEAN_DIFFERENCE = 1

/**
 * The names of those that `sent` is. A PNG leaves as it is but for what its head says about it; of what may have been
 * drawn anew the pixels are compared.
 */
export async function namesOf(sent: Uint8Array, pictures: readonly NamedPicture[]): Promise<string[]> {
  const names: string[] = []
  for (const { name, bytes } of pictures) {
    const packed = packedPixels(bytes)
    const isSame = packed === null ? await looksAlike(bytes, sent) : packedPixels(sent)?.equals(packed)
    if (isSame) names.push(name)
  }
  return names
}

/** A part of a picture, in fractions of its sides: the whole pixels that are nearest to it. Not packed as others pack it. */
export async function cutOf(
  bytes: Uint8Array,
  { x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>,
) {
  const image = await loadImage(bytes)
  const canvas = createCanvas(Math.round(width * image.width), Math.round(height * image.height))
  canvas.getContext('2d').drawImage(image, -Math.round(x * image.width), -Math.round(y * image.height))
  return canvas.encode('webp', 100)
}

/** Of a PNG, from its first piece of pixels to its end. */
function packedPixels(bytes: Uint8Array): Buffer | null {
  const file = Buffer.from(bytes)
  return file.toString('latin1', 1, 4) === 'PNG' ? file.subarray(file.indexOf('IDAT')) : null
}

async function looksAlike(one: Uint8Array, other: Uint8Array): Promise<boolean> {
  const [a, b] = await Promise.all([pixelsOf(one), pixelsOf(other)])
  if (a.width !== b.width || a.height !== b.height) return false
  const difference = a.data.reduce((sum, value, index) => sum + Math.abs(value - (b.data[index] ?? 0)), 0)
  return difference / a.data.length < MAX_MEAN_DIFFERENCE
}

/** The name of the one that `sent` looks most like, whatever the size of either. */
export async function nearestOf(sent: Uint8Array, pictures: readonly NamedPicture[]): Promise<string> {
  const wanted = await pixelsOf(sent, 32)
  const distances = pictures.map(async ({ name, bytes }) => {
    const { data } = await pixelsOf(bytes, 32)
    return [
      name,
      data.reduce((sum, value, index) => sum + Math.abs(value - (wanted.data[index] ?? 0)), 0),
    ] as const
  })
  return (await Promise.all(distances)).sort((a, b) => a[1] - b[1])[0]?.[0] ?? ''
}

async function pixelsOf(bytes: Uint8Array, side?: number) {
  const image = await loadImage(bytes)
  const [width, height] = side === undefined ? [image.width, image.height] : [side, side]
  const context = createCanvas(width, height).getContext('2d')
  context.drawImage(image, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}
