import { describe, expect, it } from 'vitest'
import { buildFile, frame, page, rectangle, text } from '../../../playground/document/build-file.ts'
import type { Plugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'
import { begin, IMAGE, place, plan, planFill } from '../support/press.ts'

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
