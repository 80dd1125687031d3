// A colleague may remove a layer at any moment, also between two awaits of an order that is about it.
import { expect, it } from 'vitest'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { planFill } from '../support/press.ts'

const NAME = 'Card 1'
/** More than any of the orders takes before it has its answer. */
const MOMENTS = 6

type Order = (plugin: Plugin, nodeId: string) => Promise<unknown>

it.each<[string, Order]>([
  ['fills it', (plugin) => plugin.ask('begin-generations', { generations: [planFill(plugin, NAME)] })],
  ['steps it', (plugin, id) => plugin.ask('step-pictures', { nodeIds: [id], step: 'before' })],
  ['compares it', (plugin, nodeId) => plugin.ask('compare', { nodeId, shows: 'before' })],
  ['chooses it', (plugin, nodeId) => plugin.ask('choose-slot', { nodeId })],
  ['watches it', (plugin, id) => plugin.ask('watch-frames', { nodeIds: [id] })],
  ['shows it', (plugin, id) => plugin.ask('select-nodes', { nodeIds: [id] })],
  [
    'exports it',
    (plugin, nodeId) => plugin.ask('export-references', { references: [{ nodeId, maxPixels: 2000 }] }),
  ],
  ...(['own', 'below'] as const).map((kind): [string, Order] => [
    `starts from it, ${kind}`,
    (plugin, targetId) =>
      plugin.ask('read-start-pictures', { pictures: [{ targetId, start: { kind }, maxPixels: 2000 }] }),
  ]),
])('an order that %s is answered when it goes meanwhile', async (_, order) => {
  for (let moment = 0; moment <= MOMENTS; moment += 1) {
    const plugin = await openPlugin()
    const { id } = plugin.host.document.find(NAME)
    const answer = order(plugin, id).then(
      () => 'done',
      (refusal) => String(refusal),
    )
    for (let turn = 0; turn < moment; turn += 1) await undefined
    plugin.host.document.remove([id])
    expect(await answer).not.toMatch(/sandbox_failed/)
    expect(plugin.host.failures).toEqual([])
    plugin.host.dispose()
  }
})
