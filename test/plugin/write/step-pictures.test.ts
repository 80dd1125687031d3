/** Back to the picture that a layer showed before, and forward again. */
import { describe, expect, it } from 'vitest'
import { drawImage, openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, look, place, planFill } from '../support/press.ts'

const colours = ['#cc0000', '#00aa00', '#0000cc']

/** Fills a layer once for each colour, one image after the other. */
async function fillWith(plugin: Plugin, name: string, ...pictures: string[]) {
  const keys: string[] = []
  for (const colour of pictures) {
    const planned = planFill(plugin, name, { prompt: `In ${colour}` })
    await begin(plugin, planned)
    await place(plugin, planned.key, drawImage(64, 64, colour))
    keys.push(`generation-of-${planned.key}`)
  }
  return keys
}

const layer = (plugin: Plugin, name: string) => plugin.host.document.find(name)
const step = (plugin: Plugin, name: string, to: 'before' | 'after') =>
  plugin.ask('step-pictures', { nodeIds: [layer(plugin, name).id], step: to })

function shownOf(plugin: Plugin, name: string) {
  const { fills, pluginData, relaunchData } = layer(plugin, name)
  const made = pluginData.provenance ? JSON.parse(pluginData.provenance) : null
  const images = fills.flatMap((fill) => (fill.type === 'IMAGE' ? [fill.imageHash] : []))
  return {
    made: made?.prompt ?? null,
    isOnTop: images.at(-1) === made?.imageHash,
    buttons: Object.keys(relaunchData),
  }
}

describe('the picture before', () => {
  it('comes back with how it was made, and the one after it as well', async () => {
    const plugin = await openPlugin()
    const [first, second] = await fillWith(plugin, 'Card 1', ...colours.slice(0, 2))
    expect((await step(plugin, 'Card 1', 'before')).stepped).toMatchObject([{ generationId: first }])
    expect(shownOf(plugin, 'Card 1')).toEqual({
      made: 'In #cc0000',
      isOnTop: true,
      buttons: ['edit-prompt', 'vary', 'picture-before', 'picture-after'],
    })
    expect((await step(plugin, 'Card 1', 'after')).stepped).toMatchObject([{ generationId: second }])
    expect(shownOf(plugin, 'Card 1')).toMatchObject({ made: 'In #00aa00', isOnTop: true })
  })

  it('is in the end the layer as the person has made it, and from there the way leads forward', async () => {
    const plugin = await openPlugin()
    const { fills } = layer(plugin, 'Card 1')
    await fillWith(plugin, 'Card 1', ...colours)
    const made = layer(plugin, 'Card 1').fills
    for (let back = 0; back < 3; back += 1) await step(plugin, 'Card 1', 'before')
    expect(layer(plugin, 'Card 1').fills).toEqual(fills)
    expect(shownOf(plugin, 'Card 1')).toMatchObject({ made: null, buttons: ['picture-after'] })
    expect((await step(plugin, 'Card 1', 'before')).stepped).toEqual([])
    for (let forward = 0; forward < 3; forward += 1) await step(plugin, 'Card 1', 'after')
    expect(layer(plugin, 'Card 1').fills).toEqual(made)
  })

  it('is one undo step, for several layers at once', async () => {
    const plugin = await openPlugin()
    await fillWith(plugin, 'Card 1', ...colours.slice(0, 2))
    await fillWith(plugin, 'Ellipse', ...colours.slice(1))
    const before = look(plugin.host)
    const nodeIds = ['Card 1', 'Ellipse'].map((name) => layer(plugin, name).id)
    await plugin.ask('step-pictures', { nodeIds, step: 'before' })
    expect(shownOf(plugin, 'Ellipse').made).toBe('In #00aa00')
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('is forgotten as the one after, once another image is placed', async () => {
    const plugin = await openPlugin()
    await fillWith(plugin, 'Card 1', ...colours.slice(0, 2))
    await step(plugin, 'Card 1', 'before')
    await fillWith(plugin, 'Card 1', '#ff00ff')
    expect(shownOf(plugin, 'Card 1').buttons).not.toContain('picture-after')
    await step(plugin, 'Card 1', 'before')
    expect(shownOf(plugin, 'Card 1').made).toBe('In #cc0000')
  })

  it('is not what a new image has before it: there was no layer', async () => {
    const plugin = await openPlugin()
    const { entries } = await begin(plugin, {
      ...planFill(plugin, 'Card 1'),
      target: { kind: 'new-image' },
    })
    const { nodeId } = await place(plugin, entries[0]?.key ?? '')
    const steps = await plugin.ask('step-pictures', { nodeIds: [nodeId], step: 'before' })
    expect(steps.stepped).toEqual([])
  })

  it('is told of the layer that is gone, and the others are stepped all the same', async () => {
    const plugin = await openPlugin()
    await fillWith(plugin, 'Card 1', ...colours.slice(0, 2))
    const done = await plugin.ask('step-pictures', {
      nodeIds: ['99:99', layer(plugin, 'Card 1').id],
      step: 'before',
    })
    expect(done.failure).toMatchObject({ code: 'target_gone' })
    expect(shownOf(plugin, 'Card 1').made).toBe('In #cc0000')
  })

  it('that the file has lost is said, and the layer stays as it is', async () => {
    const plugin = await openPlugin()
    await fillWith(plugin, 'Card 1', ...colours.slice(0, 2))
    const { id, pluginData } = layer(plugin, 'Card 1')
    const versions = JSON.parse(pluginData.versions ?? '')
    versions.earlier.at(-1).imageHash = 'f'.repeat(40)
    plugin.host.document.edit(id, { pluginData: { ...pluginData, versions: JSON.stringify(versions) } })
    const before = look(plugin.host)
    expect((await step(plugin, 'Card 1', 'before')).failure).toMatchObject({ code: 'picture_gone' })
    expect(look(plugin.host)).toEqual(before)
  })

  it('stays to be had after many images with the longest of prompts', async () => {
    const plugin = await openPlugin()
    for (let press = 0; press < 12; press += 1) {
      const planned = planFill(plugin, 'Card 1', { prompt: `${press} ${'ш'.repeat(4990)}` })
      await begin(plugin, planned)
      await place(plugin, planned.key, drawImage(64, 64, `#0000${10 + press}`))
    }
    await step(plugin, 'Card 1', 'before')
    expect(shownOf(plugin, 'Card 1').made).toMatch(/^10 /)
  })
})
