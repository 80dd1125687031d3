/** Everything beside the product page: each thing a plugin must cope with stands here once. */
import { solid } from '../host/file/node-defaults.ts'
import { COLORS, gradient, SOFT_SHADOW, sans, serif, styled } from './brand.ts'
import { component, ellipse, frame, group, instance, line, rectangle, section, text } from './build-file.ts'

const LEFT = 1600

export const POSTER = frame(
  'Poster / Autumn market',
  { x: LEFT, width: 600, height: 900, ...styled('moss') },
  [
    ellipse('Sun', { x: 384, y: 60, width: 156, height: 156, fills: [gradient(COLORS.ochre, COLORS.clay)] }),
    text('Autumn\nmarket', { x: 48, y: 560, width: 504, height: 200, ...serif(92, COLORS.paper) }),
    text('Thirty workshops, one courtyard. Free entry.', {
      x: 48,
      y: 800,
      width: 420,
      height: 28,
      ...sans(18, 'Regular', COLORS.sage),
    }),
  ],
)

export const PHONE = frame(
  'Phone / Story',
  {
    x: 2280,
    width: 450,
    height: 800,
    cornerRadius: 52,
    fills: [solid('#15181a')],
    effects: [SOFT_SHADOW],
  },
  [
    frame(
      'Screen',
      { x: 12, y: 12, width: 426, height: 776, cornerRadius: 42, fills: [solid(COLORS.paper)] },
      [
        rectangle('Image', { width: 426, height: 560, fills: [gradient('#e9d9c1', '#b98f6f')] }),
        text('The tea hour', { x: 28, y: 592, width: 370, height: 48, ...serif(38) }),
        text('Four cups, one pot, no screens.', {
          x: 28,
          y: 648,
          width: 340,
          height: 24,
          ...sans(16, 'Regular', COLORS.stone),
        }),
        frame(
          'Button / See the set',
          { x: 28, y: 696, width: 180, height: 48, cornerRadius: 24, ...styled('clay') },
          [
            text('See the set', {
              y: 13,
              width: 180,
              height: 22,
              textAlignHorizontal: 'CENTER',
              ...sans(15, 'Medium', '#ffffff'),
            }),
          ],
        ),
      ],
    ),
  ],
)

export const TILE = component(
  'Tile',
  { x: 2810, width: 260, height: 320, cornerRadius: 16, fills: [solid('#ffffff')], effects: [SOFT_SHADOW] },
  [
    rectangle('Image', {
      x: 8,
      y: 8,
      width: 244,
      height: 240,
      cornerRadius: 10,
      fills: [gradient('#dde3d6', COLORS.sage)],
    }),
    text('Tile title', { x: 20, y: 268, width: 220, height: 25, ...sans(18, 'Medium') }),
  ],
)

export const TILE_INSTANCE = instance('Tile / Featured', 'Tile', { x: 3100 })

export const SHAPES = group('Shapes', { x: 2810, y: 400, width: 550, height: 180 }, [
  rectangle('Square', {
    x: 2810,
    y: 400,
    width: 160,
    height: 160,
    cornerRadius: 24,
    fills: [solid(COLORS.ochre)],
  }),
  ellipse('Circle', { x: 3000, y: 400, width: 160, height: 160, fills: [solid(COLORS.clay)] }),
  rectangle('Outline', {
    x: 3190,
    y: 400,
    width: 160,
    height: 160,
    cornerRadius: 80,
    fills: [],
    strokes: [solid(COLORS.moss)],
    strokeWeight: 6,
  }),
  line('Line', { x: 2810, y: 580, width: 550, strokes: [solid(COLORS.ink)], strokeWeight: 2 }),
])

const MIXED_TEXT = 'Sale ends Sunday'
export const MIXED = text(MIXED_TEXT, {
  name: 'Mixed text',
  x: 2810,
  y: 640,
  width: 560,
  height: 72,
  ...serif(60),
  textRuns: [
    { start: 0, end: 4, fills: [solid(COLORS.clay)] },
    { start: 4, end: MIXED_TEXT.length, fills: [solid(COLORS.ink)] },
  ],
})

export const HIDDEN = frame('Hidden draft', { x: 2810, y: 760, width: 240, height: 160, visible: false }, [
  text('Not ready yet', { x: 24, y: 60, width: 190, height: 30, ...sans(20, 'Medium') }),
])

export const EMPTY = frame('Empty frame', { x: 3120, y: 760, width: 240, height: 160, fills: [] })

export const LOCKED = frame(
  'Locked banner',
  { x: LEFT, y: 980, width: 600, height: 200, cornerRadius: 20, locked: true, fills: [solid(COLORS.ochre)] },
  [text('Free delivery from € 60', { x: 40, y: 78, width: 520, height: 44, ...serif(36) })],
)

export const IDEAS = section(
  'Ideas',
  { x: 2280, y: 980, width: 1090, height: 460, fills: [solid('#ffffff', 0.6)] },
  [
    frame('Mood / Kitchen', {
      x: 40,
      y: 60,
      width: 320,
      height: 360,
      fills: [gradient('#efe6d6', '#c9b596')],
    }),
    frame('Mood / Garden', {
      x: 385,
      y: 60,
      width: 320,
      height: 360,
      fills: [gradient('#dfe6d7', COLORS.sage)],
    }),
    frame('Mood / Evening', {
      x: 730,
      y: 60,
      width: 320,
      height: 360,
      fills: [gradient('#e2b79c', '#7d4a3a')],
    }),
  ],
)

/** Twenty thousand pixels wide: too large to export at full size. */
export const BANNER = frame(
  'Banner / 20,000 px',
  { y: 2400, width: 20_000, height: 400, ...styled('moss') },
  [
    text('A banner that goes once around the hall', {
      x: 120,
      y: 130,
      width: 3000,
      height: 140,
      ...serif(120, COLORS.paper),
    }),
  ],
)

export const OLD_HERO = frame(
  'Old hero',
  { width: 1280, height: 480, fills: [gradient('#d8d8d8', '#a8a8a8')] },
  [text('Winter is here', { x: 80, y: 190, width: 800, height: 90, ...serif(72) })],
)
export const OLD_POSTER = frame('Old poster', { x: 1360, width: 400, height: 600, ...styled('sand') })
