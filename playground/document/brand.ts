/** The look of the sample file: a shop for the home, warm and quiet. */
import type { Effect, Paint } from '@figma/plugin-typings/plugin-api-standalone'
import { solid } from '../host/file/node-defaults.ts'
import type { NodeRecord, PaintStyleRecord } from '../host/file/node-record.ts'

export const COLORS = {
  ink: '#22281f',
  moss: '#4f6146',
  sage: '#a9b69a',
  sand: '#ece3d4',
  paper: '#faf7f1',
  clay: '#c4573a',
  ochre: '#dca54c',
  stone: '#8b8578',
} as const

export const STYLES: readonly PaintStyleRecord[] = [
  { id: 'S:ink', key: 'ink', name: 'Brand/Ink', description: 'Text', paints: [solid(COLORS.ink)] },
  { id: 'S:clay', key: 'clay', name: 'Brand/Clay', description: 'Actions', paints: [solid(COLORS.clay)] },
  { id: 'S:moss', key: 'moss', name: 'Brand/Moss', description: 'Accents', paints: [solid(COLORS.moss)] },
  { id: 'S:sand', key: 'sand', name: 'Brand/Sand', description: 'Surfaces', paints: [solid(COLORS.sand)] },
]

/** A solid fill that comes from a style of the file. */
export function styled(name: 'ink' | 'clay' | 'moss' | 'sand'): Pick<NodeRecord, 'fills' | 'fillStyleId'> {
  return { fills: [solid(COLORS[name])], fillStyleId: `S:${name}` }
}

/** Top left to bottom right. */
export function gradient(from: string, to: string): Paint {
  const stop = (hex: string, position: number) => {
    const paint = solid(hex)
    if (paint.type !== 'SOLID') throw new Error('A solid paint was expected')
    return { position, color: { ...paint.color, a: 1 } }
  }
  return {
    type: 'GRADIENT_LINEAR',
    visible: true,
    opacity: 1,
    blendMode: 'NORMAL',
    gradientTransform: [
      [0.5, 0.5, 0],
      [-0.5, 0.5, 0.5],
    ],
    gradientStops: [stop(from, 0), stop(to, 1)],
  }
}

export const SOFT_SHADOW: Effect = {
  type: 'DROP_SHADOW',
  visible: true,
  color: { r: 0.13, g: 0.16, b: 0.12, a: 0.14 },
  offset: { x: 0, y: 8 },
  radius: 24,
  spread: 0,
  blendMode: 'NORMAL',
}

type Type = Pick<NodeRecord, 'fontName' | 'fontSize' | 'lineHeight' | 'fills'>

/** Text in the brand's serif. */
export function serif(fontSize: number, color: string = COLORS.ink): Type {
  return {
    fontName: { family: 'Playfair Display', style: 'Medium' },
    fontSize,
    lineHeight: { unit: 'PERCENT', value: 112 },
    fills: [solid(color)],
  }
}

export function sans(
  fontSize: number,
  style: 'Regular' | 'Medium' | 'Semi Bold',
  color: string = COLORS.ink,
): Type {
  return {
    fontName: { family: 'Inter', style },
    fontSize,
    lineHeight: { unit: 'PERCENT', value: 140 },
    fills: [solid(color)],
  }
}
