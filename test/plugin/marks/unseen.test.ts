import { describe, expect, it } from 'vitest'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import { openPlugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'
import { begin, plan } from '../support/press.ts'
import { makeShop } from '../support/shop.ts'
import { idOf, press, shopWithMark } from './marked-layers.ts'

describe('a mark counts as nothing else', () => {
  it('when the place beside a layer is chosen', async () => {
    const placeBeside = async (document: DocumentFile) => {
      const plugin = await openPlugin({ document })
      const { entries } = await begin(plugin, plan({ kind: 'beside', nodeId: idOf(plugin, 'Card 1') }))
      return entries[0]?.target.place
    }
    const file = shopWithMark(0)
    // Where an image beside the card would go.
    const beside = await placeBeside(makeShop())
    const nodes = file.nodes.map((node) => (node.id === '9:9' ? { ...node, x: beside?.x ?? 0 } : node))
    expect(await placeBeside({ ...file, nodes })).toEqual(beside)
  })

  it('when it is selected: there is nothing to fill or to export', async () => {
    const plugin = await openPlugin()
    await press(plugin, 'Card 1')
    const nodeId = idOf(plugin, 'Waiting: Card 1')
    plugin.host.selection = [nodeId]
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([
      { exportObstacle: 'empty', fillObstacle: 'no-fills', provenance: null },
    ])
    const { refusals } = await plugin.ask('export-references', { references: [{ nodeId, maxPixels: 1e6 }] })
    expect(refusals).toMatchObject([{ failure: { code: 'nothing_to_export' } }])
  })

  it('in the PNG of a reference', async () => {
    const plugin = await openPlugin()
    const references = [{ nodeId: idOf(plugin, 'Card 1'), maxPixels: 1e6 }]
    const before = await plugin.ask('export-references', { references })
    await press(plugin, 'Card 1', 'Image 1')
    const after = await plugin.ask('export-references', { references })
    expect(after.references[0]?.bytes).toEqual(before.references[0]?.bytes)
  })

  it('to those who watch a reference', async () => {
    const { plugin, comeToRest } = await openWithClock()
    await plugin.ask('watch-frames', { nodeIds: [idOf(plugin, 'Card 1')] })
    const [key = ''] = await press(plugin, 'Card 1')
    await comeToRest()
    await plugin.ask('stop-waiting', { key })
    await comeToRest()
    const types = plugin.host.panel.messages.map((message) => (message as { type: string }).type)
    expect(types).not.toContain('frames-changed')
  })
})
