/** Which layer a row of the list is about, shown on the canvas and nowhere else. */
import { describe, expect, it } from 'vitest'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'
import { begin, look, marksIn, place, planFill } from '../support/press.ts'

const idOf = ({ host }: Plugin, name: string) => host.document.find(name).id

/** Answered once what was told before is done. */
async function pointAt(plugin: Plugin, name: string | null, isBrought = false) {
  plugin.tell({ type: 'point-at', nodeId: name === null ? null : idOf(plugin, name), isBrought })
  await plugin.ask('save-token', { token: 't' })
}

describe('the layer of a row', () => {
  it('has an edge around it and nothing over it, and one layer at a time', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const { center, zoom } = plugin.host.viewport
    await pointAt(plugin, 'Card 1')
    const [mark, ...others] = marksIn(plugin.host)
    expect(others).toEqual([])
    expect(mark).toMatchObject({ locked: true, fills: [], strokes: [{ type: 'SOLID' }] })
    const { document } = plugin.host
    expect(document.bounds(mark?.id ?? '')).toEqual(document.bounds(idOf(plugin, 'Card 1')))
    await pointAt(plugin, 'Card 2')
    expect(marksIn(plugin.host).map(({ name }) => name)).toEqual(['Waiting: Card 2'])
    expect(plugin.host.viewport).toMatchObject({ center, zoom })
    expect(plugin.host.selection).toEqual([])
    await pointAt(plugin, null)
    expect(look(plugin.host)).toEqual(before)
  })

  it('is brought into sight when that is asked for, and still not selected', async () => {
    const plugin = await openPlugin()
    const { center } = plugin.host.viewport
    await pointAt(plugin, 'Card 2', true)
    expect(plugin.host.viewport.center).not.toEqual(center)
    expect(plugin.host.selection).toEqual([])
  })

  it('is the last one that was pointed at, however quickly', async () => {
    const plugin = await openPlugin()
    for (const name of ['Card 1', 'Card 2', 'Card 1']) {
      plugin.tell({ type: 'point-at', nodeId: idOf(plugin, name), isBrought: false })
    }
    plugin.tell({ type: 'point-at', nodeId: null, isBrought: false })
    await plugin.ask('save-token', { token: 't' })
    expect(marksIn(plugin.host)).toEqual([])
  })

  it('leaves no trace in the history of undo, though an image is placed meanwhile', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    const generation = planFill(plugin, 'Card 1')
    await begin(plugin, generation)
    await pointAt(plugin, 'Card 2')
    await place(plugin, generation.key)
    await pointAt(plugin, null)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('is left with the plugin, and in Dev Mode nothing is drawn', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    await pointAt(plugin, 'Card 1')
    plugin.host.close()
    expect(look(plugin.host)).toEqual(before)
    const logged: unknown[] = []
    const dev = await openPlugin({
      editorType: 'dev',
      environment: { log: (...message: unknown[]) => void logged.push(message) },
    })
    await pointAt(dev, 'Card 1')
    expect([marksIn(dev.host), logged]).toEqual([[], []])
  })

  it('is nothing to describe the selection anew for', async () => {
    const { plugin, comeToRest, delaysMs } = await openWithClock()
    plugin.host.selection = [idOf(plugin, 'Card 1')]
    await comeToRest()
    const timers = delaysMs.length
    await pointAt(plugin, 'Card 1')
    await pointAt(plugin, 'Card 2')
    await pointAt(plugin, null)
    expect(delaysMs).toHaveLength(timers)
    plugin.host.document.edit(idOf(plugin, 'Card 2'), { name: 'Another' })
    await plugin.ask('save-token', { token: 't' })
    expect(delaysMs).toHaveLength(timers + 1)
  })
})
