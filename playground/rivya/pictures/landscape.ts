/** Hills behind hills under a low sun, for prompts that ask for a view. */
import type { Size } from '../../../contract/model.ts'
import { type Brush, fillEllipse, fillGlow, shade } from './brush.ts'

const RANGES = 5

export function drawLandscape({ context, palette, random }: Brush, { width, height }: Size): void {
  context.fillStyle = shade(
    context,
    0,
    height * 0.7,
    [
      [0, palette.wallDark],
      [0.6, palette.wallLight],
      [1, '#fff1dc'],
    ],
    true,
  )
  context.fillRect(0, 0, width, height)
  const sun: [number, number] = [width * (0.3 + random() * 0.4), height * 0.4]
  const radius = Math.min(width, height) * 0.07
  fillGlow(context, sun, [radius * 7, radius * 7], [255, 236, 196], 0.9)
  fillEllipse(context, sun, [radius, radius], '#fffaf0')

  for (let range = 0; range < RANGES; range += 1) {
    const depth = range / (RANGES - 1)
    const base = height * (0.46 + depth * 0.36)
    context.beginPath()
    context.moveTo(0, height)
    const waves = Array.from({ length: 3 }, (_, index) => ({
      length: ((index + 1) * (1.2 + random()) * Math.PI) / width,
      height: ((0.07 - depth * 0.02) * height * (0.6 + random() * 0.6)) / (index + 1),
      start: random() * 6,
    }))
    for (let x = 0; x <= width + 8; x += 8) {
      context.lineTo(
        x,
        base - waves.reduce((sum, wave) => sum + wave.height * Math.sin(x * wave.length + wave.start), 0),
      )
    }
    context.lineTo(width, height)
    context.closePath()
    context.fillStyle = palette.product
    context.fill()
    // The further away, the more of the air's colour lies over it; the nearest stand in the shade.
    context.globalAlpha = Math.abs(0.45 - depth) * 1.3
    context.fillStyle = depth < 0.45 ? palette.wallLight : palette.productDark
    context.fill()
    context.globalAlpha = 1
    fillGlow(context, [sun[0], base], [width * 0.6, height * 0.08], [255, 244, 220], 0.25 * (1 - depth))
  }
}
