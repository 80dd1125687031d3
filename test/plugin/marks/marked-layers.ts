/** Layers that wait, as the tests of their marks press and find them. */
import { makeNode } from '../../../playground/host/file/node-defaults.ts'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import type { Host } from '../../../playground/host/host.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, type look, marksIn, planFill } from '../support/press.ts'
import { makeShop } from '../support/shop.ts'

export const HOUR_MS = 60 * 60 * 1000

export const namesOfMarks = ({ host }: Plugin) => marksIn(host).map(({ name }) => name)
export const idOf = ({ host }: Plugin, name: string) => host.document.find(name).id
export const boxOf = (plugin: Plugin, name: string) => plugin.host.document.bounds(idOf(plugin, name))

/** Presses Generate for layers of these names, one generation each. */
export async function press(plugin: Plugin, ...names: string[]): Promise<string[]> {
  const plans = names.map((name) => planFill(plugin, name))
  await begin(plugin, ...plans)
  return plans.map(({ key }) => key)
}

/** As the person finds it when they open the plugin again. */
export async function openAgain(host: Host, document = host.document.save()): Promise<Plugin> {
  const plugin = await openPlugin({ document, storage: host.storage.entries() })
  await loadPanel(plugin)
  return plugin
}

export async function loadPanel(plugin: Plugin): Promise<void> {
  plugin.tell({ type: 'open-panel' })
  await plugin.hear('plugin-opened')
  // Answered once what belongs to the opening is done.
  await plugin.ask('save-token', { token: 't' })
}

/** The shop with a mark on "Card 1" that is in no journal here. */
export function shopWithMark(ageMs: number): DocumentFile {
  const file = makeShop()
  const [page, card] = ['Shop', 'Card 1'].map((name) => file.nodes.find((node) => node.name === name))
  if (page === undefined || card === undefined) throw new Error('The shop has changed')
  const facts = { key: 'key-of-a-colleague', target: card.id, madeAt: Date.now() - ageMs }
  const mark = makeNode('9:9', 'RECTANGLE', page.id, {
    name: 'Waiting: Card 1',
    width: card.width,
    height: card.height,
    locked: true,
    pluginData: { 'waiting-mark': JSON.stringify(facts) },
  })
  const children = [...page.children, mark.id]
  const nodes = file.nodes.map((node) => (node === page ? { ...page, children } : node))
  return { ...file, nodes: [...nodes, mark] }
}

/** An undo gives back the layers of the file in another order than that in which they were made. */
export function byId(nodes: ReturnType<typeof look>) {
  return [...nodes].sort((a, b) => a.id.localeCompare(b.id))
}
