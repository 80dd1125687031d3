import { describe, expect, it } from 'vitest'
import { refusalOf, runInPlugin } from './small-file.ts'

/** A row of two boxes of 40 × 20 and 60 × 30, 10 apart, in a frame that hugs them with a padding of 5. */
const ROW = `
  const box = (width, height) => { const node = figma.createRectangle(); node.resize(width, height); return node };
  const boxOf = ({ x, y, width, height }) => [x, y, width, height];
  const row = figma.createFrame();
  row.x = 1000; row.y = 1000;
  row.layoutMode = 'HORIZONTAL';
  row.counterAxisSizingMode = 'AUTO';
  row.itemSpacing = 10;
  for (const side of ['paddingLeft', 'paddingTop', 'paddingRight', 'paddingBottom']) row[side] = 5;
  const first = box(40, 20), second = box(60, 30);
  row.appendChild(first); row.appendChild(second);`

async function run(body: string): Promise<unknown> {
  const { host, result } = await runInPlugin(`${ROW} ${body}`)
  host.dispose()
  return result
}

describe('an auto-layout frame', () => {
  it('places its children in a row and hugs them', async () => {
    expect(await run('return [row, first, second].map(boxOf)')).toEqual([
      [1000, 1000, 120, 40],
      [5, 5, 40, 20],
      [55, 5, 60, 30],
    ])
  })

  it('makes room for what is inserted, and closes the gap of what is hidden or removed', async () => {
    const body = `
      const third = box(100, 10);
      row.insertChild(1, third);
      const grown = [boxOf(row), boxOf(third), second.x];
      third.visible = false;
      const hidden = [row.width, second.x];
      third.visible = true;
      third.remove();
      return [grown, hidden, [row.width, second.x]]`
    expect(await run(body)).toEqual([
      [[1000, 1000, 230, 40], [55, 5, 100, 10], 165],
      [120, 55],
      [120, 55],
    ])
  })

  it('takes no notice of a place that is assigned to what it places', async () => {
    expect(await run('first.x = 70; first.y = -3; return boxOf(first)')).toEqual([5, 5, 40, 20])
    expect(
      await run("first.layoutPositioning = 'ABSOLUTE'; first.x = 70; return [first.x, second.x, row.width]"),
    ).toEqual([70, 5, 70])
  })

  it('grows when a child is resized, and stays as it is once it was resized itself', async () => {
    expect(await run('first.resize(140, 20); return [row.width, second.x]')).toEqual([220, 155])
    const body = 'row.resize(300, 100); first.resize(80, 20); return [row.width, row.primaryAxisSizingMode]'
    expect(await run(body)).toEqual([300, 'FIXED'])
  })

  it('aligns, and spreads what is in it', async () => {
    const body = `
      row.resize(300, 100);
      row.counterAxisAlignItems = 'CENTER';
      row.primaryAxisAlignItems = 'SPACE_BETWEEN';
      return [first, second].map(boxOf)`
    expect(await run(body)).toEqual([
      [5, 40, 40, 20],
      [235, 35, 60, 30],
    ])
  })

  it('lets children fill it', async () => {
    const body = `
      row.resize(300, 100);
      first.layoutSizingHorizontal = 'FILL';
      second.layoutSizingVertical = 'FILL';
      return [[first, second].map(boxOf), first.layoutGrow, second.layoutAlign]`
    expect(await run(body)).toEqual([
      [
        [5, 5, 220, 20],
        [235, 5, 60, 90],
      ],
      1,
      'STRETCH',
    ])
    expect(await refusalOf(`${ROW} row.layoutSizingHorizontal = 'FILL'`)).toContain('FILL can only be set')
  })

  it('can be in another, and what is around it follows', async () => {
    const body = `
      const column = figma.createFrame();
      column.layoutMode = 'VERTICAL';
      column.counterAxisSizingMode = 'AUTO';
      column.appendChild(row);
      const below = box(10, 10);
      column.appendChild(below);
      first.resize(140, 60);
      return [boxOf(column), boxOf(row), boxOf(below)]`
    expect(await run(body)).toEqual([
      [0, 0, 220, 80],
      [0, 0, 220, 70],
      [0, 70, 10, 10],
    ])
  })

  it('overlaps with a negative spacing and wraps where it is to', async () => {
    expect(await run('row.itemSpacing = -20; return [second.x, row.width]')).toEqual([25, 90])
    expect(
      await run("row.resize(80, 100); row.layoutWrap = 'WRAP'; return [first, second].map(boxOf)"),
    ).toMatchObject([
      [5, 5, 40, 20],
      [5, expect.any(Number), 60, 30],
    ])
  })

  it('gives a turned child the room of its upright box', async () => {
    const result = (await run('first.rotation = 90; return [first.x, first.y, second.x]')) as number[]
    expect(result.map((value) => Math.round(value))).toEqual([5, 45, 35])
  })

  it('of the grid kind is refused by name', async () => {
    expect(await refusalOf(`${ROW} row.layoutMode = 'GRID'`)).toContain('no grid layout')
  })
})

describe('constraints', () => {
  const FRAME = `
    const frame = figma.createFrame();
    const child = figma.createRectangle();
    frame.appendChild(child);
    child.resize(20, 20); child.x = 10; child.y = 10;`

  it.each([
    ['MIN', [10, 20]],
    ['MAX', [110, 20]],
    ['CENTER', [60, 20]],
    ['STRETCH', [10, 120]],
    ['SCALE', [20, 40]],
  ])('%s say what becomes of a child when its frame is resized', async (horizontal, expected) => {
    const { result } = await runInPlugin(`${FRAME}
      child.constraints = { horizontal: '${horizontal}', vertical: 'MIN' };
      frame.resize(200, 100);
      return [child.x, child.width]`)
    expect(result).toEqual(expected)
  })

  it('are left out by resizeWithoutConstraints', async () => {
    const { result } = await runInPlugin(`${FRAME}
      child.constraints = { horizontal: 'MAX', vertical: 'MAX' };
      frame.resizeWithoutConstraints(200, 200);
      return [child.x, child.y]`)
    expect(result).toEqual([10, 10])
  })
})

describe('getSelectionColors', () => {
  it('is null above a thousand colours', async () => {
    const { result } = await runInPlugin(`
      const paint = (index) => ({ type: 'SOLID', color: { r: index / 2000, g: 0, b: 0 } });
      const box = figma.createRectangle();
      figma.currentPage.selection = [box];
      const count = (length) => {
        box.fills = Array.from({ length }, (_, index) => paint(index));
        return figma.getSelectionColors()?.paints.length ?? null;
      };
      return [count(1000), count(1001)]`)
    expect(result).toEqual([1000, null])
  })
})
