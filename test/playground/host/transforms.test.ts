import { describe, expect, it } from 'vitest'
import { LAYER, refusalOf, runInPlugin } from './small-file.ts'

const BOX = `const box = figma.createRectangle(); box.resize(40, 20); box.x = 300; box.y = 1000;`

describe('the transform of a layer', () => {
  it('is its place and its rotation, counter-clockwise around its top left corner', async () => {
    const { result } = await runInPlugin(`${BOX} box.rotation = 90;
      return [box.relativeTransform, box.absoluteBoundingBox, box.x, box.y]`)
    const [transform, bounds, x, y] = result as [number[][], Record<string, number>, number, number]
    expect(transform.flat().map((value) => Math.round(value))).toEqual([0, 1, 300, -1, 0, 1000])
    expect(bounds.x).toBeCloseTo(300)
    expect(bounds.y).toBeCloseTo(960)
    expect(bounds.width).toBeCloseTo(20)
    expect([x, y]).toEqual([300, 1000])
  })

  it('can be assigned, mirrored as well, and is read as it was written', async () => {
    const { result } = await runInPlugin(`${BOX}
      box.relativeTransform = [[-1, 0, 500], [0, 1, 60]];
      const mirrored = [box.relativeTransform, box.rotation, box.absoluteBoundingBox];
      box.rotation = 0;
      return [...mirrored, box.relativeTransform]`)
    expect(result).toEqual([
      [
        [-1, 0, 500],
        [0, 1, 60],
      ],
      -180,
      { x: 460, y: 60, width: 40, height: 20 },
      [
        [1, 0, 500],
        [0, 1, 60],
      ],
    ])
  })

  it('never scales', async () => {
    expect(await refusalOf(`${BOX} box.relativeTransform = [[2, 0, 0], [0, 1, 0]]`)).toContain('length 1')
  })

  it('puts a layer of the page exactly over one in turned frames', async () => {
    const { result } = await runInPlugin(`${LAYER}
      layer('Card').rotation = 30;
      const image = layer('Image');
      image.rotation = -12;
      const veil = figma.createRectangle();
      veil.resize(image.width, image.height);
      veil.relativeTransform = image.absoluteTransform;
      return [veil.absoluteBoundingBox, image.absoluteBoundingBox, veil.rotation]`)
    const [veil, image, rotation] = result as [object, object, number]
    for (const [key, value] of Object.entries(veil)) {
      expect(value).toBeCloseTo((image as Record<string, number>)[key] ?? Number.NaN)
    }
    expect(rotation).toBeCloseTo(18)
  })

  it('of a group that is turned turns what is in it, and the group still hugs it', async () => {
    const { result } = await runInPlugin(`${BOX}
      const other = figma.createRectangle(); other.resize(40, 20); other.x = 360; other.y = 1000;
      const group = figma.group([box, other], figma.currentPage);
      group.rotation = 90;
      return [group.x, group.y, group.width, group.height, box.rotation, other.x, other.y]`)
    expect((result as number[]).map((value) => Math.round(value))).toEqual([300, 1000, 100, 20, 90, 300, 940])
  })

  it('of what is in a boolean operation leads to what holds that', async () => {
    const { result } = await runInPlugin(`${LAYER} ${BOX}
      const card = layer('Card');
      card.appendChild(box);
      box.x = 5; box.y = 6;
      const shape = figma.union([box], card);
      return [shape.x, shape.y, shape.width, box.relativeTransform[0][2], box.absoluteTransform[1][2]]`)
    expect(result).toEqual([5, 6, 40, 5, 106])
  })
})
