/** Things that stand in a room. */
import { type Brush, fillEllipse, fillGlow, fillPath, roundShade, shade, strokePath } from '../brush.ts'

const WOOD_LIGHT = '#c99a6b'
const WOOD_DARK = '#8a5f3b'

export function drawLamp(brush: Brush): void {
  const { context, palette } = brush
  fillGlow(context, [0, -0.66], [0.95, 0.7], [255, 226, 160], 0.6)
  const brass = shade(context, -0.05, 0.05, [
    [0, '#d9b56a'],
    [0.4, '#f7e2ad'],
    [1, '#8f6c2e'],
  ])
  fillPath(context, 'M -0.018 -0.7 L 0.018 -0.7 L 0.018 0 L -0.018 0 Z', brass)
  fillPath(
    context,
    'M -0.2 0 Q -0.2 -0.05 0 -0.055 Q 0.2 -0.05 0.2 0 Q 0.2 0.03 0 0.035 Q -0.2 0.03 -0.2 0 Z',
    shade(context, -0.2, 0.2, [
      [0, '#d9b56a'],
      [0.4, '#f2dca4'],
      [1, '#8f6c2e'],
    ]),
  )
  fillPath(
    context,
    'M -0.19 -1.06 Q 0 -1.09 0.19 -1.06 L 0.36 -0.6 Q 0 -0.53 -0.36 -0.6 Z',
    roundShade(brush, -0.36, 0.36),
  )
  fillPath(
    context,
    'M -0.33 -0.68 L -0.36 -0.6 Q 0 -0.53 0.36 -0.6 L 0.33 -0.68 Q 0 -0.6 -0.33 -0.68 Z',
    palette.productLight,
  )
  fillGlow(context, [0, -0.56], [0.34, 0.1], [255, 240, 200], 0.8)
}

export function drawChair(brush: Brush): void {
  const { context, palette } = brush
  const leg = shade(context, -0.5, 0.5, [
    [0, WOOD_LIGHT],
    [1, WOOD_DARK],
  ])
  strokePath(context, 'M -0.24 -0.3 L -0.3 -0.05', WOOD_DARK, 0.035)
  strokePath(context, 'M 0.24 -0.3 L 0.3 -0.05', WOOD_DARK, 0.035)
  fillPath(
    context,
    'M -0.36 -0.42 C -0.42 -0.8 -0.34 -1.06 -0.2 -1.08 Q 0 -1.1 0.2 -1.08 C 0.34 -1.06 0.42 -0.8 0.36 -0.42 Z',
    roundShade(brush, -0.4, 0.4),
  )
  strokePath(context, 'M -0.13 -1.02 C -0.16 -0.8 -0.16 -0.6 -0.14 -0.46', 'rgba(0,0,0,0.12)', 0.012)
  strokePath(context, 'M 0.13 -1.02 C 0.16 -0.8 0.16 -0.6 0.14 -0.46', 'rgba(0,0,0,0.12)', 0.012)
  strokePath(context, 'M -0.36 -0.3 L -0.43 0.01', leg, 0.045)
  strokePath(context, 'M 0.36 -0.3 L 0.43 0.01', leg, 0.045)
  fillPath(
    context,
    'M -0.44 -0.46 Q -0.5 -0.3 -0.4 -0.27 L 0.4 -0.27 Q 0.5 -0.3 0.44 -0.46 Q 0 -0.54 -0.44 -0.46 Z',
    shade(
      context,
      -0.5,
      -0.27,
      [
        [0, palette.productLight],
        [0.6, palette.product],
        [1, palette.productDark],
      ],
      true,
    ),
  )
}

export function drawPoster(brush: Brush): void {
  const { context, palette, random } = brush
  fillGlow(context, [0.08, -0.5], [0.62, 0.72], [42, 30, 40], 0.3)
  fillPath(
    context,
    'M -0.4 -1.08 L 0.4 -1.08 L 0.4 0.02 L -0.4 0.02 Z',
    shade(context, -0.4, 0.4, [
      [0, WOOD_LIGHT],
      [1, WOOD_DARK],
    ]),
  )
  fillPath(context, 'M -0.375 -1.055 L 0.375 -1.055 L 0.375 -0.005 L -0.375 -0.005 Z', '#fdfaf4')
  context.save()
  context.beginPath()
  context.rect(-0.31, -0.99, 0.62, 0.92)
  context.clip()
  fillPath(
    context,
    'M -0.31 -0.99 L 0.31 -0.99 L 0.31 -0.07 L -0.31 -0.07 Z',
    shade(
      context,
      -0.99,
      -0.07,
      [
        [0, palette.wallLight],
        [1, palette.tableDark],
      ],
      true,
    ),
  )
  fillEllipse(context, [-0.06 + random() * 0.16, -0.64], [0.17, 0.17], palette.accent)
  fillPath(
    context,
    'M -0.31 -0.36 Q -0.12 -0.6 0.06 -0.42 Q 0.2 -0.32 0.31 -0.5 L 0.31 -0.07 L -0.31 -0.07 Z',
    palette.product,
  )
  fillPath(context, 'M -0.31 -0.24 Q 0 -0.44 0.31 -0.22 L 0.31 -0.07 L -0.31 -0.07 Z', palette.productDark)
  context.restore()
  fillPath(context, 'M -0.375 -1.055 L -0.1 -1.055 L -0.375 -0.5 Z', 'rgba(255,255,255,0.13)')
}
