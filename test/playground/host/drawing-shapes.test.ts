import { describe, expect, it } from 'vitest'
import { makeNode, solid } from '../../../playground/host/file/node-defaults.ts'
import type { NodeRecord } from '../../../playground/host/file/node-record.ts'
import { BLUE, draw, image, NOTHING, RED } from './draw-layers.ts'

const red = [solid('#ff0000')]
const blue = [solid('#0000ff')]

function shape(
  type: NodeRecord['type'],
  fields: Partial<NodeRecord>,
  id = '1:1',
  parentId = '0:1',
): NodeRecord {
  return makeNode(id, type, parentId, { width: 40, height: 40, fills: red, strokes: [], ...fields })
}

describe('shapes are drawn by their outline', () => {
  it.each([
    ['a triangle', shape('POLYGON', {}), [20, 20], [2, 2]],
    ['a star', shape('STAR', {}), [20, 20], [4, 4]],
    ['an ellipse', shape('ELLIPSE', {}), [20, 20], [2, 2]],
    [
      'a ring',
      shape('ELLIPSE', { arcData: { startingAngle: 0, endingAngle: 2 * Math.PI, innerRadius: 0.5 } }),
      [3, 20],
      [20, 20],
    ],
    [
      'a quarter of a pie',
      shape('ELLIPSE', { arcData: { startingAngle: 0, endingAngle: Math.PI / 2, innerRadius: 0 } }),
      [28, 28],
      [12, 12],
    ],
    [
      'a vector',
      shape('VECTOR', { vectorPaths: [{ windingRule: 'NONZERO', data: 'M 0 0 L 40 0 L 0 40 Z' }] }),
      [5, 5],
      [35, 35],
    ],
    [
      'a vector with a hole',
      shape('VECTOR', {
        vectorPaths: [
          {
            windingRule: 'EVENODD',
            data: 'M 0 0 L 40 0 L 40 40 L 0 40 Z M 10 10 L 30 10 L 30 30 L 10 30 Z',
          },
        ],
      }),
      [5, 5],
      [20, 20],
    ],
  ] as const)('%s', async (_, node, inside, outside) => {
    expect(await draw([node], [inside, outside])).toEqual([RED, NOTHING])
  })

  it('and an image fill is cut to it', async () => {
    const node = shape('POLYGON', { fills: [image({})] })
    expect(
      await draw(
        [node],
        [
          [16, 26],
          [24, 26],
          [2, 2],
        ],
      ),
    ).toEqual([RED, BLUE, NOTHING])
  })

  it('a slice is not drawn', async () => {
    expect(await draw([shape('SLICE', {})], [[20, 20]])).toEqual([NOTHING])
  })

  it('letters show the image they are filled with', async () => {
    const node = shape('TEXT', {
      characters: 'MMMM',
      fontSize: 40,
      width: 200,
      height: 48,
      fills: [image({ scaleMode: 'CROP' })],
    })
    const points = Array.from({ length: 100 }, (_, index) => [index * 2, 24] as const)
    const pixels = await draw([node], points)
    const colours = new Set(pixels.filter((pixel) => pixel[3] === 255).map(String))
    expect(colours).toContain(String(RED))
    expect(pixels).toContainEqual(NOTHING)
  })
})

describe('a boolean operation', () => {
  const parts = [
    shape('RECTANGLE', { width: 30, fills: [] }, '1:2', '1:1'),
    shape('RECTANGLE', { x: 20, width: 30, fills: [] }, '1:3', '1:1'),
  ]
  const points = [
    [10, 20],
    [25, 20],
    [45, 20],
  ] as const

  it.each([
    ['UNION', [RED, RED, RED]],
    ['SUBTRACT', [RED, NOTHING, NOTHING]],
    ['INTERSECT', [NOTHING, RED, NOTHING]],
    ['EXCLUDE', [RED, NOTHING, RED]],
  ] as const)('%s is one shape with its own fill', async (booleanOperation, expected) => {
    const node = shape('BOOLEAN_OPERATION', { width: 50, children: ['1:2', '1:3'], booleanOperation })
    expect(await draw([node, ...parts], points)).toEqual(expected)
  })
})

describe('a mask', () => {
  const masked = (mask: NodeRecord, ...others: NodeRecord[]) => [
    shape('GROUP', { fills: [], children: [mask.id, '1:3', ...others.map(({ id }) => id)] }),
    mask,
    shape('RECTANGLE', {}, '1:3', '1:1'),
    ...others,
  ]
  const circle = shape('ELLIPSE', { isMask: true, fills: blue }, '1:2', '1:1')
  const points = [
    [20, 20],
    [2, 2],
  ] as const

  it('is not seen itself and cuts what lies above it', async () => {
    expect(await draw(masked(circle), points)).toEqual([RED, NOTHING])
  })

  it('of half the opacity lets half through', async () => {
    const [pixel] = await draw(masked({ ...circle, fills: [solid('#0000ff', 0.5)] }), points)
    expect(pixel?.[3]).toBeGreaterThan(120)
    expect(pixel?.[3]).toBeLessThan(135)
  })

  it('that is a picture, or an outline that counts alone, masks by what it is', async () => {
    expect(await draw(masked({ ...circle, fills: [image({})] }), points)).toEqual([RED, NOTHING])
    expect(await draw(masked({ ...circle, fills: [], maskType: 'VECTOR' }), points)).toEqual([RED, NOTHING])
    expect(await draw(masked({ ...circle, fills: [] }), points)).toEqual([NOTHING, NOTHING])
  })

  it('that is hidden masks nothing', async () => {
    expect(await draw(masked({ ...circle, visible: false }), points)).toEqual([RED, RED])
  })

  it('ends where the next one begins, and where its parent ends', async () => {
    const second = shape('RECTANGLE', { isMask: true, x: 20, width: 20 }, '1:4', '1:1')
    const above = shape('RECTANGLE', { fills: blue }, '1:5', '1:1')
    const beside = shape('RECTANGLE', { x: 50, fills: blue }, '1:6')
    expect(
      await draw(
        [...masked(circle, second, above), beside],
        [
          [10, 20],
          [38, 2],
          [55, 5],
        ],
      ),
    ).toEqual([RED, BLUE, BLUE])
  })
})

describe('blend modes', () => {
  it('of a layer and of a paint change what they lie on', async () => {
    const below = shape('RECTANGLE', { fills: [solid('#ffff00')] })
    const layer = shape('RECTANGLE', { fills: [solid('#00ffff')], blendMode: 'MULTIPLY', width: 20 }, '1:2')
    const paint = shape(
      'RECTANGLE',
      { x: 20, width: 20, fills: [{ ...solid('#00ffff'), blendMode: 'MULTIPLY' }] },
      '1:3',
    )
    expect(
      await draw(
        [below, layer, paint],
        [
          [10, 10],
          [30, 10],
        ],
      ),
    ).toEqual([
      [0, 255, 0, 255],
      [0, 255, 0, 255],
    ])
  })
})
