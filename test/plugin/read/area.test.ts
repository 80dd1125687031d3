/** A shape over other layers: what the panel is told of it, and what is drawn around it. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import {
  buildFile,
  ellipse,
  frame,
  type Layer,
  page,
  rectangle,
  text,
} from '../../../playground/document/build-file.ts'
import type { Canvas } from '../../../playground/host/drawing/canvas.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { nodeCanvas } from '../../../playground/node-canvas.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { look } from '../support/press.ts'

type Fields = Parameters<typeof rectangle>[1]

/** A yellow scene in a page frame, with a shape in it; the upper layers come first. */
async function open(
  shape: Fields = {},
  scene: Fields = {},
  over: Layer[] = [],
  canvas: Canvas = nodeCanvas,
): Promise<Plugin> {
  const inside = [
    ...over,
    rectangle('Area', { x: 100, y: 80, width: 60, height: 40, fills: [solid('#112233')], ...shape }),
    ellipse('Round', { x: 10, y: 10, width: 40, height: 40 }),
    text('Words', { x: 10, y: 60, width: 40, height: 20 }),
  ]
  const layers = frame('Page', { x: 1000, y: 500, width: 400, height: 300, clipsContent: true }, [
    frame('Stage', { x: 50, y: 0, width: 300, height: 200, fills: [solid('#ffcc00')], ...scene }, inside),
  ])
  const document = buildFile('scene', 'Scene', [page('Scene', {}, [layers])], [])
  return openPlugin({ document, environment: { canvas } })
}

async function cardOf(plugin: Plugin, name = 'Area') {
  plugin.host.selection = [plugin.host.document.find(name).id]
  plugin.tell({ type: 'open-panel' })
  for (;;) {
    const { cards } = await plugin.hear('selection-changed')
    const [card] = cards
    if (card?.name === name) return card
  }
}

const areaOf = async (plugin: Plugin, name?: string) => (await cardOf(plugin, name)).area

describe('a shape', () => {
  it('is told with where the outermost frame around it ends, from its own corner', async () => {
    expect(await areaOf(await open())).toEqual({
      around: { x: -150, y: -80, width: 400, height: 300 },
      obstacle: null,
    })
  })

  it.each(['Words', 'Stage'])('is not what “%s” is', async (name) => {
    expect(await areaOf(await open(), name)).toBeUndefined()
  })

  it.each<[string, Fields, Fields, 'turned' | 'blended' | null]>([
    ['it is turned', { rotation: 12 }, {}, 'turned'],
    ['what is around it is turned', {}, { rotation: -7 }, 'turned'],
    ['it is see-through', { opacity: 0.4 }, {}, 'blended'],
    ['what is around it is see-through', {}, { opacity: 0.9 }, 'blended'],
    ['it is mixed with what is below', { blendMode: 'MULTIPLY' }, {}, 'blended'],
    ['it has a shadow', { effects: [shadow()] }, {}, 'blended'],
    ['what is around it has a shadow, which keeps outside', {}, { effects: [shadow()] }, null],
    ['its corners are round', { cornerRadius: 12 }, {}, null],
    ['what is around it passes its layers through', {}, { blendMode: 'PASS_THROUGH' }, null],
  ])('when %s', async (_, shape, scene, obstacle) => {
    expect((await areaOf(await open(shape, scene)))?.obstacle).toBe(obstacle)
  })
})

it('is drawn with what is around it, without itself and without what lies over either', async () => {
  const badge = rectangle('Badge', { x: 60, y: 60, width: 30, height: 30, fills: [solid('#ff00ff')] })
  const plugin = await open({}, {}, [badge])
  const before = look(plugin.host)
  const surroundings = {
    box: { x: -60, y: -40, width: 180, height: 120 },
    part: { x: 1 / 3, y: 1 / 3, width: 1 / 3, height: 1 / 3 },
  }
  const { pictures } = await plugin.ask('read-start-pictures', {
    pictures: [
      {
        targetId: plugin.host.document.find('Area').id,
        start: { kind: 'below', surroundings },
        maxPixels: 1_000_000,
      },
    ],
  })
  const image = await loadImage(Buffer.from(pictures[0]?.bytes ?? []))
  expect(image.width / image.height).toBeCloseTo(1.5)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  for (const [x, y] of [
    [0.5, 0.5],
    [0.15, 0.25],
    [0.95, 0.95],
  ] as const) {
    const { data } = context.getImageData(Math.floor(image.width * x), Math.floor(image.height * y), 1, 1)
    expect([...data]).toEqual([0xff, 0xcc, 0, 255])
  }
  expect(look(plugin.host)).toEqual(before)
})

function shadow() {
  return {
    type: 'DROP_SHADOW',
    color: { r: 0, g: 0, b: 0, a: 0.5 },
    offset: { x: 0, y: 4 },
    radius: 8,
    spread: 0,
    visible: true,
    blendMode: 'NORMAL',
  } as const
}

/** A canvas whose pictures are done when they are let go: until then the layer is hidden. */
function holdPictures() {
  let letGo: () => void = () => undefined
  const isFree = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const createSurface: Canvas['createSurface'] = (...size) => {
    const surface = nodeCanvas.createSurface(...size)
    return { ...surface, encode: (mimeType) => isFree.then(() => surface.encode(mimeType)) }
  }
  return { canvas: { ...nodeCanvas, createSurface }, letGo: () => letGo() }
}

it('keeps the opacity that the person gives a layer while it is hidden for the drawing', async () => {
  const { canvas, letGo } = holdPictures()
  const plugin = await openPlugin({
    environment: { canvas },
    document: buildFile(
      'one',
      'One',
      [
        page('One', {}, [
          rectangle('Area', { x: 100, y: 80, width: 60, height: 40 }),
          rectangle('Wall', { width: 400, height: 300, fills: [solid('#ffcc00')] }),
        ]),
      ],
      [],
    ),
  })
  const { id } = plugin.host.document.find('Area')
  const drawn = plugin.ask('read-start-pictures', {
    pictures: [{ targetId: id, start: { kind: 'below' }, maxPixels: 1_000_000 }],
  })
  await expect.poll(() => plugin.host.document.find('Area').opacity).toBe(0)
  plugin.host.document.edit(id, { opacity: 0.5 })
  letGo()
  expect((await drawn).pictures).toHaveLength(1)
  expect(plugin.host.document.find('Area').opacity).toBe(0.5)
})

it('is described with its own opacity while it is hidden for the drawing', async () => {
  const { canvas, letGo } = holdPictures()
  const plugin = await open({}, {}, [], canvas)
  const { id } = plugin.host.document.find('Area')
  const drawn = plugin.ask('read-start-pictures', {
    pictures: [{ targetId: id, start: { kind: 'below' }, maxPixels: 1_000_000 }],
  })
  await expect.poll(() => plugin.host.document.find('Area').opacity).toBe(0)
  expect(await cardOf(plugin)).toMatchObject({ warnings: [], area: { obstacle: null } })
  letGo()
  await drawn
})
