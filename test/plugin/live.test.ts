import { describe, expect, it } from 'vitest'
import { buildFile, frame, page, rectangle, text } from '../../playground/document/build-file.ts'
import { solid } from '../../playground/host/file/node-defaults.ts'
import { hexOf } from '../../plugin/read/colours.ts'
import { openPlugin, type Plugin } from './open-plugin.ts'
import { openWithClock } from './open-with-clock.ts'
import { begin, IMAGE, place, plan, planFill } from './press.ts'
import { makeShop } from './shop.ts'

async function select(plugin: Plugin, name: string) {
  const { id } = plugin.host.document.find(name)
  plugin.host.selection = [id]
  await plugin.hear('selection-changed')
  return id
}

describe('a selected layer that changes', () => {
  it('is described anew, once for many changes', async () => {
    const { plugin, passTime, timers } = await openWithClock()
    const id = await select(plugin, 'Card 1')
    for (const width of [310, 320, 330]) {
      plugin.host.document.edit(id, { width })
      await plugin.ask('save-token', { token: 't' })
    }
    plugin.host.document.edit(id, { visible: false })
    await plugin.ask('save-token', { token: 't' })
    expect(timers.size).toBe(1)
    await passTime()
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([
      { width: 330, exportObstacle: 'hidden' },
    ])
  })

  it('by its image is described anew, once for all that come in a short time', async () => {
    const { plugin, passTime } = await openWithClock()
    const names = ['Card 1', 'Card 2']
    plugin.host.selection = names.map((name) => plugin.host.document.find(name).id)
    await plugin.hear('selection-changed')
    const plans = names.map((name) => planFill(plugin, name))
    await begin(plugin, ...plans)
    for (const { key } of plans) await place(plugin, key)
    const { key, prompt, aspectRatio, resolution } = plan({ kind: 'new-image' })
    const making = { key, prompt, aspectRatio, resolution, generationId: 'g', references: [], credits: null }
    const target = { kind: 'fill', nodeId: plugin.host.selection[0] ?? '' } as const
    await plugin.ask('place-copy', { target, making, bytes: IMAGE })
    await passTime()
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([
      { provenance: { key } },
      { provenance: { key: plans[1]?.key } },
    ])
    await plugin.ask('save-token', { token: 't' })
    const types = plugin.host.panel.messages.map((message) => (message as { type: string }).type)
    expect(types.filter((type) => type === 'selection-changed')).toHaveLength(2)
  })

  it('is described less often, but every second, when that takes long', async () => {
    const cards = Array.from({ length: 40 }, (_, index) =>
      frame(
        `Tile ${index}`,
        { x: index * 200 },
        Array.from({ length: 12 }, (_, line) => text('Oak chair', { y: line * 20, width: 80, height: 20 })),
      ),
    )
    const document = buildFile('tiles', 'Tiles', [page('Tiles', {}, cards)], [])
    const { plugin, fire, delaysMs } = await openWithClock({ document })
    const told = () =>
      (plugin.host.panel.messages as { type: string; isReading?: true }[]).filter(
        ({ type, isReading }) => type === 'selection-changed' && isReading === undefined,
      ).length
    const readToTheEnd = async () => {
      const before = told()
      while (told() === before) {
        await plugin.ask('save-token', { token: 't' })
        fire()
      }
    }
    const restsWith = async (count: number) => {
      plugin.host.selection = plugin.host.document.nodes
        .filter(({ type }) => type === 'FRAME')
        .slice(0, count)
        .map(({ id }) => id)
      await readToTheEnd()
      const [id = ''] = plugin.host.selection
      delaysMs.length = 0
      for (const width of [110, 120, 130]) {
        plugin.host.document.edit(id, { width: width + count })
        await readToTheEnd()
      }
      // Between the slices of a description there is no rest.
      return delaysMs.filter((delay) => delay > 0)
    }
    const delays = await restsWith(40)
    for (const delay of delays) expect(delay).toBeGreaterThan(300)
    for (const delay of delays) expect(delay).toBeLessThanOrEqual(1000)
    expect((await restsWith(1)).at(-1)).toBeLessThan(Math.min(...delays))
  })

  it('is told alone of all the cards in a large selection', async () => {
    const tiles = Array.from({ length: 90 }, (_, index) =>
      frame(`Tile ${index}`, { x: index * 200 }, [
        rectangle(`Photo ${index}`, { width: 100, height: 60 }),
        text('Oak chair', { y: 70, width: 80, height: 20 }),
      ]),
    )
    const document = buildFile('tiles', 'Tiles', [page('Tiles', {}, [frame('Row', {}, tiles)])], [])
    const { plugin, comeToRest } = await openWithClock({ document })
    type Told = { type: string; from?: number; cards: { name: string }[]; isReading?: true }
    const told = () =>
      (plugin.host.panel.messages as Told[]).filter(({ type }) => /selection|cards/.test(type))
    const last = () => told().at(-1)
    const rested = (read: () => unknown) => async () => {
      await comeToRest()
      return read()
    }
    plugin.host.selection = [plugin.host.document.find('Row').id]
    await expect.poll(rested(() => last()?.isReading)).toBeUndefined()
    const before = told()
    expect(before.at(-1)).toMatchObject({ type: 'cards-described', from: 80 })
    expect(before.flatMap(({ cards }) => cards)).toHaveLength(90)
    plugin.host.document.edit(plugin.host.document.find('Photo 50').id, { opacity: 0 })
    await expect.poll(rested(() => told().length)).toBe(before.length + 1)
    expect(last()).toMatchObject({ type: 'cards-described', from: 40 })
    expect(last()?.isReading).toBeUndefined()
    expect(last()?.cards[10]).toMatchObject({ name: 'Tile 50', warnings: ['transparent'] })
    plugin.host.document.edit(plugin.host.document.find('Tile 7').id, { visible: false })
    await expect.poll(rested(() => told().length)).toBe(before.length + 4)
    expect(told().slice(before.length + 1)).toMatchObject([
      { type: 'selection-changed', isReading: true },
      { type: 'cards-described', from: 40, isReading: true },
      { type: 'cards-described', from: 80 },
    ])
  })

  it('in a way that its description does not show is not told', async () => {
    const { plugin, passTime } = await openWithClock()
    const id = await select(plugin, 'Card 1')
    plugin.host.document.edit(id, { x: 5 })
    await passTime()
    await plugin.ask('save-token', { token: 't' })
    expect(plugin.host.panel.messages).toHaveLength(2)
  })

  it('is followed on the page the person goes to, and no more on the one they left', async () => {
    const { plugin, passTime, timers } = await openWithClock()
    const left = plugin.host.document.find('Card 1').id
    const lastTold = () =>
      (plugin.host.panel.messages as { type: string; nodes?: { name: string }[] }[])
        .filter(({ type }) => type === 'selection-changed')
        .at(-1)
        ?.nodes?.map(({ name }) => name)
    plugin.host.panel.onMessage(() => undefined)
    plugin.host.document.goToPage(plugin.host.document.find('Archive').id)
    const { id } = plugin.host.document.find('Old card')
    plugin.host.selection = [id]
    await expect.poll(lastTold).toEqual(['Old card'])
    plugin.host.document.edit(left, { width: 10 })
    await plugin.ask('save-token', { token: 't' })
    expect(timers.size).toBe(0)
    plugin.host.document.edit(id, { name: 'Renamed' })
    await passTime()
    await expect.poll(lastTold).toEqual(['Renamed'])
  })

  it('by an undo of its image is told without provenance', async () => {
    const { plugin, passTime } = await openWithClock()
    await select(plugin, 'Card 1')
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    await place(plugin, planned.key)
    await passTime()
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([
      { provenance: { key: planned.key } },
    ])
    plugin.host.undo()
    await passTime()
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([{ provenance: null }])
  })
})

describe('watched references', () => {
  async function watch(plugin: Plugin, ...names: string[]) {
    const ids = names.map((name) => plugin.host.document.find(name).id)
    await plugin.ask('watch-frames', { nodeIds: ids })
    return ids
  }

  it('are told when they, or something in them, look different', async () => {
    const { plugin } = await openWithClock()
    const [first] = await watch(plugin, 'Card 1', 'Card 2')
    const inside = plugin.host.document.find('Title 1')
    plugin.host.document.edit(inside.id, { characters: 'Ash chair' })
    expect(await plugin.hear('frames-changed')).toEqual({
      type: 'frames-changed',
      changed: [first],
      gone: [],
      restored: [],
    })
    plugin.host.document.edit(first ?? '', { fills: [solid('#00ff00')] })
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [first] })
  })

  it('are told when something in them is removed, and when they are gone themselves', async () => {
    const { plugin } = await openWithClock()
    const [first, second] = await watch(plugin, 'Card 1', 'Card 2')
    const inside = plugin.host.document.find('Title 1')
    plugin.host.document.remove([inside.id])
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [first], gone: [] })
    plugin.host.document.remove([second ?? ''])
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [], gone: [second] })
  })

  it('are told when a layer around them is removed, and when it comes back', async () => {
    const plugin = await openPlugin()
    const [image] = await watch(plugin, 'Image 1')
    plugin.host.document.remove([plugin.host.document.find('Card 1').id])
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [], gone: [image] })
    plugin.host.undo()
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [image], gone: [] })
  })

  it('are told when they look again as when they were exported, whatever was undone', async () => {
    const plugin = await openPlugin()
    const { document } = plugin.host
    const [card = ''] = await watch(plugin, 'Card 1')
    await plugin.ask('export-references', { references: [{ nodeId: card, maxPixels: 1000 }] })
    const changed = { changed: [card], gone: [], restored: [] }
    const restored = { changed: [], gone: [], restored: [card] }
    const title = document.find('Title 1').id

    document.edit(title, { characters: 'Ash chair' })
    expect(await plugin.hear('frames-changed')).toMatchObject(changed)
    document.edit(card, { fills: [solid('#00ff00')] })
    expect(await plugin.hear('frames-changed')).toMatchObject(changed)
    plugin.host.undo()
    expect(await plugin.hear('frames-changed')).toMatchObject(changed)
    plugin.host.undo()
    expect(await plugin.hear('frames-changed')).toMatchObject(restored)

    document.remove([title])
    expect(await plugin.hear('frames-changed')).toMatchObject(changed)
    plugin.host.undo()
    expect(await plugin.hear('frames-changed')).toMatchObject(restored)
    document.remove([card])
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [], gone: [card], restored: [] })
    plugin.host.undo()
    expect(await plugin.hear('frames-changed')).toMatchObject(restored)
  })

  it('are not told for being moved as they are', async () => {
    const plugin = await openPlugin()
    const [card = ''] = await watch(plugin, 'Card 1')
    plugin.host.document.edit(card, { x: 5000 })
    plugin.host.document.edit(card, { opacity: 0.5 })
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [card] })
    expect(
      plugin.host.panel.messages.filter((message) => (message as { type: string }).type === 'frames-changed'),
    ).toHaveLength(1)
  })

  it('that are gone already are told at once', async () => {
    const { plugin } = await openWithClock()
    await plugin.ask('watch-frames', { nodeIds: ['99:99'] })
    expect(await plugin.hear('frames-changed')).toMatchObject({ changed: [], gone: ['99:99'] })
  })

  it('are not told for a new name, a lock, other layers, or once they are watched no more', async () => {
    const { plugin } = await openWithClock()
    const [first, second] = await watch(plugin, 'Card 1', 'Card 2')
    plugin.host.document.edit(first ?? '', { name: 'Renamed' })
    plugin.host.document.edit(first ?? '', { locked: true })
    plugin.host.document.edit(plugin.host.document.find('Ellipse').id, { width: 50 })
    await watch(plugin, 'Renamed')
    plugin.host.document.edit(second ?? '', { width: 50 })
    await plugin.ask('save-token', { token: 't' })
    const types = plugin.host.panel.messages.map((message) => (message as { type: string }).type)
    expect(types).not.toContain('frames-changed')
  })
})

describe('the colours of the selection', () => {
  it('are those of its styles, by name, then the plain ones, each once', async () => {
    const file = makeShop()
    const style = { id: 'S:1', key: 'k', name: 'Brand/Red', description: '', paints: [solid('#cc2200')] }
    const nodes = file.nodes.map((node) =>
      node.name === 'Card 1' ? { ...node, fillStyleId: style.id } : node,
    )
    const plugin = await openPlugin({ document: { ...file, nodes, styles: [style] } })
    expect(await plugin.ask('read-colours', {})).toMatchObject({ colours: [] })
    await select(plugin, 'Card 1')
    const { colours } = await plugin.ask('read-colours', {})
    expect(colours[0]).toEqual({ name: 'Brand/Red', hex: '#CC2200' })
    expect(colours.slice(1)).toEqual(
      expect.arrayContaining([
        { name: '', hex: '#D9D9D9' },
        { name: '', hex: '#000000' },
      ]),
    )
    expect(new Set(colours.map(({ hex }) => hex)).size).toBe(colours.length)
  })

  it.each([
    [{ r: 0, g: 0, b: 0 }, '#000000'],
    [{ r: 1, g: 1, b: 1 }, '#FFFFFF'],
    // As Figma gives it: 32-bit fractions.
    [{ r: 0.800000011920929, g: 0.13333334028720856, b: 0.019607843831181526 }, '#CC2205'],
  ])('%j is written %s', (color, hex) => {
    expect(hexOf(color)).toBe(hex)
  })
})
