/** The desktop page of the shop: navigation, hero, a grid of twelve cards. */
import { solid } from '../host/file/node-defaults.ts'
import { COLORS, gradient, SOFT_SHADOW, sans, serif, styled } from './brand.ts'
import { frame, type Layer, line, rectangle, text } from './build-file.ts'

const PAGE_WIDTH = 1440
const MARGIN = 80
const GAP = 32
const COLUMNS = 4
const CARD = { width: 296, height: 388, image: 280 }

const PRODUCTS: readonly (readonly [string, string, string, string])[] = [
  ['Ceramic mug', '€ 24', '#d9cdb8', '#b9a487'],
  ['Linen throw', '€ 89', '#cfd6c4', '#9fae92'],
  ['Oak stool', '€ 145', '#e4d2ae', '#c69f63'],
  ['Brass lamp', '€ 168', '#eedcae', '#d0a54e'],
  ['Wool cushion', '€ 56', '#e2c2b0', '#c98a6b'],
  ['Stoneware bowl', '€ 38', '#cbc8bf', '#979284'],
  ['Rattan basket', '€ 62', '#e6d6bb', '#bf9a6a'],
  ['Glass carafe', '€ 44', '#cddcd8', '#93b1ab'],
  ['Walnut tray', '€ 72', '#c9ab90', '#80573a'],
  ['Beeswax candle', '€ 19', '#f1dfb0', '#dba94a'],
  ['Terracotta pot', '€ 33', '#e6b79c', '#c4694a'],
  ['Cotton napkins', '€ 27', '#ddd8e0', '#a79fb2'],
]

function card([name, price, from, to]: readonly [string, string, string, string], index: number): Layer {
  const column = index % COLUMNS
  const row = Math.floor(index / COLUMNS)
  return frame(
    `Card / ${name}`,
    {
      x: MARGIN + column * (CARD.width + GAP),
      y: 856 + row * (CARD.height + GAP),
      width: CARD.width,
      height: CARD.height,
      cornerRadius: 16,
      fills: [solid('#ffffff')],
      effects: [SOFT_SHADOW],
    },
    [
      rectangle('Image', {
        x: 8,
        y: 8,
        width: CARD.image,
        height: CARD.image,
        cornerRadius: 10,
        fills: [gradient(from, to)],
      }),
      text(name, { x: 20, y: 306, width: 190, height: 25, ...sans(18, 'Medium') }),
      text('Made in small batches', {
        x: 20,
        y: 336,
        width: 190,
        height: 20,
        ...sans(14, 'Regular', COLORS.stone),
      }),
      text(price, {
        x: 206,
        y: 306,
        width: 70,
        height: 25,
        textAlignHorizontal: 'RIGHT',
        ...sans(18, 'Semi Bold', COLORS.clay),
      }),
    ],
  )
}

function button(label: string, x: number, y: number, isPrimary: boolean): Layer {
  const look = isPrimary
    ? styled('clay')
    : { fills: [solid('#ffffff')], strokes: [solid(COLORS.ink)], strokeWeight: 1.5 }
  return frame(`Button / ${label}`, { x, y, width: 176, height: 56, cornerRadius: 28, ...look }, [
    text(label, {
      y: 16,
      width: 176,
      height: 24,
      textAlignHorizontal: 'CENTER',
      ...sans(16, 'Medium', isPrimary ? '#ffffff' : COLORS.ink),
    }),
  ])
}

const NAVIGATION = frame('Navigation', { width: PAGE_WIDTH, height: 88, fills: [] }, [
  text('Kiln & Oak', { x: MARGIN, y: 26, width: 200, height: 36, ...serif(28) }),
  ...['Shop', 'Rooms', 'Makers', 'Journal'].map((label, index) =>
    text(label, { x: 960 + index * 104, y: 33, width: 96, height: 22, ...sans(16, 'Regular') }),
  ),
  line('Rule', { x: MARGIN, y: 87, width: PAGE_WIDTH - 2 * MARGIN, strokes: [solid(COLORS.sand)] }),
])

const HERO = frame(
  'Hero',
  { x: MARGIN, y: 120, width: PAGE_WIDTH - 2 * MARGIN, height: 560, cornerRadius: 28, ...styled('sand') },
  [
    text('Slow things for\nquick days', { x: 64, y: 112, width: 560, height: 152, ...serif(68) }),
    text('Cups, lamps and linen from workshops that take their time.', {
      x: 64,
      y: 288,
      width: 440,
      height: 56,
      ...sans(20, 'Regular', COLORS.stone),
    }),
    button('Shop the range', 64, 384, true),
    button('Meet the makers', 256, 384, false),
    rectangle('Image', {
      x: 680,
      y: 40,
      width: 560,
      height: 480,
      cornerRadius: 20,
      fills: [gradient('#d7cbb0', COLORS.moss)],
    }),
  ],
)

export const PRODUCT_PAGE = frame(
  'Product page',
  { width: PAGE_WIDTH, height: 2180, fills: [solid(COLORS.paper)] },
  [
    NAVIGATION,
    HERO,
    text('New this season', { x: MARGIN, y: 752, width: 500, height: 56, ...serif(44) }),
    text('12 pieces', {
      x: 1160,
      y: 772,
      width: 200,
      height: 25,
      textAlignHorizontal: 'RIGHT',
      ...sans(18, 'Regular', COLORS.stone),
    }),
    ...PRODUCTS.map(card),
  ],
)
