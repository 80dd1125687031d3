import { describe, expect, it } from 'vitest'
import {
  buildFile,
  component,
  frame,
  group,
  instance,
  page,
  rectangle,
  section,
  text,
} from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import { drawImage, hearSelection, openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, place, plan } from '../support/press.ts'

const HASH = 'a'.repeat(40)
const photo = { type: 'IMAGE', scaleMode: 'FILL', imageHash: HASH } as const
const products = ['Oak chair', 'Stone mug', 'Wool rug', 'Ash stool']

/** A section of groups, a row of instances and a picture that its frame cuts off. */
function makeShelves(): DocumentFile {
  const groups = products.map((name, index) => {
    const x = index * 220
    return group(`Group ${index}`, { x, width: 200, height: 300 }, [
      rectangle(`Rectangle ${index}`, { x, width: 200, height: 200, fills: [photo] }),
      text(name, { x, y: 210, width: 120, height: 20 }),
      text('€ 24', { x, y: 240, width: 60, height: 20 }),
    ])
  })
  const file = buildFile(
    'shelves',
    'Shelves',
    [
      page('Shelves', {}, [
        section('Section', { width: 1000, height: 400 }, groups),
        frame('Row', { y: 500, width: 900, height: 320, layoutMode: 'HORIZONTAL' }, [
          component('Tile', { width: 200, height: 300 }, [
            rectangle('Product image', { width: 200, height: 200 }),
            text('Name', { y: 210, width: 120, height: 20 }),
          ]),
          instance('Tile', 'Tile', { x: 220 }),
          instance('Tile', 'Tile', { x: 440 }),
        ]),
        frame('Cut', { x: 1200, width: 300, height: 300, clipsContent: true, fills: [solid('#ffffff')] }, [
          rectangle('Photo', { x: -100, width: 800, height: 100, fills: [photo] }),
          text('Words', { y: 200, width: 50, height: 20 }),
        ]),
        section('Elsewhere', { x: 5000, width: 1000, height: 400 }, [
          group('Mask group', { width: 100, height: 100 }, [
            rectangle('Behind', { x: -50, width: 200, height: 150, fills: [photo] }),
            rectangle('Mask', { width: 100, height: 100, isMask: true }),
          ]),
          frame('Window', { x: 400, width: 100, height: 300, clipsContent: true }, [
            // A quarter turn to the left: it reaches from 0 to 200 and from −150 to 150.
            rectangle('Turned', { y: 150, width: 300, height: 200, rotation: 90, fills: [photo] }),
          ]),
        ]),
        rectangle('Faint', { x: 1600, opacity: 0 }),
        rectangle('Away', { x: 1800, visible: false }),
        rectangle('Ribbon', { y: 3000, width: 960, height: 30 }),
        rectangle('Wall', { y: 4000, width: 20_000, height: 12_000 }),
      ]),
    ],
    [],
  )
  return { ...file, images: [{ hash: HASH, bytes: drawImage(40, 40) }] }
}

async function cardsOf(plugin: Plugin, ...names: string[]) {
  plugin.host.selection = names.map((name) => plugin.host.document.find(name).id)
  return (await hearSelection(plugin)).cards
}

describe('the panel is told', () => {
  it('of the groups in a section as of the groups themselves', async () => {
    const plugin = await openPlugin({ document: makeShelves() })
    const cards = await cardsOf(plugin, 'Section')
    expect(cards.map(({ name, slot, lines }) => [name, slot.name, lines[0]?.words])).toEqual(
      products.map((name, index) => [`Group ${index}`, `Rectangle ${index}`, name]),
    )
    expect(cards[0]).toMatchObject({ fillObstacle: null, picture: 'own', pictureKey: HASH, warnings: [] })
    expect(await cardsOf(plugin, 'Group 2', 'Group 0', 'Group 1', 'Group 3')).toEqual(cards)
    expect(await cardsOf(plugin, 'Section', 'Group 1', 'Rectangle 2')).toEqual(cards)
  })

  it('of instances and their component, by the layers in each', async () => {
    const plugin = await openPlugin({ document: makeShelves() })
    const cards = await cardsOf(plugin, 'Row')
    const ids = cards.map(({ slot }) => slot.id)
    expect([...ids].sort()).toEqual(
      plugin.host.document
        .findAll('Product image')
        .map(({ id }) => id)
        .sort(),
    )
    expect(new Set(ids).size).toBe(3)
  })

  it('of everything on many shelves at once, in reading order', async () => {
    const plugin = await openPlugin({ document: makeShelves() })
    const cards = await cardsOf(plugin, 'Row', 'Section')
    expect(cards.map(({ name }) => name)).toEqual([
      ...products.map((_, index) => `Group ${index}`),
      'Tile',
      'Tile',
      'Tile',
    ])
  })

  it('what is seen of a picture that its frame cuts off', async () => {
    const plugin = await openPlugin({ document: makeShelves() })
    const [card] = await cardsOf(plugin, 'Cut')
    expect(card?.slot).toMatchObject({
      name: 'Photo',
      width: 800,
      height: 100,
      visibleWidth: 300,
      visibleHeight: 100,
    })
    expect(card?.warnings).toEqual([])
  })

  it.each([
    ['its mask', 'Behind', 100, 100],
    ['its frame, in the sides of a layer that is turned', 'Turned', 150, 100],
  ])('what %s leaves to be seen of a layer that is selected itself', async (_, name, width, height) => {
    const plugin = await openPlugin({ document: makeShelves() })
    expect(await cardsOf(plugin, name)).toMatchObject([
      { slot: { name, visibleWidth: width, visibleHeight: height }, warnings: [] },
    ])
  })

  it.each([
    ['Faint', ['transparent']],
    ['Away', ['hidden']],
    ['Ribbon', ['sliver']],
    ['Wall', ['very-large']],
  ])('what to know of %s before paying: %j', async (name, warnings) => {
    const plugin = await openPlugin({ document: makeShelves() })
    expect(await cardsOf(plugin, name)).toMatchObject([{ warnings }])
  })

  it('of a group without a slot that it can not be filled', async () => {
    const file = makeShelves()
    const nodes = file.nodes.map((node) => (node.name === 'Rectangle 1' ? { ...node, fills: [] } : node))
    const plugin = await openPlugin({ document: { ...file, nodes } })
    expect(await cardsOf(plugin, 'Group 1')).toMatchObject([{ name: 'Group 1', fillObstacle: 'no-fills' }])
  })

  it('how the slots were made, once they are', async () => {
    const plugin = await openPlugin({ document: makeShelves() })
    const [first] = await cardsOf(plugin, 'Section')
    const planned = plan({ kind: 'fill', nodeId: first?.slot.id ?? '' }, { title: 'Oak chair' })
    const { entries } = await begin(plugin, planned)
    expect(entries[0]?.target).toMatchObject({ nodeName: 'Rectangle 0', title: 'Oak chair' })
    await place(plugin, planned.key)
    expect(await cardsOf(plugin, 'Section')).toMatchObject([
      { provenance: { key: planned.key }, picture: 'own', pictureKey: HASH },
      { provenance: null },
      { provenance: null },
      { provenance: null },
    ])
  })
})

describe('of one card that is selected', () => {
  it('is told how the picture in it was made, and which were there before', async () => {
    const plugin = await openPlugin({ document: makeShelves() })
    const select = async (...names: string[]) => {
      plugin.host.selection = names.map((name) => plugin.host.document.find(name).id)
      return hearSelection(plugin)
    }
    expect((await select('Group 1')).slot).toBeUndefined()
    const { id } = plugin.host.document.find('Rectangle 1')
    const planned = plan({ kind: 'fill', nodeId: id })
    await begin(plugin, planned)
    await place(plugin, planned.key)
    const { nodes, slot } = await select('Group 1')
    expect(nodes).toMatchObject([{ name: 'Group 1', provenance: null, steps: [] }])
    expect(slot).toMatchObject({ id, provenance: { key: planned.key }, steps: ['before'] })
    await plugin.ask('step-pictures', { nodeIds: [id], step: 'before' })
    expect((await select('Group 1')).slot).toMatchObject({ id, provenance: null, steps: ['after'] })
    expect((await select('Rectangle 1')).slot).toBeUndefined()
    expect((await select('Group 0', 'Group 1')).slot).toBeUndefined()
    expect((await select('Section')).slot).toBeUndefined()
  })
})

describe('“This one in each”', () => {
  const told = async (plugin: Plugin) => (await cardsOf(plugin, 'Section')).map(({ slot }) => slot.name)

  const chosenIn = (plugin: Plugin) =>
    JSON.parse(plugin.host.document.get('0:0')?.pluginData['chosen-slots'] ?? '[]') as unknown[]

  /** No picture on any card yet. */
  async function openGrey() {
    const file = makeShelves()
    const nodes = file.nodes.map((node) =>
      /^Rectangle \d/.test(node.name) ? { ...node, fills: [solid('#cccccc')] } : node,
    )
    return openPlugin({ document: { ...file, nodes } })
  }

  it('gives every card built alike the same place, by structure and not by name', async () => {
    const plugin = await openGrey()
    expect(await told(plugin)).toEqual(['Section'])
    const { nodeIds } = await plugin.ask('choose-slot', {
      nodeId: plugin.host.document.find('Rectangle 2').id,
    })
    expect(nodeIds).toHaveLength(products.length)
    expect(nodeIds).toContain(plugin.host.document.find('Group 2').id)
    const names = ['Rectangle 0', 'Rectangle 1', 'Rectangle 2', 'Rectangle 3']
    expect(await told(plugin)).toEqual(names)
    for (const name of names) {
      plugin.host.document.edit(plugin.host.document.find(name).id, { name: `${name} (renamed)` })
    }
    expect(await told(plugin)).toEqual(names.map((name) => `${name} (renamed)`))
  })

  it('means the card, not a frame in it without words that stands there twice', async () => {
    const cards = ['Cup', 'Jug', 'Pot'].map((name, index) =>
      frame(name, { x: index * 220, width: 200, height: 300 }, [
        ...['Left', 'Right'].map((side, place) =>
          frame(`${name} ${side}`, { x: place * 100, width: 100, height: 200 }, [
            rectangle(`${name} ${side} tile`, { width: 100, height: 200, fills: [solid('#cccccc')] }),
          ]),
        ),
        text(`Name of ${name}`, { y: 210, width: 120, height: 20 }),
      ]),
    )
    const document = buildFile('pairs', 'Pairs', [page('Pairs', {}, cards)], [])
    const plugin = await openPlugin({ document })
    const idOf = (name: string) => plugin.host.document.find(name).id
    const { nodeIds } = await plugin.ask('choose-slot', { nodeId: idOf('Cup Left tile') })
    expect(new Set(nodeIds)).toEqual(new Set(['Cup', 'Jug', 'Pot'].map(idOf)))
  })

  it('leaves out what is built like the cards and has nothing at that place', async () => {
    const lines = (name: string) =>
      ['a', 'b', 'c'].map((line, place) =>
        text(`${name} ${line}`, { y: 210 + place * 24, width: 120, height: 20 }),
      )
    const cards = ['Cup', 'Jug'].map((name, index) =>
      frame(name, { x: index * 220, width: 200, height: 300 }, [
        rectangle(`${name} tile`, { width: 200, height: 200, fills: [solid('#cccccc')] }),
        ...lines(name),
      ]),
    )
    const rule = rectangle('Rule', { y: 298, width: 420, height: 1, fills: [solid('#cccccc')] })
    const bar = frame('Bar', { y: 400, width: 420, height: 300 }, [...lines('Bar'), rule])
    const document = buildFile('bar', 'Bar', [page('Bar', {}, [...cards, bar])], [])
    const plugin = await openPlugin({ document })
    const idOf = (name: string) => plugin.host.document.find(name).id
    const { nodeIds } = await plugin.ask('choose-slot', { nodeId: idOf('Cup tile') })
    expect(new Set(nodeIds)).toEqual(new Set(['Cup', 'Jug'].map(idOf)))
  })

  it('can be meant anew, and the last word counts', async () => {
    const plugin = await openGrey()
    for (const name of ['Rectangle 2', 'Rectangle 3']) {
      await plugin.ask('choose-slot', { nodeId: plugin.host.document.find(name).id })
    }
    expect(chosenIn(plugin)).toHaveLength(1)
  })

  it('forgets the oldest of more than twenty kinds of cards', async () => {
    const plugin = await openGrey()
    const kinds = Array.from({ length: 20 }, (_, kind) => ({ build: [`9kind${kind}`], steps: [] }))
    plugin.host.document.edit('0:0', { pluginData: { 'chosen-slots': JSON.stringify(kinds) } })
    await plugin.ask('choose-slot', { nodeId: plugin.host.document.find('Rectangle 2').id })
    expect(chosenIn(plugin)).toHaveLength(20)
    expect(chosenIn(plugin)[0]).toEqual(kinds[1])
    expect(await told(plugin)).toHaveLength(4)
  })

  it('is remembered in the file', async () => {
    const plugin = await openGrey()
    await plugin.ask('choose-slot', { nodeId: plugin.host.document.find('Rectangle 2').id })
    plugin.host.close()
    await plugin.host.open()
    expect(await told(plugin)).toHaveLength(4)
  })

  it('is refused for a layer that lies in no card, in one that is the only one of its kind, and for one that is gone', async () => {
    const plugin = await openGrey()
    for (const name of ['Wall', 'Photo']) {
      const nodeId = plugin.host.document.find(name).id
      expect((await plugin.askInVain('choose-slot', { nodeId })).code).toBe('validation_failed')
    }
    expect((await plugin.askInVain('choose-slot', { nodeId: '99:99' })).code).toBe('target_gone')
  })
})
