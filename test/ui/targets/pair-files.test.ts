import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChosenPairs } from '../../../ui/state/draft.ts'
import { exchange, type FileTarget, pairFiles } from '../../../ui/targets/pair-files.ts'

const target = (id: string, ...names: string[]): FileTarget => ({ id, names, file: null })
const files = (...names: string[]) => names.map((name, index) => ({ id: `${index}`, name }))
const NONE: ChosenPairs = new Map()

function pair(names: string[], targets: FileTarget[], chosen = NONE) {
  const list = files(...names)
  const { fileOf, unused } = pairFiles(list, targets, chosen)
  const nameOf = (id: string) => list.find((file) => file.id === id)?.name
  return {
    pairs: Object.fromEntries([...fileOf].map(([id, fileId]) => [id, nameOf(fileId)])),
    unused: unused.map(nameOf),
  }
}

describe('a file goes', () => {
  it.each([
    ['case, separators and extension', 'BLUE-mug_.PNG', 'Blue mug'],
    ['accents', 'cafe.jpg', 'Café'],
    ['how accents are stored', 'Cafe\u0301.jpg', 'Café'],
    ['letters of other alphabets', 'strasse.webp', 'Straße'],
    ['what else stands in its name', '2026 blue mug front.png', 'Blue mug'],
    ['what else the layer is called', 'mug.png', 'Card / Mug'],
  ])('to the target of its name, whatever %s', (_, file, name) => {
    expect(pair([file], [target('o', 'Other'), target('t', name)]).pairs).toEqual({ t: file })
  })

  it('to the target whose text it is called by', () => {
    const targets = [target('a', 'Card 1', 'Oak tray'), target('b', 'Card 2', 'Blue mug, hand-thrown')]
    expect(pair(['blue mug.png', 'oak tray.png'], targets).pairs).toEqual({
      a: 'oak tray.png',
      b: 'blue mug.png',
    })
  })

  it('to the target whose row names it, and to no other', () => {
    const named = { ...target('a', 'Bowl'), file: 'IMG_2041.JPG' }
    expect(pair(['bowl.png', 'img-2041.jpg'], [named, target('b', 'Mug')]).pairs).toEqual({
      a: 'img-2041.jpg',
      b: 'bowl.png',
    })
  })

  it('nowhere else when the row of the only target left names a file that is not there', () => {
    const named = { ...target('a', 'Bowl'), file: 'bowl.png' }
    expect(pair(['plate.png'], [named])).toEqual({ pairs: {}, unused: ['plate.png'] })
  })

  it('to the target that says most of its name', () => {
    const targets = [target('a', 'Mug'), target('b', 'Mug blue')]
    expect(pair(['mug-blue-01.png', 'mug-01.png'], targets).pairs).toEqual({
      a: 'mug-01.png',
      b: 'mug-blue-01.png',
    })
  })

  it('to the next free target in order when its name says nothing, as a person counts', () => {
    const targets = [target('a', 'Mug'), target('b', 'Bowl'), target('c', 'Tray')]
    expect(pair(['p10.png', 'bowl.png', 'p2.png'], targets).pairs).toEqual({
      a: 'p2.png',
      b: 'bowl.png',
      c: 'p10.png',
    })
  })

  it('in order when it was pasted, though slots are called “Image”', () => {
    const targets = [target('a', 'Mug', 'Image'), target('b', 'Bowl', 'Image')]
    expect(pair(['image.png', 'image.png'], targets).pairs).toEqual({
      a: 'image.png',
      b: 'image.png',
    })
  })
})

describe('what does not come out even', () => {
  it('leaves the thirteenth file over', () => {
    const targets = Array.from({ length: 12 }, (_, index) => target(`t${index}`, `Card ${index}`))
    const names = Array.from({ length: 13 }, (_, index) => `p${index}.png`)
    const { pairs, unused } = pair(names, targets)
    expect(Object.keys(pairs)).toHaveLength(12)
    expect(unused).toEqual(['p12.png'])
  })

  it('leaves the second of two files for one target over, and gives it to no other', () => {
    const { pairs, unused } = pair(['Mug.png', 'mug.jpg'], [target('a', 'Mug'), target('b', 'Bowl')])
    expect(pairs).toEqual({ a: 'mug.jpg' })
    expect(unused).toEqual(['Mug.png'])
  })

  it('gives several targets of one name a file each, and the last of them none', () => {
    const targets = [target('a', 'Mug'), target('b', 'Mug')]
    expect(pair(['mug.png'], targets).pairs).toEqual({ a: 'mug.png' })
    expect(pair(['mug.png', 'mug 2.png'], targets).pairs).toEqual({
      a: 'mug.png',
      b: 'mug 2.png',
    })
  })
})

describe('what the person has paired', () => {
  const targets = [target('a', 'Mug'), target('b', 'Bowl')]
  const list = files('mug.png', 'bowl.png')

  it('holds against the names', () => {
    expect(pair(['mug.png', 'bowl.png'], targets, new Map([['b', '0']])).pairs).toEqual({
      a: 'bowl.png',
      b: 'mug.png',
    })
  })

  it('holds when it is no file', () => {
    expect(pair(['mug.png'], targets, new Map([['a', null]])).pairs).toEqual({ b: 'mug.png' })
  })

  it('is exchanged: the other target gets what this one had', () => {
    const chosen = exchange(NONE, pairFiles(list, targets, NONE), 'a', '1')
    expect(pair(['mug.png', 'bowl.png'], targets, chosen).pairs).toEqual({
      a: 'bowl.png',
      b: 'mug.png',
    })
  })

  it('is forgotten with its file', () => {
    expect(pair(['mug.png'], targets, new Map([['a', 'gone']])).pairs).toEqual({ a: 'mug.png' })
  })
})

it('no file is ever paired twice or lost, and every choice holds, whatever the names', () => {
  const word = fc.constantFrom('mug', 'Mug', 'bowl', 'tray 2', 'tray', 'IMG_1', 'image', '', '12', 'café')
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 8 }),
      fc.array(fc.tuple(word, word), { maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 3 }),
      (names, layers, wishes) => {
        const list = files(...names)
        const targets = layers.map(([name, text], index) => target(`t${index}`, name, text))
        let chosen = NONE
        for (const [file, layer] of wishes) {
          if (list[file] === undefined || targets[layer] === undefined) continue
          chosen = exchange(chosen, pairFiles(list, targets, chosen), `t${layer}`, `${file}`)
          expect(pairFiles(list, targets, chosen).fileOf.get(`t${layer}`)).toBe(`${file}`)
        }
        const { fileOf, unused } = pairFiles(list, targets, chosen)
        expect([...fileOf.values(), ...unused].sort()).toEqual(list.map(({ id }) => id).sort())
      },
    ),
  )
})
