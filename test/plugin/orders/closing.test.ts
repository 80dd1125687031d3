import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../../contract/journal.ts'
import type { Host } from '../../../playground/host/host.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, bodyOf, IMAGE, journalKeys, look, place, plan, planFill } from '../support/press.ts'

/** What the panel does with an entry of the journal, from wherever it stands. */
async function goOn(plugin: Plugin, entry: JournalEntry): Promise<void> {
  const { key } = entry
  if (entry.request === null) {
    const nodeId = plugin.host.document.find('Card 2').id
    await plugin.ask('export-references', { references: [{ nodeId, maxPixels: 1_000_000 }] })
    await plugin.ask('record-request', { key, body: bodyOf(entry.prompt) })
  }
  if (entry.generationId === null) await plugin.ask('record-accepted', { key, generationId: `of-${key}` })
  await place(plugin, key)
}

async function press(plugin: Plugin, target: 'fill' | 'new-image'): Promise<void> {
  const planned = target === 'fill' ? planFill(plugin, 'Card 1') : plan({ kind: 'new-image' })
  const { entries } = await begin(plugin, planned)
  for (const entry of entries) await goOn(plugin, entry)
}

/** Presses and closes the plugin at the `step`-th message or write; false when the press came to its end before. */
async function pressAndCloseAt(
  step: number,
  target: 'fill' | 'new-image',
): Promise<{ host: Host; isClosed: boolean }> {
  let seen = 0
  const pass = (): boolean => {
    seen += 1
    if (seen === step) plugin.host.close()
    return seen >= step
  }
  const plugin = await openPlugin({
    // What was to be stored is stored by now; a plugin that is closed here never hears of it.
    keepStorage: () => (pass() ? new Promise(() => undefined) : Promise.resolve()),
  })
  const { host } = plugin
  const closed = new Promise<true>((resolve) => host.on('closed', () => resolve(true)))
  host.panel.onMessage(pass)
  const { send } = host.panel
  host.panel.send = (message) => {
    send(message)
    pass()
  }
  const ended = press(plugin, target).then(
    () => false,
    () => true,
  )
  return { host, isClosed: await Promise.race([closed, ended]) }
}

/** The same file and storage, and the panel taking up every entry it finds. */
async function openAgain({ document, storage }: Host): Promise<Plugin> {
  const plugin = await openPlugin({ document: document.save(), storage: storage.entries() })
  plugin.tell({ type: 'open-panel' })
  const { journal } = await plugin.hear('plugin-opened')
  for (const entry of journal) await goOn(plugin, entry)
  return plugin
}

function countImages(host: Host): number {
  return look(host).filter(({ fills }) => fills.some(({ type }) => type === 'IMAGE')).length
}

describe.each(['fill', 'new-image'] as const)(
  'closed at every step of a press (%s) and opened again',
  (target) => {
    it('the plugin places the image exactly once', async () => {
      let hasBegun = false
      let step = 0
      for (let isClosed = true; isClosed; ) {
        step += 1
        const first = await pressAndCloseAt(step, target)
        isClosed = first.isClosed
        // Of a press that ended before its entry was written nothing was sent, so nothing comes.
        hasBegun ||= journalKeys(first.host).length > 0
        const { host } = await openAgain(first.host)
        expect(countImages(host), `closed at step ${step}`).toBe(hasBegun ? 1 : 0)
        expect(look(host).filter(({ name }) => name.startsWith('Generating'))).toEqual([])
        expect(journalKeys(host)).toEqual([])
        expect([...first.host.failures, ...host.failures]).toEqual([])
      }
      // Orders, answers and writes of begin, export, record, accept, place; else the closing was not where it should be.
      expect(step).toBeGreaterThan(13)
    })
  },
)

describe('an image that is on its target while its entry still stands', () => {
  it.each(['fill', 'new-image', 'gone'] as const)('is not placed again (%s)', async (kind) => {
    const plugin = await openPlugin()
    const planned = kind === 'new-image' ? plan({ kind }) : planFill(plugin, 'Card 1')
    const { entries } = await begin(plugin, planned)
    if (kind === 'gone') plugin.host.document.remove([plugin.host.document.find('Card 1').id])
    const storage = plugin.host.storage.entries()
    const { nodeId } = await place(plugin, planned.key)
    const document = plugin.host.document.save()

    const again = await openPlugin({ document, storage })
    const before = look(again.host)
    expect(journalKeys(again.host)).toEqual([entries[0]?.key])
    expect(await place(again, planned.key)).toMatchObject({ outcome: 'already-placed', nodeId })
    expect(look(again.host)).toEqual(before)
    expect(journalKeys(again.host)).toEqual([])
  })
})

describe('one result ordered more than once', () => {
  it('at the same time is placed once', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 1')
    const before = look(plugin.host)
    await begin(plugin, planned)
    const placed = await Promise.all([1, 2, 3].map(() => place(plugin, planned.key)))
    expect(placed.map(({ outcome }) => outcome)).toEqual(['placed', 'already-placed', 'already-placed'])
    expect(new Set(placed.map(({ nodeId }) => nodeId)).size).toBe(1)
    plugin.host.undo()
    expect(look(plugin.host)).toEqual(before)
  })

  it('after its target was removed is still placed once', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 1')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Card 1').id])
    await Promise.all([1, 2].map(() => place(plugin, planned.key)))
    expect(countImages(plugin.host)).toBe(1)
  })

  it('with no entry left changes nothing', async () => {
    const plugin = await openPlugin()
    const before = look(plugin.host)
    expect(await place(plugin, 'key-of-nobody')).toMatchObject({ outcome: 'already-placed', nodeId: '' })
    expect(look(plugin.host)).toEqual(before)
  })

  it('in two windows that share the storage is placed by the first', async () => {
    const first = await openPlugin()
    const planned = planFill(first, 'Card 1')
    await begin(first, planned)
    await place(first, planned.key)
    const second = await openPlugin({
      document: first.host.document.save(),
      storage: first.host.storage.entries(),
    })
    const before = look(second.host)
    expect(await place(second, planned.key)).toMatchObject({ outcome: 'already-placed' })
    expect(look(second.host)).toEqual(before)
  })
})

it('a target removed while the image is on its way into the sandbox loses nothing', async () => {
  const plugin = await openPlugin()
  const planned = planFill(plugin, 'Card 1')
  await begin(plugin, planned)
  const order = { type: 'place-image', key: planned.key, generationId: 'g', credits: null, bytes: IMAGE }
  plugin.send({ ...order, request: -1 })
  plugin.host.document.remove([plugin.host.document.find('Card 1').id])
  await plugin.host.panel.receive(
    (message) =>
      typeof message === 'object' && message !== null && 'request' in message && message.request === -1,
  )
  expect(countImages(plugin.host)).toBe(1)
  expect(journalKeys(plugin.host)).toEqual([])
})
