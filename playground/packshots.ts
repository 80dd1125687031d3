/** Packshots as a catalogue has them: one product each on white, with a soft shadow, cut close. Drawn in Node only. */
import { createCanvas } from '@napi-rs/canvas'
import { PACKSHOTS, type PackshotOrder } from './document/packshot-list.ts'
import { fillGlow } from './rivya/pictures/brush.ts'
import { paletteOf } from './rivya/pictures/palette.ts'
import { chooseProduct } from './rivya/pictures/products/choose-product.ts'
import { seededRandom } from './rivya/seeded-random.ts'

let drawn: Promise<Uint8Array[]> | null = null

/** One for each of the list, PNG or JPEG as it says; drawn once. */
export function drawPackshots(): Promise<Uint8Array[]> {
  drawn ??= Promise.all(PACKSHOTS.map(drawPackshot))
  return drawn
}

async function drawPackshot(
  { product: words, width, height, format }: PackshotOrder,
  seed: number,
): Promise<Uint8Array> {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  const product = chooseProduct(words, seed)
  if (product === 'landscape') throw new Error(`A packshot can't show "${words}"`)
  const unit = Math.min(width * 0.58, height * 0.62)
  context.translate(width / 2, height * 0.86)
  context.scale(unit, unit)
  fillGlow(context, [0.06, 0.01], [product.footWidth * 1.1, 0.07], [60, 60, 70], 0.35)
  product.draw({ context, palette: paletteOf(words, seed), random: seededRandom(seed + 1) })
  const bytes = format === 'png' ? await canvas.encode('png') : await canvas.encode('jpeg', 92)
  return new Uint8Array(bytes)
}
