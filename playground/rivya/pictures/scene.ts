/**
 * A quiet studio scene: backdrop, light, table, and on it what the first reference shows, or else a product that the
 * prompt's words choose.
 */
import type { Image, SKRSContext2D } from '@napi-rs/canvas'
import type { Size } from '../../../contract/model.ts'
import { seededRandom } from '../seeded-random.ts'
import { type Brush, fillGlow, shade } from './brush.ts'
import { cutOut } from './cut-out.ts'
import { drawLandscape } from './landscape.ts'
import { paletteOf } from './palette.ts'
import { chooseProduct } from './products/choose-product.ts'

export function drawScene(
  context: SKRSContext2D,
  size: Size,
  prompt: string,
  seed: number,
  subject: Image | null,
): void {
  const brush: Brush = { context, palette: paletteOf(prompt, seed), random: seededRandom(seed) }
  const product = chooseProduct(prompt, seed)
  if (product === 'landscape') {
    drawLandscape(brush, size)
    if (subject !== null) drawSubject(context, size, subject, size.height * 0.8)
    return
  }
  const { width, height } = size
  const horizon = height * (width > height ? 0.66 : 0.62)
  drawWall(brush, size, horizon)
  drawTable(brush, size, horizon)

  if (subject !== null) {
    drawSubject(context, size, subject, horizon + height * 0.2)
    return
  }
  const unit = Math.min(width * 0.52, height * 0.5)
  context.save()
  context.translate(width * (0.5 + (brush.random() - 0.5) * 0.08), horizon + height * 0.07)
  context.scale(unit, unit)
  if (product.hasShadow) drawShadow(brush, product.footWidth)
  product.draw(brush)
  context.restore()
}

/** The thing itself, without the white around it, standing on the table. */
function drawSubject(context: SKRSContext2D, { width, height }: Size, subject: Image, bottom: number): void {
  const scale = Math.min((width * 0.86) / subject.width, (height * 0.74) / subject.height)
  const drawn = { width: subject.width * scale, height: subject.height * scale }
  context.drawImage(
    cutOut(subject),
    (width - drawn.width) / 2,
    bottom - drawn.height,
    drawn.width,
    drawn.height,
  )
}

function drawWall({ context, palette, random }: Brush, { width, height }: Size, horizon: number): void {
  context.fillStyle = shade(
    context,
    0,
    horizon,
    [
      [0, palette.wallDark],
      [0.55, palette.wallLight],
      [1, palette.wallLight],
    ],
    true,
  )
  context.fillRect(0, 0, width, horizon)
  fillGlow(context, [width * 0.28, height * 0.24], [width * 0.75, height * 0.6], [255, 252, 244], 0.55)
  fillGlow(context, [width * 1.05, horizon], [width * 0.6, height * 0.7], [60, 44, 58], 0.16)
  if (random() < 0.7) drawWindowLight(context, { width, height: horizon }, 0.1 + random() * 0.3)
}

/** Four leaning panes of sun on the wall. */
function drawWindowLight(context: SKRSContext2D, { width, height }: Size, left: number): void {
  context.save()
  context.transform(1, -0.12, 0.34, 1, width * left, height * 0.16)
  const pane = { width: width * 0.15, height: height * 0.28 }
  const gap = width * 0.016
  for (const column of [0, 1]) {
    for (const row of [0, 1]) {
      context.fillStyle = shade(context, 0, height * 0.6, [
        [0, 'rgba(255, 250, 236, 0.42)'],
        [1, 'rgba(255, 250, 236, 0.14)'],
      ])
      context.fillRect(column * (pane.width + gap), row * (pane.height + gap), pane.width, pane.height)
    }
  }
  context.restore()
}

function drawTable({ context, palette }: Brush, { width, height }: Size, horizon: number): void {
  context.fillStyle = shade(
    context,
    horizon,
    height,
    [
      [0, palette.tableLight],
      [0.25, palette.tableLight],
      [1, palette.tableDark],
    ],
    true,
  )
  context.fillRect(0, horizon, width, height - horizon)
  // The far edge of the table: a line of light on it and the shade it throws on the wall.
  context.fillStyle = shade(
    context,
    horizon - height * 0.05,
    horizon,
    [
      [0, 'rgba(60, 44, 58, 0)'],
      [1, 'rgba(60, 44, 58, 0.13)'],
    ],
    true,
  )
  context.fillRect(0, horizon - height * 0.05, width, height * 0.05)
  context.fillStyle = 'rgba(255, 255, 255, 0.5)'
  context.fillRect(0, horizon, width, Math.max(1, height * 0.0025))
  fillGlow(context, [width * 0.3, height * 0.78], [width * 0.5, height * 0.16], [255, 252, 244], 0.35)
}

function drawShadow({ context }: Brush, footWidth: number): void {
  fillGlow(context, [0.2, 0.015], [footWidth * 1.05, 0.1], [42, 30, 40], 0.5)
  fillGlow(context, [0.03, 0.005], [footWidth * 0.62, 0.045], [30, 20, 28], 0.75)
}
