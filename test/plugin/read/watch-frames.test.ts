import { describe, expect, it } from 'vitest'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'

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
