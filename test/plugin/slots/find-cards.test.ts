import { describe, expect, it } from 'vitest'
import { buildOf, stepsTo } from '../../../plugin/slots/alike.ts'
import { type ChosenPlace, findCards } from '../../../plugin/slots/find-cards.ts'
import type { Layer } from '../../../plugin/slots/layer.ts'
import { layer, resultOf } from './layers.ts'

const picture = { fill: 'picture' } as const
const solid = { fill: 'solid' } as const

type Options = {
  name?: string
  type?: string
  fill?: 'picture' | 'solid'
  hasBadge?: boolean
  photo?: string
}

/** A product's card: photo, title, price, button; 200 × 300. */
function makeCard(x: number, y: number, options: Options = {}): Layer {
  const {
    name = `Card ${x} ${y}`,
    type = 'GROUP',
    fill = 'picture',
    hasBadge = false,
    photo = 'Rectangle 1',
  } = options
  const badge = layer('GROUP', 'Badge', { x: x + 10, y: y + 10, width: 40, height: 16 }, [
    layer('RECTANGLE', 'Rectangle 9', { ...solid, x: x + 10, y: y + 10, width: 40, height: 16 }),
    layer('TEXT', 'New', { x: x + 12, y: y + 12, width: 20, height: 10 }),
  ])
  return layer(type, name, { x, y, width: 200, height: 300 }, [
    layer('RECTANGLE', photo, { fill, x, y, width: 200, height: 180 }),
    ...(hasBadge ? [badge] : []),
    layer('TEXT', 'Title', { x, y: y + 200, width: 150, height: 20 }),
    layer('TEXT', 'Price', { x, y: y + 230, width: 60, height: 20 }),
    layer('FRAME', 'Button', { ...solid, x, y: y + 260, width: 90, height: 30 }, [
      layer('TEXT', 'Label', { x, y: y + 265, width: 80, height: 20 }),
    ]),
  ])
}

const row = (y: number, count: number, make = makeCard, type = 'FRAME') =>
  layer(
    type,
    `Row ${y}`,
    { y, width: count * 220, height: 300 },
    Array.from({ length: count }, (_, index) => make(index * 220, y)),
  )
const page = (...children: Layer[]) => layer('FRAME', 'Page', { width: 1440, height: 4000 }, children)

function find(roots: Layer[], chosen: ChosenPlace[] = []) {
  return resultOf(findCards(roots, chosen))
}
const names = (...roots: Layer[]) => find(roots).map(({ card }) => card.name)

describe('the cards in a selection', () => {
  it.each(['FRAME', 'GROUP', 'SECTION', 'INSTANCE'])('are those that stand in a row of type %s', (type) => {
    const found = find([row(0, 3, makeCard, type)])
    expect(found.map(({ card }) => card.name)).toEqual(['Card 0 0', 'Card 220 0', 'Card 440 0'])
    for (const { slot } of found) expect(slot?.layer.name).toBe('Rectangle 1')
  })

  it('are the same for the grid, its rows and each of them', () => {
    const rows = [row(0, 4), row(320, 4), row(640, 4)]
    const each = rows.flatMap(({ children }) => children)
    const all = names(page(...rows))
    expect(all).toHaveLength(12)
    expect(names(...rows)).toEqual(all)
    expect(names(...each)).toEqual(all)
  })

  it('stand in reading order, however they lie in the layers', () => {
    const shuffled = [makeCard(220, 320), makeCard(0, 0), makeCard(0, 320), makeCard(220, 0)]
    expect(names(page(...shuffled))).toEqual(['Card 0 0', 'Card 220 0', 'Card 0 320', 'Card 220 320'])
  })

  it('are found below a row that holds one alone, and in frames around each', () => {
    const wrapped = (x: number, y: number) =>
      layer('FRAME', `Cell ${x} ${y}`, { x, y, width: 200 }, [makeCard(x, y)])
    expect(names(page(row(0, 3), row(320, 1)))).toHaveLength(4)
    expect(names(page(row(0, 3, wrapped), row(320, 1, wrapped)))).toEqual([
      'Cell 0 0',
      'Cell 220 0',
      'Cell 440 0',
      'Cell 0 320',
    ])
  })

  it('are cards with a badge and without, groups and instances alike', () => {
    const cards = [
      makeCard(0, 0, { hasBadge: true }),
      makeCard(220, 0),
      makeCard(440, 0, { type: 'INSTANCE' }),
      makeCard(660, 0, { type: 'FRAME', hasBadge: true }),
    ]
    expect(names(page(...cards))).toHaveLength(4)
  })

  it('are whole cards, not pictures with a badge on them', () => {
    const make = (x: number, y: number) =>
      layer('FRAME', `Product ${x}`, { x, y, width: 200, height: 300 }, [
        layer('FRAME', 'Top', { x, y, width: 200, height: 180 }, [
          layer('RECTANGLE', 'Photo', { x, y, width: 200, height: 180 }),
          layer('TEXT', 'New', { x, y, width: 30, height: 10 }),
        ]),
        layer('TEXT', 'Title', { x, y: y + 200, width: 100, height: 20 }),
      ])
    expect(names(row(0, 3, make))).toEqual(['Product 0', 'Product 220', 'Product 440'])
  })

  it('leave out what does not repeat: the page’s hero, its logo and its icons', () => {
    const hero = layer('FRAME', 'Hero', { y: -900, width: 1440, height: 800 }, [
      layer('RECTANGLE', 'Photo', { ...picture, y: -900, width: 1440, height: 800 }),
      layer('TEXT', 'Headline', { y: -800, width: 400, height: 60 }),
    ])
    const feature = (x: number, y: number) =>
      layer('GROUP', `Feature ${x}`, { x, y, width: 200, height: 60 }, [
        layer('RECTANGLE', 'image 7', { ...picture, x, y, width: 24, height: 24 }),
        layer('TEXT', 'Words', { x: x + 30, y, width: 100, height: 20 }),
      ])
    expect(names(page(hero, row(0, 3), row(400, 4, feature)))).toEqual([
      'Card 0 0',
      'Card 220 0',
      'Card 440 0',
    ])
  })

  it('are one for a card with a large photo and four signs with words', () => {
    const sign = (y: number) =>
      layer('GROUP', 'Group 5', { y, width: 92, height: 65 }, [
        layer('RECTANGLE', 'image 7', { ...picture, y, width: 32, height: 32 }),
        layer('TEXT', 'Words', { y: y + 40, width: 90, height: 20 }),
      ])
    const specs = page(
      layer('RECTANGLE', 'specs 1', { ...picture, x: 150, y: 180, width: 250, height: 270 }),
      sign(180),
      sign(260),
      sign(340),
      sign(420),
    )
    expect(find([specs])).toMatchObject([{ card: { name: 'Page' }, slot: { layer: { name: 'specs 1' } } }])
  })

  it('are whole cards where the picture stands beside words with a face among them', () => {
    const author = (x: number, y: number) =>
      layer('FRAME', 'Author', { x, y, width: 200, height: 40 }, [
        layer('ELLIPSE', 'Avatar', { ...picture, x, y, width: 40, height: 40 }),
        layer('TEXT', 'Name', { x: x + 50, y, width: 100, height: 20 }),
      ])
    const post = (isTitled: boolean, hasRoom: boolean) => (x: number, y: number) => {
      const below = y + (hasRoom ? 190 : 150)
      const title = layer('TEXT', 'Title', { x, y: below, width: 150, height: 20 })
      const words = [...(isTitled ? [title] : []), author(x, below + 40)]
      return layer('FRAME', `Post ${x}`, { x, y, width: 200, height: 300 }, [
        layer('RECTANGLE', 'photo.jpg', { ...picture, x, y, width: 200, height: 180 }),
        layer('FRAME', 'Content', { x, y: below, width: 200, height: 110 }, words),
      ])
    }
    for (const make of [post(true, true), post(false, true), post(true, false)]) {
      const found = find([page(row(0, 2, make), row(400, 1, make))])
      expect(found.map(({ card }) => card.name)).toEqual(['Post 0', 'Post 220', 'Post 0'])
      expect(found.map(({ slot }) => slot?.layer.name)).toEqual(Array(3).fill('photo.jpg'))
    }
  })

  it('are those that lie on a picture of the page, not the page', () => {
    const photo = layer('RECTANGLE', 'hero.jpg', { ...picture, width: 1440, height: 800 })
    const hero = layer('FRAME', 'Hero', { width: 1440, height: 800 }, [photo, makeCard(600, 100)])
    expect(names(page(hero, row(900, 3)))).toEqual([
      'Card 600 100',
      'Card 0 900',
      'Card 220 900',
      'Card 440 900',
    ])
  })

  it('have the place of their neighbours’ pictures where they have none themselves', () => {
    const cards = [
      makeCard(0, 0),
      makeCard(220, 0, { fill: 'solid' }),
      makeCard(440, 0),
      makeCard(660, 0, { fill: 'solid', hasBadge: true }),
    ]
    for (const found of [find([page(...cards)]), find(cards)]) {
      expect(found.map(({ card, slot }) => [card.name, slot?.layer.name])).toEqual(
        cards.map(({ name }) => [name, 'Rectangle 1']),
      )
    }
  })

  it('do not include a button that is built as a card is', () => {
    const make = (x: number, y: number) =>
      layer('GROUP', `Card ${x}`, { x, y, width: 200, height: 240 }, [
        layer('RECTANGLE', 'Photo', { ...picture, x, y, width: 200, height: 180 }),
        layer('TEXT', 'Title', { x, y: y + 200, width: 100, height: 20 }),
      ])
    const button = layer('GROUP', 'Group 9', { x: 0, y: 400, width: 90, height: 30 }, [
      layer('RECTANGLE', 'Rectangle 9', { ...solid, x: 0, y: 400, width: 90, height: 30 }),
      layer('TEXT', 'Label', { x: 10, y: 405, width: 60, height: 20 }),
    ])
    expect(names(page(make(0, 0), make(220, 0), button))).toEqual(['Card 0', 'Card 220'])
  })

  it('are the pictures of a gallery without words, each once', () => {
    const shots = [0, 110, 220].map((x) => layer('RECTANGLE', `shot ${x}`, { ...picture, x }))
    expect(names(layer('GROUP', 'Gallery', {}, shots))).toEqual(['shot 0', 'shot 110', 'shot 220'])
  })

  it('are the pictures of a carousel, also the one that its frame cuts off', () => {
    const shots = [0, 110, 220, 330].map((x) => layer('RECTANGLE', `shot ${x}`, { ...picture, x }))
    const found = find([layer('FRAME', 'Carousel', { width: 360, clips: true }, shots)])
    expect(found.map(({ slot }) => slot?.seen.width)).toEqual([100, 100, 100, 30])
  })

  it('are the pictures of a gallery that are of several sizes, but no small ones beside a large one', () => {
    const gallery = (side: number) =>
      layer('FRAME', 'Gallery', { width: 450, height: 210 }, [
        layer('RECTANGLE', 'a', { ...picture, width: 210, height: 210 }),
        ...[220, 330].map((x) => layer('RECTANGLE', `${x}`, { ...picture, x, width: side, height: side })),
      ])
    expect(names(gallery(100))).toEqual(['a', '220', '330'])
    expect(find([gallery(90)])).toMatchObject([{ card: { name: 'Gallery' }, slot: { layer: { name: 'a' } } }])
  })

  it('are pictures that cover each other somewhat, but none that is mostly hidden', () => {
    const stack = (step: number) =>
      layer(
        'FRAME',
        'Faces',
        { width: 400 },
        [0, 1, 2].map((index) => layer('ELLIPSE', `${index}`, { ...picture, x: index * step })),
      )
    expect(names(stack(60))).toEqual(['0', '1', '2'])
    expect(find([stack(40)])).toMatchObject([{ card: { name: 'Faces' }, slot: { layer: { name: '2' } } }])
  })

  it('are those of partners by their logos, but no bars with a logo beside cards with photos', () => {
    const partner = (x: number, y: number) =>
      layer('FRAME', `Partner ${x}`, { x, y, width: 200, height: 150 }, [
        layer('RECTANGLE', 'logo 1', { ...picture, x, y, width: 160, height: 80 }),
        layer('TEXT', 'Name', { x, y: y + 100, width: 100, height: 20 }),
        layer('TEXT', 'Since', { x, y: y + 120, width: 100, height: 20 }),
      ])
    const partners = ['Partner 0', 'Partner 220', 'Partner 440']
    expect(names(row(0, 3, partner))).toEqual(partners)
    const bars = [partner(0, -200), partner(0, 900)]
    expect(names(page(...bars, row(0, 3)))).toEqual(['Card 0 0', 'Card 220 0', 'Card 440 0'])
  })

  it('are what is selected where nothing in it is one', () => {
    const alone = layer('RECTANGLE', 'Rectangle 5', solid)
    const empty = layer('GROUP', 'Group 5', {}, [layer('TEXT', 'Words')])
    expect(find([alone, empty])).toEqual([
      { card: alone, slot: null },
      { card: empty, slot: null },
    ])
  })

  it('are offered once where two selected layers lead to the same', () => {
    const photo = layer('RECTANGLE', 'Photo', picture)
    expect(
      find([layer('GROUP', 'Group 1', {}, [photo]), layer('GROUP', 'Group 2', {}, [photo])]),
    ).toHaveLength(1)
  })
})

describe('a place that was chosen for the picture', () => {
  const place = (card: Layer, ...path: number[]): ChosenPlace => ({
    build: buildOf(card),
    steps: stepsTo(card, path),
  })

  it('is the slot of every card built alike, by structure and not by name', () => {
    const cards = [makeCard(0, 0), makeCard(220, 0, { photo: 'Photo', hasBadge: true }), makeCard(440, 0)]
    const button = place(cards[0] as Layer, 3)
    expect(find([page(...cards)], [button]).map(({ slot }) => slot?.layer.name)).toEqual([
      'Button',
      'Button',
      'Button',
    ])
  })

  it('serves cards that nothing else speaks for', () => {
    const cards = [0, 220, 440].map((x) => makeCard(x, 0, { fill: 'solid' }))
    expect(find([page(...cards)])).toMatchObject([{ card: { name: 'Page' }, slot: null }])
    const found = find([page(...cards)], [place(cards[0] as Layer, 0)])
    expect(found.map(({ card }) => card)).toEqual(cards)
  })

  it('does not reach cards that are built otherwise', () => {
    const other = layer('GROUP', 'Other', { width: 200, height: 300 }, [
      layer('RECTANGLE', 'Photo', { ...picture, width: 200, height: 100 }),
      ...[0, 1, 2, 3, 4, 5].map((line) =>
        layer('TEXT', `Line ${line}`, { y: 120 + line * 20, width: 90, height: 16 }),
      ),
    ])
    expect(find([other], [place(makeCard(0, 0), 3)])).toMatchObject([{ slot: { layer: { name: 'Photo' } } }])
  })
})
