/** Paths as Figma writes them: `M`, `L`, `Q`, `C` and `Z`, absolute, separated by spaces. */
import type { DrawingContext } from './canvas.ts'

type Command = { letter: 'M' | 'L' | 'Q' | 'C' | 'Z'; values: readonly number[] }

const LENGTHS = { M: 2, L: 2, Q: 4, C: 6, Z: 0 } as const

/** Null for anything that Figma refuses, such as relative commands. */
export function parsePath(data: string): Command[] | null {
  const parts = data.trim().split(/[\s,]+/)
  const commands: Command[] = []
  for (let at = 0; at < parts.length; ) {
    const letter = parts[at] as Command['letter']
    if (!Object.hasOwn(LENGTHS, letter)) return null
    const values = parts.slice(at + 1, at + 1 + LENGTHS[letter]).map(Number)
    if (values.length < LENGTHS[letter] || !values.every(Number.isFinite)) return null
    commands.push({ letter, values })
    at += 1 + LENGTHS[letter]
  }
  return commands
}

/** Adds a path to the context's current one. */
export function tracePath(context: DrawingContext, data: string): void {
  for (const { letter, values } of parsePath(data) ?? []) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values
    if (letter === 'M') context.moveTo(a, b)
    if (letter === 'L') context.lineTo(a, b)
    if (letter === 'Q') context.quadraticCurveTo(a, b, c, d)
    if (letter === 'C') context.bezierCurveTo(a, b, c, d, e, f)
    if (letter === 'Z') context.closePath()
  }
}

/** The box around every point of the paths, with those that only steer a curve. */
export function pathBounds(paths: readonly { data: string }[]): {
  x: number
  y: number
  width: number
  height: number
} {
  const values = paths.flatMap(({ data }) => (parsePath(data) ?? []).flatMap((command) => command.values))
  const xs = values.filter((_, index) => index % 2 === 0)
  const ys = values.filter((_, index) => index % 2 === 1)
  const x = Math.min(...xs, Number.POSITIVE_INFINITY)
  const y = Math.min(...ys, Number.POSITIVE_INFINITY)
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 }
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

/** Every point moved first and stretched then. */
export function mapPath(
  data: string,
  by: { dx: number; dy: number; scaleX: number; scaleY: number },
): string {
  return (parsePath(data) ?? [])
    .map(({ letter, values }) => {
      const moved = values.map((value, index) =>
        index % 2 === 0 ? (value + by.dx) * by.scaleX : (value + by.dy) * by.scaleY,
      )
      return [letter, ...moved].join(' ')
    })
    .join(' ')
}
