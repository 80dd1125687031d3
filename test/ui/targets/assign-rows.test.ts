import { describe, expect, it } from 'vitest'
import { assignRows } from '../../../ui/targets/assign-rows.ts'
import { readRows } from '../../../ui/targets/rows.ts'

const mug = { id: 'm', names: ['Ceramic mug', 'Card 1'] }
const bowl = { id: 'b', names: ['Bowl', 'Card 2'] }
const cup = { id: 'c', names: ['Café cup', 'Card 3'] }

function assign(text: string, targets = [mug, bowl, cup]) {
  const { rowOf, unused, surplus } = assignRows(readRows(text), targets)
  return {
    rowOf: Object.fromEntries([...rowOf].map(([id, { number }]) => [id, number])),
    unused: unused.map(({ number }) => number),
    ...(surplus.length === 0 ? {} : { surplus: surplus.map(({ number }) => number) }),
  }
}

describe('rows go', () => {
  it('to the targets in order without a column “name”', () => {
    expect(assign('colour\nred\nblue')).toEqual({ rowOf: { m: 1, b: 2 }, unused: [] })
  })

  it('to the targets of their names, written as people write them', () => {
    expect(assign('name\nCAFE-CUP\nceramic mug')).toEqual({ rowOf: { c: 1, m: 2 }, unused: [] })
  })

  it('to a layer by its own name when its title is another', () => {
    expect(assign('name\nCard 2')).toEqual({ rowOf: { b: 1 }, unused: [] })
  })

  it('to the target that is known best by the name', () => {
    const other = { id: 'o', names: ['Tray', 'Bowl'] }
    expect(assign('name\nBowl', [other, bowl])).toEqual({ rowOf: { b: 1 }, unused: [] })
  })

  it('in order to several targets of one name', () => {
    const twin = { ...bowl, id: 'b2' }
    expect(assign('name\nBowl\nPlate\nBowl\nbowl', [bowl, twin])).toEqual({
      rowOf: { b: 1, b2: 3 },
      unused: [2, 4],
      // There are layers of its name, only not so many.
      surplus: [4],
    })
  })

  it('nowhere when no target is left, has the name, or when they have none', () => {
    expect(assign('colour\n1\n2\n3\n4').unused).toEqual([4])
    expect(assign('name\tcolour\nPlate\tred\n\tblue')).toEqual({ rowOf: {}, unused: [1, 2] })
  })
})
