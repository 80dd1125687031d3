/** Cards and pictures as they are found in real files: grouped, cut off, turned, masked, missing. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import { solid } from '../host/file/node-defaults.ts'
import { COLORS, gradient, sans, serif } from './brand.ts'
import {
  component,
  ellipse,
  frame,
  group,
  instance,
  type Layer,
  rectangle,
  section,
  text,
} from './build-file.ts'
import { croppedFill, fillOf, imagePaint, LOST_HASH, UNKNOWN_HASH } from './picture-fills.ts'
import { shapes } from './shapes.ts'

type Pictures = readonly Uint8Array[]

const white = [solid('#ffffff')]

/** A card that nobody has named, in a section: a group, so its parts stand where the section sees them. */
function groupCard(index: number, title: string, price: string, picture: Uint8Array | undefined): Layer {
  const x = 40 + index * 260
  return group(`Group ${index + 9}`, { x, y: 60, width: 220, height: 300 }, [
    text('Buy', { x: x + 150, y: 322, width: 54, height: 22, ...sans(14, 'Medium', COLORS.clay) }),
    text(price, { x: x + 16, y: 322, width: 100, height: 22, ...sans(14, 'Semi Bold') }),
    text(title, { x: x + 16, y: 292, width: 188, height: 22, ...sans(16, 'Medium') }),
    rectangle(`Rectangle ${index + 31}`, {
      x,
      y: 60,
      width: 220,
      height: 220,
      fills: fillOf(picture, 'FIT'),
    }),
    rectangle(`Rectangle ${index + 41}`, {
      x,
      y: 60,
      width: 220,
      height: 300,
      cornerRadius: 12,
      fills: white,
    }),
  ])
}

function cardSection(pictures: Pictures): Layer {
  return section('Section of cards', { width: 1100, height: 400, fills: [solid('#efe9df')] }, [
    groupCard(0, 'Glazed jug', '€ 48', pictures[0]),
    groupCard(1, 'Oil flask', '€ 29', pictures[1]),
    groupCard(2, 'House shoe', '€ 75', pictures[2]),
    groupCard(3, 'Desk lamp', '€ 119', pictures[3]),
  ])
}

/** A photo that is wider than the frame which cuts it, with an icon that Figma named like a picture. */
function clippedCard(pictures: Pictures): Layer {
  return frame('Clipped card', { y: 480, width: 320, height: 360, cornerRadius: 16, fills: white }, [
    rectangle('image 7', {
      x: 272,
      y: 312,
      width: 24,
      height: 24,
      fills: croppedFill(pictures[9], 0.25, 0.25, 0.5, 0.5),
    }),
    text('Fern room', { x: 24, y: 312, width: 200, height: 26, ...sans(18, 'Medium') }),
    frame('Window', { width: 320, height: 288, fills: [] }, [
      rectangle('plant_0231_final 1', {
        x: -60,
        y: -20,
        width: 440,
        height: 400,
        fills: fillOf(pictures[5]),
      }),
    ]),
  ])
}

/** A picture seen through a circle. */
function maskedCard(pictures: Pictures): Layer {
  return frame('Masked card', { x: 380, y: 480, width: 320, height: 360, fills: white }, [
    text('Field notes', { x: 24, y: 312, width: 200, height: 26, ...sans(18, 'Medium') }),
    group('Mask group', { x: 20, y: 0, width: 320, height: 300 }, [
      rectangle('watch-shot 1', { x: 20, y: 0, width: 320, height: 300, fills: fillOf(pictures[6]) }),
      ellipse('Ellipse 3', { x: 50, y: 40, width: 220, height: 220, isMask: true }),
    ]),
  ])
}

function profileCard(pictures: Pictures): Layer {
  return frame('Profile card', { x: 760, y: 480, width: 320, height: 120, cornerRadius: 60, fills: white }, [
    ellipse('Ellipse 12', {
      x: 12,
      y: 12,
      width: 96,
      height: 96,
      fills: croppedFill(pictures[9], 0.32, 0.46, 0.36, 0.27),
    }),
    text('Mira, bookbinder', { x: 124, y: 34, width: 180, height: 26, ...sans(18, 'Medium') }),
    text('Paper and patience', {
      x: 124,
      y: 62,
      width: 180,
      height: 22,
      ...sans(14, 'Regular', COLORS.stone),
    }),
  ])
}

function turnedCard(pictures: Pictures): Layer {
  return frame(
    'Turned card',
    { x: 790, y: 690, width: 220, height: 260, rotation: 12, cornerRadius: 8, fills: white },
    [
      text('Pinned up', { x: 16, y: 222, width: 188, height: 24, ...sans(16, 'Medium') }),
      rectangle('Polaroid photo', { x: 12, y: 12, width: 196, height: 196, fills: fillOf(pictures[7]) }),
    ],
  )
}

const OFFER = component(
  'Offer card',
  {
    y: 960,
    width: 240,
    height: 330,
    fills: white,
    cornerRadius: 12,
    layoutMode: 'VERTICAL',
    primaryAxisSizingMode: 'AUTO',
    counterAxisSizingMode: 'FIXED',
    paddingLeft: 12,
    paddingTop: 12,
    paddingRight: 12,
    paddingBottom: 12,
    itemSpacing: 12,
  },
  // Auto layout places the first child first, and the list has the top layer first.
  [
    text('Offer price', { x: 12, y: 296, width: 216, height: 22, ...sans(14, 'Regular', COLORS.stone) }),
    text('Offer title', { x: 12, y: 260, width: 216, height: 24, ...sans(18, 'Medium') }),
    rectangle('Offer picture', {
      x: 12,
      y: 12,
      width: 216,
      height: 236,
      layoutAlign: 'STRETCH',
      fills: [gradient('#dde3d6', COLORS.sage)],
    }),
  ],
)

function offers(pictures: Pictures): Layer[] {
  const offer = (name: string, x: number, picture: Uint8Array | undefined) =>
    instance(
      `Offer / ${name}`,
      'Offer card',
      { x, y: 960 },
      {
        'Offer title': { characters: name },
        'Offer price': { characters: 'From € 20' },
        'Offer picture': { fills: fillOf(picture) },
      },
    )
  return [
    offer('Carry-all', 280, pictures[7]),
    offer('Stem vase', 560, pictures[8]),
    offer('Serum', 840, pictures[10]),
  ]
}

const VIDEO: Paint = {
  type: 'VIDEO',
  visible: true,
  opacity: 1,
  scaleMode: 'FILL',
  videoHash: 'film-of-the-kiln',
}

const PATTERN: Paint = {
  type: 'PATTERN',
  visible: true,
  opacity: 1,
  sourceNodeId: 'Star 1',
  tileType: 'RECTANGULAR',
  scalingFactor: 0.25,
  spacing: { x: 0.2, y: 0.2 },
  horizontalAlignment: 'START',
}

/** What a slot may hold beside a picture, or without it. */
function slotCard(name: string, index: number, fills: readonly Paint[]): Layer {
  return frame(name, { x: index * 280, y: 1380, width: 240, height: 300, fills: white }, [
    text(`${name}, a caption`, { x: 16, y: 258, width: 208, height: 24, ...sans(14, 'Regular') }),
    rectangle('Cover', { x: 12, y: 12, width: 216, height: 230, fills }),
  ])
}

function shapesCard(pictures: Pictures): Layer {
  return frame('Letters and shapes', { x: 1160, y: 480, width: 420, height: 360, fills: white }, [
    text('KILN', {
      x: 24,
      y: 24,
      width: 372,
      height: 110,
      ...serif(96),
      fills: croppedFill(pictures[4], 0.36, 0.32, 0.28, 0.16),
    }),
    ...shapes(pictures),
  ])
}

/** Top layer first. */
export function oddLayers(pictures: Pictures): Layer[] {
  return [
    cardSection(pictures),
    clippedCard(pictures),
    maskedCard(pictures),
    profileCard(pictures),
    turnedCard(pictures),
    OFFER,
    ...offers(pictures),
    slotCard('Video card', 0, [VIDEO]),
    slotCard('Pattern card', 1, [PATTERN]),
    slotCard('Shader card', 2, [{ type: 'SHADER', visible: true, opacity: 1, id: 'shader-of-the-file' }]),
    slotCard('Lost picture card', 3, [imagePaint(LOST_HASH)]),
    slotCard('Unknown picture card', 4, [imagePaint(UNKNOWN_HASH)]),
    shapesCard(pictures),
  ]
}
