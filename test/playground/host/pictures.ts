/** Pictures for tests, made with the canvas that the tests' host draws on. */
import { createCanvas } from '@napi-rs/canvas'

/** A PNG whose left half has one colour and whose right half another. */
export async function halvesPng(
  width: number,
  height: number,
  left = '#ff0000',
  right = '#0000ff',
): Promise<Uint8Array> {
  return new Uint8Array(await halves(width, height, left, right).encode('png'))
}

export async function halvesWebp(width: number, height: number): Promise<Uint8Array> {
  return new Uint8Array(await halves(width, height, '#ff0000', '#0000ff').encode('webp'))
}

export async function halvesJpeg(width: number, height: number): Promise<Uint8Array> {
  return new Uint8Array(await halves(width, height, '#ff0000', '#0000ff').encode('jpeg'))
}

/** One transparent pixel: GIF89a. */
export const TINY_GIF = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  (character) => character.charCodeAt(0),
)

function halves(width: number, height: number, left: string, right: string) {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = left
  context.fillRect(0, 0, width / 2, height)
  context.fillStyle = right
  context.fillRect(width / 2, 0, width / 2, height)
  return canvas
}
