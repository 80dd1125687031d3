import { describe, expect, it } from 'vitest'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { hexOf } from '../../../plugin/read/colours.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { makeShop } from '../support/shop.ts'

async function select(plugin: Plugin, name: string) {
  const { id } = plugin.host.document.find(name)
  plugin.host.selection = [id]
  await plugin.hear('selection-changed')
  return id
}

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
