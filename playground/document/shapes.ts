/** Shapes that are neither rectangle nor ellipse. */
import { solid } from '../host/file/node-defaults.ts'
import { COLORS } from './brand.ts'
import { booleanOperation, ellipse, type Layer, polygon, rectangle, star, vector } from './build-file.ts'
import { fillOf } from './picture-fills.ts'

/** In a frame of 420 × 360, below its first 150 units. */
export function shapes(pictures: readonly Uint8Array[]): Layer[] {
  return [
    star('Star 1', { x: 24, y: 170, width: 100, height: 100, fills: [solid(COLORS.ochre)] }),
    polygon('Polygon 1', { x: 150, y: 170, width: 100, height: 100, fills: [solid(COLORS.moss)] }),
    vector('Vector 1', {
      x: 276,
      y: 170,
      width: 120,
      height: 100,
      strokes: [],
      fills: fillOf(pictures[11]),
      vectorPaths: [
        {
          windingRule: 'NONZERO',
          data: 'M 0 50 C 0 0 40 0 60 30 C 80 0 120 0 120 50 C 120 80 80 90 60 100 C 40 90 0 80 0 50 Z',
        },
      ],
    }),
    booleanOperation(
      'Subtract',
      { x: 24, y: 290, width: 100, height: 50, booleanOperation: 'SUBTRACT', fills: [solid(COLORS.clay)] },
      [
        ellipse('Bite', { x: 59, y: 300, width: 30, height: 30 }),
        rectangle('Bar', { x: 24, y: 290, width: 100, height: 50 }),
      ],
    ),
  ]
}
