import { describe, expect, it } from 'vitest'
import { giveTitles, isMachineName, textOf } from '../../../ui/prompt/card-words.ts'

const lines = (...words: string[]) => words.map((line) => ({ words: line, isOnButton: false }))
const titleOf = (name: string, isItsOwn: boolean, read: ReturnType<typeof lines>) =>
  giveTitles([{ name, lines: read }, ...(isItsOwn ? [] : [{ name, lines: [] }])])[0]?.title

describe('the name of a layer', () => {
  it.each([
    'Group 9',
    'Frame 52',
    'image 7',
    'Rectangle',
    'Mask group',
    'Group 1000003427',
    'Group 48.1',
    'Rechteck 12',
    'Gruppe 4',
    'div.card',
    'IMG_2041',
    'MX3X2_AV4 2',
    'stock-photo.jpg 1',
    '  ',
  ])('"%s" is one that nobody chose', (name) => {
    expect(isMachineName(name)).toBe(true)
  })

  it.each([
    'Oak chair',
    'Card / Mug',
    'RoomCard2',
    'Batman',
    'Frame shop',
    'Image Area',
    'Rectangle rug 2 m',
  ])('"%s" is a name', (name) => {
    expect(isMachineName(name)).toBe(false)
  })
})

describe('the title of a card', () => {
  it('is its name', () => {
    expect(titleOf('Card / Mug', true, lines('Stoneware mug'))).toBe('Card / Mug')
  })

  it('is its first line of text where a machine named it', () => {
    expect(titleOf('Group 9', true, lines('Stoneware mug', '€ 18'))).toBe('Stoneware mug')
  })

  it('is its first line of text where another card is called the same', () => {
    expect(titleOf('Product card', false, lines('Stoneware mug'))).toBe('Stoneware mug')
  })

  it('is not a price or a button, as long as there is anything else', () => {
    expect(titleOf('Group 9', true, lines('-20 %', '€ 18', 'Stoneware mug'))).toBe('Stoneware mug')
    expect(titleOf('Group 9', true, lines('€ 18'))).toBe('€ 18')
  })

  it('is the machine name where there is no text', () => {
    expect(titleOf('Group 9', true, [])).toBe('Group 9')
  })
})

describe('what {name} says of cards', () => {
  const namesOf = (...names: string[]) =>
    giveTitles(names.map((name) => ({ name, lines: lines('Its text') }))).map(({ name }) => name)

  it.each([
    ['the end of a name in groups', ['Card / Ceramic mug'], ['Ceramic mug']],
    [
      'it without spaces where all are in the group',
      ['Shop/Card/Oak stool', 'Shop/Card/Lamp'],
      ['Oak stool', 'Lamp'],
    ],
    [
      'all of it where the slash is one of its words',
      ['AC/DC cable', 'Amp/Tuner'],
      ['AC/DC cable', 'Amp/Tuner'],
    ],
    [
      'such a word as the end of a name in groups',
      ['Card / AC/DC cable', 'Card / Amp'],
      ['AC/DC cable', 'Amp'],
    ],
    ['all of it where nothing tells whether there is a group', ['AC/DC cable'], ['AC/DC cable']],
    [
      'all of it where the ends are alike',
      ['Mug / Default', 'Lamp / Default'],
      ['Mug / Default', 'Lamp / Default'],
    ],
    ['all of it where the end is a number', ['Shelf 1/2'], ['Shelf 1/2']],
    ['all of it where a machine named the end', ['Mug / Frame 12'], ['Mug / Frame 12']],
    ['all of it where nothing follows', ['Mug /'], ['Mug /']],
    ['the text of those that are called the same', ['Card / Mug', 'Card / Mug'], ['Its text', 'Its text']],
    ['the text of a layer that a machine named', ['Group 9'], ['Its text']],
  ])('is %s', (_, names, expected) => {
    expect(namesOf(...names)).toEqual(expected)
  })

  it('leaves the title as the layer is called, and a slash in its text alone', () => {
    expect(giveTitles([{ name: 'Card / Mug', lines: [] }])).toMatchObject([
      { title: 'Card / Mug', name: 'Mug' },
    ])
    const card = { name: 'Group 9', lines: lines('Salt / pepper') }
    expect(giveTitles([card])).toMatchObject([{ title: 'Salt / pepper', name: 'Salt / pepper' }])
  })
})

describe('the words of a card', () => {
  it.each([
    '€ 240',
    '240 €',
    '$1,299.00',
    '1.299,00 EUR',
    'from £ 12',
    'ab 24,90 €',
    '24.90',
    '₹ 1,20,000',
    '12 000 ₽',
    '¥3,200',
    'US$ 24 / month',
    '199,- kr',
    '-20 %',
    '50% off',
    '€ 12 – € 18',
  ])('leave out the price "%s"', (price) => {
    expect(textOf({ lines: lines('Oak chair', price, 'Solid oak') })).toBe('Oak chair, Solid oak')
  })

  it.each([
    'Add to cart',
    'Buy now',
    'Shop now →',
    'Learn more',
    'View details',
    'In den Warenkorb',
    'Ajouter au panier',
    'Añadir al carrito',
    'В корзину',
  ])('leave out the button "%s"', (label) => {
    expect(textOf({ lines: lines('Oak chair', label) })).toBe('Oak chair')
  })

  it('leave out what stands on a button by the names of the layers around it', () => {
    expect(textOf({ lines: [...lines('Oak chair'), { words: 'Take it home', isOnButton: true }] })).toBe(
      'Oak chair',
    )
  })

  it.each([
    'Chair 240',
    '3 pieces',
    'Ø 24 cm',
    'Model 12.5',
    'More light',
    'Shop window lamp',
    '100% cotton',
  ])('keep "%s"', (words) => {
    expect(textOf({ lines: lines(words) })).toBe(words)
  })

  it('stop at 300 units and never within a character', () => {
    expect(textOf({ lines: lines('a'.repeat(400)) })).toHaveLength(300)
    const chairs = textOf({ lines: lines(`a${'🪑'.repeat(200)}`) })
    expect(chairs).toHaveLength(299)
    expect(chairs.endsWith('🪑')).toBe(true)
  })
})
