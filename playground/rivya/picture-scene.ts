/** A quiet studio scene: backdrop, table, and a product that the prompt's words choose. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Size } from '../../contract/model.ts'
import { paletteOf } from './palette.ts'

export function drawScene(
  context: SKRSContext2D,
  { width, height }: Size,
  prompt: string,
  seed: number,
): void {
  const palette = paletteOf(prompt, seed)
  const backdrop = context.createLinearGradient(0, 0, 0, height)
  backdrop.addColorStop(0, palette.wallLight)
  backdrop.addColorStop(1, palette.wallDark)
  context.fillStyle = backdrop
  context.fillRect(0, 0, width, height)
}
