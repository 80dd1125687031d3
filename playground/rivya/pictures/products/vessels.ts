/** Things turned on a wheel or blown: light runs over them from left to right. */
import { type Brush, fillEllipse, fillGlow, fillPath, roundShade, shade, strokePath } from '../brush.ts'

export function drawMug(brush: Brush): void {
  const { context, palette } = brush
  strokePath(context, 'M 0.3 -0.52 C 0.6 -0.56 0.6 -0.14 0.28 -0.16', palette.productDark, 0.085)
  strokePath(context, 'M 0.3 -0.53 C 0.58 -0.57 0.58 -0.16 0.28 -0.18', palette.product, 0.06)
  fillPath(
    context,
    'M -0.34 -0.66 L -0.31 -0.06 Q -0.3 0.03 0 0.04 Q 0.3 0.03 0.31 -0.06 L 0.34 -0.66 Z',
    roundShade(brush, -0.34, 0.34),
  )
  fillEllipse(context, [0, -0.66], [0.34, 0.075], palette.productLight)
  fillEllipse(context, [0, -0.652], [0.305, 0.06], palette.productDark)
  fillEllipse(context, [0, -0.632], [0.29, 0.046], 'hsl(24, 48%, 22%)')
  fillEllipse(context, [-0.06, -0.636], [0.16, 0.018], 'hsla(28, 60%, 48%, 0.5)')
  highlight(brush, -0.22, -0.56, -0.1)
  drawSteam(brush)
}

function drawSteam({ context, random }: Brush): void {
  for (const x of [-0.1, 0.04, 0.15]) {
    const lean = (random() - 0.5) * 0.16
    strokePath(
      context,
      `M ${x} -0.72 C ${x + 0.09 + lean} -0.82 ${x - 0.09} -0.92 ${x + lean} -1.04`,
      shade(
        context,
        -1.04,
        -0.72,
        [
          [0, 'rgba(255,255,255,0)'],
          [1, 'rgba(255,255,255,0.34)'],
        ],
        true,
      ),
      0.028,
    )
  }
}

export function drawBottle(brush: Brush): void {
  const { context, palette } = brush
  fillPath(
    context,
    'M -0.09 -0.86 L -0.09 -0.72 C -0.1 -0.64 -0.22 -0.64 -0.22 -0.52 L -0.22 -0.04 Q -0.22 0.03 0 0.035 Q 0.22 0.03 0.22 -0.04 L 0.22 -0.52 C 0.22 -0.64 0.1 -0.64 0.09 -0.72 L 0.09 -0.86 Z',
    roundShade(brush, -0.22, 0.22),
  )
  fillPath(
    context,
    'M -0.1 -1.02 L -0.1 -0.8 Q 0 -0.78 0.1 -0.8 L 0.1 -1.02 Q 0 -1.04 -0.1 -1.02 Z',
    shade(context, -0.1, 0.1, [
      [0, '#4b4440'],
      [0.3, '#8d827a'],
      [1, '#2c2724'],
    ]),
  )
  fillPath(
    context,
    'M -0.22 -0.42 Q 0 -0.39 0.22 -0.42 L 0.22 -0.14 Q 0 -0.11 -0.22 -0.14 Z',
    shade(context, -0.22, 0.22, [
      [0, '#e9e2d6'],
      [0.3, '#fffdf8'],
      [1, '#c9bfae'],
    ]),
  )
  fillPath(context, 'M -0.12 -0.33 L 0.08 -0.325 L 0.08 -0.305 L -0.12 -0.31 Z', palette.productDark)
  fillPath(context, 'M -0.12 -0.27 L 0.02 -0.267 L 0.02 -0.255 L -0.12 -0.258 Z', palette.accent)
  highlight(brush, -0.15, -0.52, -0.46)
}

export function drawVase(brush: Brush): void {
  const { context, palette, random } = brush
  for (const side of [-1, 1, 0.2]) {
    const tipX = side * (0.26 + random() * 0.1)
    const tipY = -1.08 - random() * 0.16
    strokePath(context, `M 0 -0.66 Q ${tipX * 0.2} -0.9 ${tipX} ${tipY}`, 'hsl(84, 22%, 36%)', 0.014)
    for (const part of [0.45, 0.65, 0.85, 1]) {
      const [x, y] = [tipX * part * part, -0.66 + (tipY + 0.66) * part]
      fillEllipse(context, [x - 0.04, y], [0.05, 0.022], 'hsl(88, 26%, 46%)')
      fillEllipse(context, [x + 0.04, y - 0.03], [0.05, 0.022], 'hsl(84, 24%, 38%)')
    }
  }
  fillPath(
    context,
    'M -0.1 -0.7 C -0.08 -0.56 -0.3 -0.46 -0.28 -0.24 C -0.27 -0.08 -0.16 0.03 0 0.035 C 0.16 0.03 0.27 -0.08 0.28 -0.24 C 0.3 -0.46 0.08 -0.56 0.1 -0.7 Z',
    roundShade(brush, -0.28, 0.28),
  )
  fillEllipse(context, [0, -0.7], [0.1, 0.026], palette.productDark)
  highlight(brush, -0.16, -0.4, -0.16)
}

export function drawPlant(brush: Brush): void {
  const { context, random } = brush
  for (let index = 0; index < 9; index += 1) {
    const angle = -Math.PI / 2 + (index - 4) * 0.34 + (random() - 0.5) * 0.12
    const length = 0.52 + random() * 0.24
    context.save()
    context.translate(0, -0.36)
    context.rotate(angle + Math.PI / 2)
    const light = 30 + (index % 3) * 8
    fillPath(
      context,
      `M 0 0 C ${-0.15} ${-length * 0.4} ${-0.1} ${-length * 0.85} 0 ${-length} C 0.1 ${-length * 0.85} 0.15 ${-length * 0.4} 0 0 Z`,
      shade(context, -0.1, 0.1, [
        [0, `hsl(136, 34%, ${light + 12}%)`],
        [1, `hsl(150, 38%, ${light - 8}%)`],
      ]),
    )
    strokePath(context, `M 0 0 L 0 ${-length * 0.92}`, `hsla(110, 40%, 74%, 0.5)`, 0.007)
    context.restore()
  }
  fillPath(
    context,
    'M -0.24 -0.42 L -0.19 -0.03 Q -0.18 0.03 0 0.035 Q 0.18 0.03 0.19 -0.03 L 0.24 -0.42 Q 0 -0.38 -0.24 -0.42 Z',
    roundShade(brush, -0.24, 0.24),
  )
  highlight(brush, -0.15, -0.34, -0.14)
}

/** A ball, a block and an arch: a still life that says nothing wrong about any prompt. */
export function drawForms(brush: Brush): void {
  const { context, palette } = brush
  fillPath(
    context,
    'M -0.46 0 L -0.46 -0.5 C -0.46 -0.86 0.1 -0.86 0.1 -0.5 L 0.1 0 L -0.06 0 L -0.06 -0.46 C -0.06 -0.66 -0.3 -0.66 -0.3 -0.46 L -0.3 0 Z',
    shade(context, -0.46, 0.1, [
      [0, palette.productLight],
      [0.6, palette.product],
      [1, palette.productDark],
    ]),
  )
  fillPath(
    context,
    'M 0.06 0.03 L 0.06 -0.3 L 0.52 -0.3 L 0.52 0.03 Z',
    shade(context, 0.06, 0.52, [
      [0, '#fbf6ee'],
      [1, '#cfc4b6'],
    ]),
  )
  context.save()
  context.translate(0.29, -0.5)
  const ball = context.createRadialGradient(-0.08, -0.09, 0.01, 0, 0, 0.2)
  ball.addColorStop(0, palette.productLight)
  ball.addColorStop(0.5, palette.accent)
  ball.addColorStop(1, palette.productDark)
  fillEllipse(context, [0, 0], [0.2, 0.2], ball)
  context.restore()
}

function highlight({ context }: Brush, x: number, top: number, bottom: number): void {
  fillGlow(context, [x, (top + bottom) / 2], [0.05, (bottom - top) / 1.6], [255, 255, 255], 0.5)
}
