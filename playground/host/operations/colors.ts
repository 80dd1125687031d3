/** `figma.util`: colours from CSS notation. Hex notations only; the plugin typings allow more. */
import * as v from 'valibot'
import { parseField } from '../file/paints.ts'
import type { MakeOperations } from './core.ts'

type Color = { r: number; g: number; b: number; a: number }

function parseColor(value: unknown, doing: string): Color {
  const text = typeof value === 'string' ? value : ''
  const short = /^#([0-9a-f]{3,4})$/i.exec(text)?.[1]
  const digits =
    short === undefined
      ? /^#([0-9a-f]{6}(?:[0-9a-f]{2})?)$/i.exec(text)?.[1]
      : [...short].map((digit) => digit + digit).join('')
  if (digits === undefined) throw new Error(`in ${doing}: "${text}" is no colour the stand-in can read`)
  const channel = (index: number) => Number.parseInt(digits.slice(index * 2, index * 2 + 2) || 'ff', 16) / 255
  return { r: channel(0), g: channel(1), b: channel(2), a: channel(3) }
}

export const colorOperations: MakeOperations = () => ({
  'parse-color': (value: unknown, hasAlpha: boolean) => {
    const { a, ...rgb } = parseColor(value, hasAlpha ? 'rgba' : 'rgb')
    return hasAlpha ? { ...rgb, a } : rgb
  },
  'solid-paint': (value: unknown, overrides: unknown) => {
    const { a, ...color } = parseColor(value, 'solidPaint')
    const rest = parseField(v.optional(v.looseObject({}), {}), overrides, 'solidPaint', 'overrides')
    return { type: 'SOLID', ...(a < 1 ? { opacity: a } : {}), ...rest, color }
  },
})
