import { describe, expect, it } from 'vitest'
import { openSmallFile, refusalOf, runInPlugin } from './small-file.ts'

const SECTION = `const section = figma.createSection(); section.resizeWithoutConstraints(300, 200); section.x = 3000;`

describe('a section', () => {
  it('has neither render bounds nor a rotation, as its typings say', async () => {
    const { result } = await runInPlugin(`${SECTION}
      return ['absoluteRenderBounds', 'rotation', 'opacity', 'effects', 'absoluteBoundingBox', 'fills', 'exportAsync']
        .filter((name) => name in section)`)
    expect(result).toEqual(['absoluteBoundingBox', 'fills', 'exportAsync'])
    expect(await refusalOf(`'use strict'; ${SECTION} section.rotation = 5`)).toContain('not extensible')
  })

  it('is exported with what is in it', async () => {
    const { result } = await runInPlugin(`${SECTION}
      const inside = figma.createRectangle();
      section.appendChild(inside);
      return [section.absoluteBoundingBox, (await section.exportAsync()).length > 0]`)
    expect(result).toEqual([{ x: 3000, y: 0, width: 300, height: 200 }, true])
  })

  it('has strokes and corners of its own', async () => {
    const { result } = await runInPlugin(`${SECTION}
      section.strokes = [{ type: 'SOLID', color: { r: 1, g: 0, b: 0 } }];
      section.topLeftRadius = 12;
      return [section.strokes.length, section.topLeftRadius, section.bottomRightRadius, section.cornerRadius === figma.mixed]`)
    expect(result).toEqual([1, 12, 0, true])
  })
})

describe('corners', () => {
  it('that differ are drawn each for itself', async () => {
    const host = openSmallFile('')
    host.document.edit('1:5', { cornerRadii: [50, 0, 0, 0] })
    const alpha = async (x: number, y: number) => (await host.samplePixel(x, y))[3]
    expect([await alpha(803, 3), await alpha(897, 3), await alpha(897, 97), await alpha(803, 97)]).toEqual([
      0, 255, 255, 255,
    ])
  })

  it('that become equal again have one radius', async () => {
    const { result } = await runInPlugin(`
      const box = figma.createRectangle();
      box.topLeftRadius = 4;
      const before = box.cornerRadius === figma.mixed;
      for (const corner of ['topRightRadius', 'bottomLeftRadius', 'bottomRightRadius']) box[corner] = 4;
      return [before, box.cornerRadius]`)
    expect(result).toEqual([true, 4])
  })
})
