/** What every part of a scene draws with. Lengths are in `unit`s from the foot of the product; y points down. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Palette } from './palette.ts'

export type Brush = {
  context: SKRSContext2D
  palette: Palette
  /** 0 to 1, the same for the same picture. */
  random: () => number
}

/** A path by its commands, as SVG writes them: short enough to read the outline. */
export function fillPath(context: SKRSContext2D, outline: string, fill: string | CanvasFill): void {
  tracePath(context, outline)
  context.fillStyle = fill
  context.fill()
}

type CanvasFill = ReturnType<SKRSContext2D['createLinearGradient']>

export function strokePath(
  context: SKRSContext2D,
  outline: string,
  stroke: string | CanvasFill,
  width: number,
): void {
  tracePath(context, outline)
  context.strokeStyle = stroke
  context.lineWidth = width
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.stroke()
}

/** `M x y`, `L x y`, `C x1 y1 x2 y2 x y`, `Q x1 y1 x y` and `Z`, absolute. */
function tracePath(context: SKRSContext2D, outline: string): void {
  context.beginPath()
  for (const [, command = '', text = ''] of outline.matchAll(/([MLCQZ])([^MLCQZ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = text
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    if (command === 'M') context.moveTo(a, b)
    else if (command === 'L') context.lineTo(a, b)
    else if (command === 'Q') context.quadraticCurveTo(a, b, c, d)
    else if (command === 'C') context.bezierCurveTo(a, b, c, d, e, f)
    else context.closePath()
  }
}

export function fillEllipse(
  context: SKRSContext2D,
  [x, y]: [number, number],
  [radiusX, radiusY]: [number, number],
  fill: string | CanvasFill,
): void {
  context.beginPath()
  context.ellipse(x, y, radiusX, radiusY, 0, 0, 2 * Math.PI)
  context.fillStyle = fill
  context.fill()
}

/** Light from the left on something round, between two edges. */
export function roundShade({ context, palette }: Brush, left: number, right: number): CanvasFill {
  return shade(context, left, right, [
    [0, palette.product],
    [0.24, palette.productLight],
    [0.55, palette.product],
    [1, palette.productDark],
  ])
}

export function shade(
  context: SKRSContext2D,
  left: number,
  right: number,
  stops: [number, string][],
  isUpright = false,
): CanvasFill {
  const gradient = isUpright
    ? context.createLinearGradient(0, left, 0, right)
    : context.createLinearGradient(left, 0, right, 0)
  for (const [offset, colour] of stops) gradient.addColorStop(offset, colour)
  return gradient
}

/** A spot that fades out towards its rim. */
export function fillGlow(
  context: SKRSContext2D,
  [x, y]: [number, number],
  [radiusX, radiusY]: [number, number],
  colour: [number, number, number],
  strength: number,
): void {
  const [red, green, blue] = colour
  context.save()
  context.translate(x, y)
  context.scale(radiusX, radiusY)
  const gradient = context.createRadialGradient(0, 0, 0, 0, 0, 1)
  for (const [offset, part] of [
    [0, 1],
    [0.35, 0.72],
    [0.7, 0.22],
    [1, 0],
  ] as const) {
    gradient.addColorStop(offset, `rgba(${red}, ${green}, ${blue}, ${strength * part})`)
  }
  context.fillStyle = gradient
  context.fillRect(-1, -1, 2, 2)
  context.restore()
}
