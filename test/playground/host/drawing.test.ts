import type { Effect, Paint } from '@figma/plugin-typings/plugin-api-standalone'
import { describe, expect, it } from 'vitest'
import { makeNode, solid } from '../../../playground/host/file/node-defaults.ts'
import type { NodeRecord } from '../../../playground/host/file/node-record.ts'
import { BLUE, box, draw, image, NOTHING, RED } from './draw-layers.ts'

describe('an image fill', () => {
  it('with FILL covers the layer from its middle, without distortion', async () => {
    // The picture is 40 × 20: in a square of 40 it is 80 wide, so the colours still meet in the middle.
    const pixels = await draw(
      [box({ fills: [image({})] })],
      [
        [2, 2],
        [18, 38],
        [22, 2],
        [38, 38],
      ],
    )
    expect(pixels).toEqual([RED, RED, BLUE, BLUE])
  })

  it('with FIT leaves what is beside it empty', async () => {
    const pixels = await draw(
      [box({ fills: [image({ scaleMode: 'FIT' })] })],
      [
        [10, 5],
        [10, 20],
        [30, 20],
        [30, 35],
      ],
    )
    expect(pixels).toEqual([NOTHING, RED, BLUE, NOTHING])
  })

  it('with CROP shows the part its transform names', async () => {
    const right: Paint = image({
      scaleMode: 'CROP',
      imageTransform: [
        [0.5, 0, 0.5],
        [0, 1, 0],
      ],
    })
    expect(
      await draw(
        [box({ fills: [right] })],
        [
          [2, 20],
          [38, 20],
        ],
      ),
    ).toEqual([BLUE, BLUE])
  })

  it('with TILE repeats at its scale', async () => {
    const pixels = await draw(
      [box({ fills: [image({ scaleMode: 'TILE', scalingFactor: 0.5 })] })],
      [
        [5, 5],
        [15, 5],
        [25, 35],
        [35, 35],
      ],
    )
    expect(pixels).toEqual([RED, BLUE, RED, BLUE])
  })

  it('turned by a quarter has its left on top', async () => {
    const pixels = await draw(
      [box({ fills: [image({ rotation: 90 })] })],
      [
        [20, 5],
        [20, 35],
      ],
    )
    expect(pixels).toEqual([RED, BLUE])
  })

  it('lies over the fills that come before it, and under those after', async () => {
    const pixels = await draw(
      [
        box({ fills: [solid('#00ff00'), image({ scaleMode: 'FIT' })] }),
        box({ x: 50, fills: [image({}), solid('#00ff00')] }, '1:2'),
      ],
      [
        [20, 5],
        [10, 20],
        [60, 20],
      ],
    )
    expect(pixels).toEqual([[0, 255, 0, 255], RED, [0, 255, 0, 255]])
  })

  it('that is switched off is not drawn', async () => {
    expect(await draw([box({ fills: [image({ visible: false })] })], [[20, 20]])).toEqual([NOTHING])
  })
})

describe('a layer', () => {
  it('is clipped by its frame, with round corners', async () => {
    const frame = makeNode('1:1', 'FRAME', '0:1', {
      width: 40,
      height: 40,
      cornerRadius: 20,
      fills: [],
      children: ['1:2'],
    })
    const inner = box({ x: 0, width: 80, height: 80, fills: [solid('#ff0000')] }, '1:2', '1:1')
    expect(
      await draw(
        [frame, inner],
        [
          [20, 20],
          [1, 1],
          [60, 20],
        ],
      ),
    ).toEqual([RED, NOTHING, NOTHING])
  })

  it('in a faint group does not show through its neighbours', async () => {
    const group = makeNode('1:1', 'GROUP', '0:1', {
      width: 40,
      height: 40,
      opacity: 0.5,
      children: ['1:2', '1:3'],
    })
    const below = box({ fills: [solid('#ff0000')] }, '1:2', '1:1')
    const above = box({ fills: [solid('#0000ff')] }, '1:3', '1:1')
    const [pixel] = await draw([group, below, above], [[20, 20]])
    expect(pixel?.slice(0, 3)).toEqual([0, 0, 255])
    expect(pixel?.[3]).toBeGreaterThan(126)
    expect(pixel?.[3]).toBeLessThan(129)
  })

  it('that is hidden is not drawn, nor what is in it', async () => {
    const frame = makeNode('1:1', 'FRAME', '0:1', {
      width: 40,
      height: 40,
      visible: false,
      children: ['1:2'],
    })
    expect(await draw([frame, box({}, '1:2', '1:1')], [[20, 20]])).toEqual([NOTHING])
  })

  it('has its stroke inside, on or outside its edge', async () => {
    const stroked = (strokeAlign: NodeRecord['strokeAlign'], x: number, id: string) =>
      box({ x, fills: [], strokes: [solid('#ff0000')], strokeWeight: 8, strokeAlign }, id)
    const pixels = await draw(
      [stroked('INSIDE', 0, '1:1'), stroked('CENTER', 100, '1:2'), stroked('OUTSIDE', 200, '1:3')],
      [
        [5, 20],
        [-3, 20],
        [97, 20],
        [105, 20],
        [195, 20],
        [202, 20],
      ],
    )
    expect(pixels).toEqual([RED, NOTHING, RED, NOTHING, RED, NOTHING])
  })

  it('casts its shadow beside itself only', async () => {
    const shadow: Effect = {
      type: 'DROP_SHADOW',
      visible: true,
      color: { r: 0, g: 0, b: 1, a: 1 },
      offset: { x: 20, y: 0 },
      radius: 0,
      blendMode: 'NORMAL',
    }
    const pixels = await draw(
      [box({ fills: [solid('#ff0000')], effects: [shadow] })],
      [
        [20, 20],
        [50, 20],
        [-10, 20],
      ],
    )
    expect(pixels).toEqual([RED, BLUE, NOTHING])
  })

  it('that is an ellipse leaves its corners empty', async () => {
    const ellipse = makeNode('1:1', 'ELLIPSE', '0:1', { width: 40, height: 40, fills: [solid('#ff0000')] })
    expect(
      await draw(
        [ellipse],
        [
          [20, 20],
          [2, 2],
        ],
      ),
    ).toEqual([RED, NOTHING])
  })

  it('with a gradient goes from the first colour to the last', async () => {
    const stop = (r: number, b: number, position: number) => ({ position, color: { r, g: 0, b, a: 1 } })
    const gradient: Paint = {
      type: 'GRADIENT_LINEAR',
      gradientTransform: [
        [1, 0, 0],
        [0, 1, 0],
      ],
      gradientStops: [stop(1, 0, 0), stop(0, 1, 1)],
    }
    const [left, right] = await draw(
      [box({ fills: [gradient] })],
      [
        [0, 20],
        [39, 20],
      ],
    )
    expect(left?.[0]).toBeGreaterThan(240)
    expect(right?.[2]).toBeGreaterThan(240)
  })

  it('of text is drawn in its own colours', async () => {
    const text = makeNode('1:1', 'TEXT', '0:1', {
      characters: '██',
      fontSize: 40,
      width: 100,
      height: 48,
      textRuns: [
        { start: 0, end: 1, fills: [solid('#ff0000')] },
        { start: 1, end: 2, fills: [solid('#0000ff')] },
      ],
    })
    const points = Array.from({ length: 100 }, (_, x) => [x, 24] as const)
    const pixels = await draw([text], points)
    const firstBlue = pixels.findIndex((pixel) => pixel[2] === 255)
    expect(pixels.findIndex((pixel) => pixel[0] === 255)).toBeLessThan(firstBlue)
  })
})
