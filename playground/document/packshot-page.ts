/** A catalogue as it comes from the photographer: a grid of twelve cards, each with its own packshot. */
import { solid } from '../host/file/node-defaults.ts'
import { COLORS, SOFT_SHADOW, sans, serif, styled } from './brand.ts'
import { frame, type Layer, rectangle, text } from './build-file.ts'
import { PACKSHOTS, type PackshotOrder } from './packshot-list.ts'
import { fillOf } from './picture-fills.ts'

const COLUMNS = 4
const GAP = 24
const MARGIN = 60
const CARD = { width: 312, height: 408, picture: 312 }

function card({ name, price }: PackshotOrder, index: number, picture: Uint8Array | undefined): Layer {
  return frame(
    `Pack / ${name}`,
    {
      x: (index % COLUMNS) * (CARD.width + GAP),
      y: Math.floor(index / COLUMNS) * (CARD.height + GAP),
      width: CARD.width,
      height: CARD.height,
      cornerRadius: 14,
      effects: [SOFT_SHADOW],
    },
    [
      frame('Button', { x: 216, y: 352, width: 80, height: 36, cornerRadius: 18, ...styled('clay') }, [
        text('Add', {
          y: 8,
          width: 80,
          height: 20,
          textAlignHorizontal: 'CENTER',
          ...sans(14, 'Medium', '#ffffff'),
        }),
      ]),
      text(price, { x: 20, y: 362, width: 120, height: 22, ...sans(16, 'Semi Bold', COLORS.clay) }),
      text(name, { x: 20, y: 332, width: 180, height: 25, ...sans(18, 'Medium') }),
      // Named as Figma names what is drawn, not as a slot.
      rectangle(`Rectangle ${index + 11}`, {
        width: CARD.picture,
        height: CARD.picture,
        fills: fillOf(picture),
      }),
    ],
  )
}

export function packshotPage(pictures: readonly Uint8Array[]): Layer {
  const rows = Math.ceil(PACKSHOTS.length / COLUMNS)
  const width = COLUMNS * CARD.width + (COLUMNS - 1) * GAP
  const height = rows * CARD.height + (rows - 1) * GAP
  return frame(
    'Catalogue',
    { width: width + 2 * MARGIN, height: height + 200 + MARGIN, fills: [solid(COLORS.paper)] },
    [
      text('Spring catalogue', { x: MARGIN, y: 56, width: 700, height: 64, ...serif(52) }),
      text('Twelve things, photographed on white', {
        x: MARGIN,
        y: 130,
        width: 700,
        height: 28,
        ...sans(18, 'Regular', COLORS.stone),
      }),
      frame(
        'Packshot grid',
        {
          x: MARGIN,
          y: 200,
          width,
          height,
          fills: [],
          clipsContent: false,
          layoutMode: 'HORIZONTAL',
          layoutWrap: 'WRAP',
          primaryAxisSizingMode: 'FIXED',
          counterAxisSizingMode: 'AUTO',
          itemSpacing: GAP,
          counterAxisSpacing: GAP,
        },
        // The first child is the first that auto layout places; the list here has the top layer first.
        PACKSHOTS.map((order, index) => card(order, index, pictures[index])).reverse(),
      ),
    ],
  )
}
