/** Layers with pictures of a test's own, and the pixels of what became of them. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Page } from 'playwright-core'
import type { Pixels } from '../../../ui/images/seam/pixels.ts'
import { drawSeeded } from '../../ui/images/seam/seeded-pictures.ts'
import { imageFills } from './playground-page.ts'

type Size = { width: number; height: number }

/** A picture with much to be seen in it, as a PNG. */
export function drawScene(seed: number, { width, height }: Size, alphaAt?: (x: number) => number): Buffer {
  const { data } = drawSeeded('photograph', seed, width, height)
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const image = context.createImageData(width, height)
  image.data.set(data)
  if (alphaAt) for (let at = 3; at < data.length; at += 4) image.data[at] = alphaAt(((at - 3) / 4) % width)
  context.putImageData(image, 0, 0)
  return canvas.toBuffer('image/png')
}

/** Puts a picture on a layer and gives the layer its size; the only fill it has. */
export async function putPicture(page: Page, layer: string, bytes: Uint8Array, size: Size): Promise<void> {
  await page.evaluate(
    ([name, text, sides]) => {
      const hash =
        window.playground?.addImage(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))) ?? ''
      window.playground?.edit(name, {
        ...sides,
        fills: [{ type: 'IMAGE', scaleMode: 'FILL', imageHash: hash }],
      })
    },
    [layer, Buffer.from(bytes).toString('base64'), size] as const,
  )
}

/** The image that lies on top of a layer. */
export async function topImage(page: Page, layer: string): Promise<Pixels> {
  const hash = (await imageFills(page, layer)).at(-1)?.imageHash ?? ''
  const text = await page.evaluate((wanted) => {
    let binary = ''
    for (const byte of window.playground?.imageBytes(wanted) ?? []) binary += String.fromCharCode(byte)
    return btoa(binary)
  }, hash)
  return pixelsOf(Buffer.from(text, 'base64'))
}

export async function pixelsOf(bytes: Uint8Array): Promise<Pixels> {
  const image = await loadImage(Buffer.from(bytes))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return {
    width: image.width,
    height: image.height,
    data: context.getImageData(0, 0, image.width, image.height).data,
  }
}

export function pixelAt({ width, data }: Pixels, x: number, y: number): number[] {
  const at = (y * width + x) * 4
  return [...data.subarray(at, at + 4)]
}

/** How many of these pixels, `inset` from the sides, are not the same in the larger picture, where they lie at a place. */
export function countOther(
  whole: Pixels,
  own: Pixels,
  place: { x: number; y: number },
  inset: number,
): number {
  let count = 0
  for (let y = 0; y < own.height; y += 1) {
    for (let x = inset; x < own.width - inset; x += 1) {
      const [a, b] = [pixelAt(whole, place.x + x, place.y + y), pixelAt(own, x, y)]
      if (a.some((value, channel) => value !== b[channel])) count += 1
    }
  }
  return count
}
