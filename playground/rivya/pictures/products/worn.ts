/** Things one wears or carries. */
import { type Brush, fillEllipse, fillPath, roundShade, shade, strokePath } from '../brush.ts'

export function drawSneaker(brush: Brush): void {
  const { context, palette } = brush
  const upper = shade(
    context,
    -0.62,
    0.0,
    [
      [0, palette.productLight],
      [0.5, palette.product],
      [1, palette.productDark],
    ],
    true,
  )
  fillPath(
    context,
    'M -0.62 -0.12 C -0.64 -0.34 -0.6 -0.5 -0.54 -0.58 C -0.44 -0.5 -0.3 -0.5 -0.2 -0.6 C -0.12 -0.5 0.02 -0.36 0.22 -0.3 C 0.46 -0.26 0.66 -0.22 0.68 -0.08 L 0.66 -0.04 L -0.6 -0.04 Z',
    upper,
  )
  fillPath(
    context,
    'M 0.3 -0.28 C 0.5 -0.25 0.66 -0.2 0.68 -0.06 L 0.38 -0.06 C 0.3 -0.1 0.28 -0.2 0.3 -0.28 Z',
    palette.productLight,
  )
  fillPath(
    context,
    'M -0.62 -0.3 C -0.62 -0.42 -0.58 -0.52 -0.54 -0.58 C -0.5 -0.54 -0.46 -0.52 -0.42 -0.52 C -0.46 -0.4 -0.48 -0.2 -0.46 -0.06 L -0.61 -0.06 Z',
    palette.productDark,
  )
  strokePath(context, 'M -0.36 -0.1 C -0.14 -0.12 0.04 -0.2 0.14 -0.3', palette.accent, 0.05)
  for (const [x, y] of [
    [-0.14, -0.5],
    [-0.06, -0.43],
    [0.03, -0.37],
    [0.12, -0.325],
  ] as const) {
    strokePath(context, `M ${x - 0.07} ${y + 0.1} L ${x + 0.02} ${y}`, '#fffdf8', 0.022)
  }
  fillPath(
    context,
    'M -0.64 -0.08 Q 0 -0.04 0.69 -0.09 Q 0.73 -0.02 0.66 0.03 L -0.6 0.03 Q -0.67 0.0 -0.64 -0.08 Z',
    shade(
      context,
      -0.09,
      0.03,
      [
        [0, '#fffdf9'],
        [1, '#d8d0c6'],
      ],
      true,
    ),
  )
  strokePath(context, 'M -0.62 0.026 L 0.65 0.026', '#8b8078', 0.012)
}

export function drawWatch(brush: Brush): void {
  const { context, palette } = brush
  const strap = roundShade(brush, -0.17, 0.17)
  fillPath(context, 'M -0.17 -0.78 L -0.13 -1.08 Q 0 -1.11 0.13 -1.08 L 0.17 -0.78 Z', strap)
  fillPath(context, 'M -0.17 -0.3 L -0.14 0.0 Q 0 0.05 0.14 0.0 L 0.17 -0.3 Z', strap)
  fillPath(context, 'M 0.3 -0.58 L 0.36 -0.58 L 0.36 -0.5 L 0.3 -0.5 Z', '#8f8a84')
  const metal = shade(context, -0.33, 0.33, [
    [0, '#f4f1ec'],
    [0.45, '#bdb6ae'],
    [1, '#77706a'],
  ])
  fillEllipse(context, [0, -0.54], [0.33, 0.33], metal)
  fillEllipse(context, [0, -0.54], [0.285, 0.285], '#fbf8f2')
  for (let hour = 0; hour < 12; hour += 1) {
    const angle = (hour / 12) * 2 * Math.PI
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
    strokePath(
      context,
      `M ${sin * 0.225} ${-0.54 - cos * 0.225} L ${sin * 0.255} ${-0.54 - cos * 0.255}`,
      '#3a3430',
      hour % 3 === 0 ? 0.018 : 0.009,
    )
  }
  strokePath(context, 'M 0 -0.54 L -0.09 -0.62', '#3a3430', 0.022)
  strokePath(context, 'M 0 -0.54 L 0.13 -0.66', '#3a3430', 0.015)
  strokePath(context, 'M 0 -0.54 L 0.04 -0.35', palette.accent, 0.008)
  fillEllipse(context, [0, -0.54], [0.018, 0.018], palette.accent)
}

export function drawBag(brush: Brush): void {
  const { context, palette } = brush
  strokePath(context, 'M -0.18 -0.6 C -0.18 -1.02 0.18 -1.02 0.18 -0.6', palette.productDark, 0.05)
  strokePath(context, 'M -0.19 -0.6 C -0.19 -1.0 0.17 -1.0 0.17 -0.6', palette.product, 0.028)
  fillPath(
    context,
    'M -0.36 -0.66 Q 0 -0.7 0.36 -0.66 L 0.42 -0.02 Q 0.42 0.03 0 0.035 Q -0.42 0.03 -0.42 -0.02 Z',
    roundShade(brush, -0.42, 0.42),
  )
  fillPath(
    context,
    'M -0.36 -0.66 Q 0 -0.7 0.36 -0.66 L 0.385 -0.4 Q 0 -0.26 -0.385 -0.4 Z',
    shade(
      context,
      -0.68,
      -0.28,
      [
        [0, palette.productLight],
        [1, palette.product],
      ],
      true,
    ),
  )
  strokePath(context, 'M -0.385 -0.4 Q 0 -0.26 0.385 -0.4', palette.productDark, 0.014)
  fillEllipse(context, [0, -0.33], [0.045, 0.045], '#e2c27a')
  fillEllipse(context, [-0.008, -0.338], [0.022, 0.022], '#fff3cf')
}
