// While one selection is read nothing else of the plugin runs, so a search has to pause often, whatever it goes through.
import { expect, it } from 'vitest'
import { findCards } from '../../../plugin/slots/find-cards.ts'
import type { Box, Layer } from '../../../plugin/slots/layer.ts'
import { layer } from './layers.ts'

/** Of a slice of 30 ms in QuickJS, where one read takes 30 µs of the stand-in for Figma. */
const MOST_READS = 600

/** What a read within the engine costs of one that goes to Figma. */
const WITHIN = 1 / 200

let reads = 0

/** What a layer of the file tells without asking Figma is its kind, and that there is nothing in a shape. */
function isAsked({ kind }: Layer, field: keyof Layer): boolean {
  return field === 'children' ? kind === 'box' : field !== 'kind' && field !== 'isFillable'
}

/** The same layer, of which each first read is counted, and of its box every one. */
function counted(plain: Layer): Layer {
  const known = new Map<keyof Layer, unknown>()
  const made = {}
  for (const field of Object.keys(plain) as (keyof Layer)[]) {
    Object.defineProperty(made, field, {
      get() {
        if (!known.has(field)) {
          reads += isAsked(plain, field) ? 1 : WITHIN
          known.set(field, field === 'children' ? plain.children.map(counted) : readOf(plain, field))
        }
        return known.get(field)
      },
    })
  }
  return made as Layer
}

function readOf(plain: Layer, field: keyof Layer): unknown {
  if (field !== 'box') return plain[field]
  const box = {} as Box
  for (const side of ['x', 'y', 'width', 'height'] as const) {
    Object.defineProperty(box, side, {
      get() {
        reads += WITHIN
        return plain.box[side]
      },
    })
  }
  return box
}

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i))
const at = (index: number) => ({
  x: (index % 60) * 100,
  y: Math.floor(index / 60) * 100,
  width: 90,
  height: 90,
})
const photo = (index: number) => layer('RECTANGLE', `R ${index}`, { ...at(index), fill: 'picture' })
const words = (index: number) => layer('TEXT', `T ${index}`, { ...at(index), height: 20 })
const sheet = (children: Layer[]) => layer('FRAME', 'Sheet', { width: 9000, height: 90_000 }, children)

const card = (index: number, more: number) => {
  const { x, y } = { x: (index % 20) * 220, y: Math.floor(index / 20) * 320 }
  return layer('GROUP', `Card ${index}`, { x, y, width: 200, height: 300 }, [
    layer('RECTANGLE', 'R', { x, y, width: 200, height: 180, fill: 'picture' }),
    layer('TEXT', 'Title', { x, y: y + 190, width: 160, height: 20 }),
    ...times(more, (n) => layer('FRAME', `F ${n}`, { x, y, width: 20, height: 20 }, [words(n), words(n)])),
  ])
}

const deep = (depth: number): Layer =>
  depth === 0
    ? words(1)
    : layer(
        'FRAME',
        `D ${depth}`,
        { width: 300, height: 300 },
        times(2, () => deep(depth - 1)),
      )
const chain = (depth: number): Layer =>
  depth === 0 ? words(1) : layer('FRAME', `C ${depth}`, { width: 300, height: 300 }, [chain(depth - 1)])
const nested = (depth: number, inner: Layer): Layer =>
  depth === 0 ? inner : layer('GROUP', `N ${depth}`, inner.box, [nested(depth - 1, inner)])

it.each([
  ['500 cards of 35 layers', () => sheet(times(500, (index) => card(index, 11)))],
  ['500 cards that are all different', () => sheet(times(500, (index) => card(index, index % 37)))],
  ['one card of 4,000 layers', () => deep(11)],
  ['layers in layers, 300 deep', () => chain(300)],
  ['cards in twenty groups', () => nested(20, sheet(times(100, (index) => card(index, 3))))],
  ['hidden cards', () => sheet(times(500, (index) => ({ ...card(index, 3), visible: false })))],
  ['3,000 pictures side by side', () => sheet(times(3000, photo))],
  ['3,000 pictures with words between', () => sheet(times(6000, (n) => (n % 2 ? photo(n) : words(n))))],
  ['5,000 texts', () => sheet(times(5000, words))],
  [
    'a group of 3,000 that is called a picture',
    () =>
      layer(
        'GROUP',
        'Photo',
        at(0),
        times(3000, (n) => layer('RECTANGLE', `V ${n}`, { fill: 'solid' })),
      ),
  ],
  [
    'a table',
    () =>
      sheet(
        times(100, (row) =>
          layer(
            'FRAME',
            `Row ${row}`,
            { y: row * 40, width: 4000, height: 40 },
            times(12, (n) =>
              layer('FRAME', `Cell ${n}`, { y: row * 40, width: 100, height: 40 }, [words(n)]),
            ),
          ),
        ),
      ),
  ],
])('pauses often in %s', (_, make) => {
  reads = 0
  const search = findCards([counted(make())], [])
  let [before, longest, steps] = [0, 0, 0]
  for (let isDone = false; !isDone; steps += 1) {
    isDone = search.next().done === true
    longest = Math.max(longest, reads - before)
    before = reads
  }
  expect(longest).toBeLessThan(MOST_READS)
  expect(steps).toBeGreaterThan(1)
})
