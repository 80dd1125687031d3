import { describe, expect, it } from 'vitest'
import type { Host } from '../../../playground/host/host.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'
import { IMAGE, look, lookBelowMarks, marksIn, place, plan } from '../support/press.ts'
import { byId, idOf, loadPanel, namesOfMarks, press } from './marked-layers.ts'

describe('undo', () => {
  it('once after the image gives the layer as it was before the press, without a mark', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const [key = ''] = await press(plugin, 'Card 1')
    await place(plugin, key)
    const after = look(plugin.host)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
    plugin.host.redo()
    expect(look(plugin.host)).toEqual(after)
  })

  it('once gives it also when the person has worked on in the meantime', async () => {
    const plugin = await openPlugin()
    const [key = ''] = await press(plugin, 'Card 1')
    plugin.host.document.edit(idOf(plugin, 'Card 2'), { name: 'Renamed' })
    const before = lookBelowMarks(plugin.host)
    await place(plugin, key)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('takes back many images one by one, and no step shows a mark', async () => {
    const plugin = await openPlugin()
    const looks = [look(plugin.host)]
    const keys = await press(plugin, 'Card 1', 'Card 2', 'Ellipse')
    keys.push(...(await press(plugin, 'Old card', 'Locked', 'Card 1')))
    for (const key of keys) {
      await place(plugin, key)
      looks.push(lookBelowMarks(plugin.host))
    }
    const after = looks.pop()
    for (const earlier of looks.reverse()) {
      plugin.host.undo()
      expect(look(plugin.host)).toEqual(earlier)
    }
    while (plugin.host.undo()) expect(namesOfMarks(plugin)).toEqual([])
    while (plugin.host.redo()) expect(namesOfMarks(plugin)).toEqual([])
    expect(look(plugin.host)).toEqual(after)
  })

  it('while other layers wait takes their marks first; they are back with the next image', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const [first = '', second = ''] = await press(plugin, 'Card 1', 'Card 2', 'Ellipse')
    await place(plugin, first)
    const placed = lookBelowMarks(plugin.host)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(placed)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
    await place(plugin, second)
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Ellipse'])
  })

  it('right after the press takes the marks away and nothing else', async () => {
    const plugin = await openPlugin()
    plugin.host.document.edit(idOf(plugin, 'Card 2'), { name: 'Renamed' })
    const before = look(plugin.host)
    await press(plugin, 'Card 1')
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('of a copy placed while a layer waits takes back the copy', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1')
    const before = lookBelowMarks(plugin.host)
    const { key, prompt, aspectRatio, resolution } = plan({ kind: 'new-image' })
    const making = { key, prompt, aspectRatio, resolution, generationId: 'g', references: [], credits: null }
    const order = { target: { kind: 'fill', nodeId: idOf(plugin, 'Card 2') }, making } as const
    await plugin.ask('place-copy', { ...order, bytes: IMAGE })
    plugin.host.undo()
    expect(lookBelowMarks(plugin.host)).toEqual(before)
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
  })

  it('goes all the way back and redo all the way forth, whatever the person does and however slowly', async () => {
    const { plugin, comeToRest } = await openWithClock()
    const { host } = plugin
    await loadPanel(plugin)
    const edit = async (name: string, fields: Parameters<Host['document']['edit']>[1]) => {
      host.document.edit(idOf(plugin, name), fields)
      await comeToRest()
    }
    await edit('Card 1', { x: -400 })
    const before = look(host)
    const [first = '', second = '', third = ''] = await press(plugin, 'Card 1', 'Card 2', 'Ellipse')
    await edit('Card 1', { x: -500 })
    await edit('Card 1', { x: -600, width: 320 })
    await place(plugin, first)
    await edit('Card 2', { visible: false })
    await edit('Card 2', { visible: true })
    host.document.remove([idOf(plugin, 'Ellipse')])
    await comeToRest()
    await edit('Small', { x: 3000 })
    await place(plugin, second)
    await place(plugin, third)
    await edit('Small', { x: 3100 })
    const after = look(host)
    expect(marksIn(host)).toEqual([])

    const seen: unknown[] = []
    for (let steps = 0; steps < 60 && host.undo(); steps += 1) {
      await comeToRest()
      seen.push(JSON.stringify(byId(lookBelowMarks(host))))
    }
    expect(seen).toContain(JSON.stringify(byId(before)))
    expect(host.undo()).toBe(false)
    for (let steps = 0; steps < 60 && host.redo(); steps += 1) await comeToRest()
    expect(host.redo()).toBe(false)
    expect(byId(look(host))).toEqual(byId(after))
  })

  it('and redo can be walked through while layers wait, from page to page', async () => {
    const { plugin, comeToRest } = await openWithClock()
    const { host } = plugin
    await loadPanel(plugin)
    const before = look(host)
    await press(plugin, 'Card 1')
    for (const x of [-500, -600]) {
      // Two steps within one rest, as arrow keys make them.
      host.document.edit(idOf(plugin, 'Card 1'), { x: x + 1 })
      await plugin.ask('save-token', { token: 't' })
      host.document.edit(idOf(plugin, 'Card 1'), { x })
      await comeToRest()
    }
    host.document.edit(idOf(plugin, 'Small'), { x: 3000 })
    await comeToRest()
    const after = look(host)
    const seen: unknown[] = []
    const restOnBothPages = async () => {
      await comeToRest()
      for (const name of ['Archive', 'Shop']) {
        host.document.goToPage(idOf(plugin, name))
        await comeToRest()
      }
    }
    for (let steps = 0; steps < 30 && host.undo(); steps += 1) {
      await restOnBothPages()
      seen.push(look(host))
    }
    expect(seen).toContainEqual(before)
    for (let steps = 0; steps < 30 && host.redo(); steps += 1) await restOnBothPages()
    expect(look(host)).toEqual(after)
  })

  it.each<[string, (plugin: Plugin, key: string) => unknown]>([
    ['the next image', place],
    ['closing', ({ host }) => host.close()],
  ])('that brings back a mark which stood while the person worked loses it to %s', async (_, end) => {
    const plugin = await openPlugin()
    const [first = '', second = ''] = await press(plugin, 'Card 1', 'In hidden')
    plugin.host.document.edit(idOf(plugin, 'Small'), { x: 3000 })
    await place(plugin, first)
    plugin.host.undo()
    plugin.host.undo()
    expect(namesOfMarks(plugin)).toEqual(['Waiting: Card 1'])
    await end(plugin, second)
    expect(namesOfMarks(plugin)).toEqual([])
  })
})
