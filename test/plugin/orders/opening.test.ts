import { describe, expect, it } from 'vitest'
import type { StorageEntry } from '../../../playground/host/host.ts'
import { code, openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, journalKeys, look, place, plan, planFill } from '../support/press.ts'

async function opened(plugin: Plugin) {
  plugin.tell({ type: 'open-panel' })
  return plugin.hear('plugin-opened')
}

describe('opening', () => {
  it('shows the panel in the theme of the editor', async () => {
    const plugin = await openPlugin()
    expect(plugin.host.panel.window).toMatchObject({
      html: '<p>panel</p>',
      width: 360,
      height: 640,
      hasThemeColors: true,
    })
  })

  it('tells the file and the editor, and that nothing was ever chosen', async () => {
    const plugin = await openPlugin()
    expect(await opened(plugin)).toEqual({
      type: 'plugin-opened',
      token: null,
      preferences: {},
      editor: 'figma',
      isReadOnly: false,
      document: { id: expect.stringMatching(/^\w{12,}$/), name: 'Kiln shop' },
      journal: [],
      command: 'open',
    })
  })

  it.each([
    ['edit-prompt', 'edit-prompt'],
    ['vary', 'vary'],
    ['picture-before', 'picture-before'],
    ['something-else', 'open'],
  ])('by the command "%s" tells %s', async (command, told) => {
    expect((await opened(await openPlugin({ command }))).command).toBe(told)
  })

  it('in Dev Mode is read-only, and still exports and keeps data', async () => {
    const plugin = await openPlugin({ editorType: 'dev' })
    expect(await opened(plugin)).toMatchObject({ editor: 'dev', isReadOnly: true })
    await plugin.ask('save-token', { token: 'rl_1_secret' })
    expect((await opened(plugin)).token).toBe('rl_1_secret')
    expect(plugin.host.failures).toEqual([])
  })
})

describe('the id of a file', () => {
  it('stays the same for the file and differs between files', async () => {
    const first = await openPlugin()
    const { id } = (await opened(first)).document
    const again = await openPlugin({ document: first.host.document.save() })
    expect((await opened(again)).document.id).toBe(id)
    expect((await opened(await openPlugin())).document.id).not.toBe(id)
  })

  it('outlives an undo that takes it out of the file, so that the journal still knows its target', async () => {
    const first = await openPlugin()
    const { id } = (await opened(first)).document
    const planned = planFill(first, 'Card 1')
    await begin(first, planned)
    while (first.host.undo());
    first.host.close()
    const again = await openPlugin({
      document: first.host.document.save(),
      storage: first.host.storage.entries(),
    })
    expect((await opened(again)).document.id).toBe(id)
    expect(await place(again, planned.key)).toMatchObject({ outcome: 'placed' })
  })
})

describe('what was chosen for good', () => {
  it('is there at the next opening', async () => {
    const first = await openPlugin()
    const preferences = { resolution: '2K', recentPrompts: ['A chair'], confirmAboveCredits: 100 } as const
    await first.ask('save-token', { token: 'rl_1_secret' })
    await first.ask('save-preferences', { preferences: { ...preferences, recentPrompts: ['A chair'] } })
    const again = await openPlugin({ storage: first.host.storage.entries() })
    expect(await opened(again)).toMatchObject({ token: 'rl_1_secret', preferences })
  })

  it('goes with "disconnect"', async () => {
    const plugin = await openPlugin()
    await plugin.ask('save-token', { token: 'rl_1_secret' })
    await plugin.ask('save-token', { token: null })
    expect((await opened(plugin)).token).toBeNull()
    expect(plugin.host.storage.entries()).toEqual([])
  })

  it('is refused when the storage is full', async () => {
    const storage: StorageEntry[] = [{ key: 'full', value: new Uint8Array(4_999_900) }]
    const plugin = await openPlugin({ storage, isSilent: true })
    expect((await plugin.askInVain('save-token', { token: 'x'.repeat(200) })).code).toBe('storage_full')
    const preferences = { recentPrompts: ['x'.repeat(200)] }
    expect((await plugin.askInVain('save-preferences', { preferences })).code).toBe('storage_full')
  })

  it.each([
    ['token', 42],
    ['token', { token: 'x' }],
    ['preferences', 'dark'],
    ['preferences', { resolution: '8K' }],
  ])('and is damaged (%s: %j) is as if it had never been chosen', async (key, value) => {
    const plugin = await openPlugin({ storage: [{ key, value }] })
    expect(await opened(plugin)).toMatchObject({ token: null, preferences: {} })
  })
})

it('damaged journal entries hide none of the others', async () => {
  const first = await openPlugin()
  const plans = [planFill(first, 'Card 1'), planFill(first, 'Card 2')]
  const { entries } = await begin(first, ...plans)
  const damaged: unknown[] = [null, 'x', {}, { ...entries[0], version: 2 }, { ...entries[0], target: null }]
  const storage = [
    ...damaged.map((value, index) => ({ key: `journal/damaged-${index}`, value })),
    ...first.host.storage.entries(),
  ]
  const again = await openPlugin({ storage, document: first.host.document.save() })
  expect((await opened(again)).journal).toEqual(entries)
  expect(await place(again, plans[1]?.key ?? '')).toMatchObject({ outcome: 'placed' })
})

it('a damaged provenance on a layer is as if there were none', async () => {
  const plugin = await openPlugin()
  const { id } = plugin.host.document.find('Card 1')
  for (const text of ['{', 'null', '{"version":1}', '[]']) {
    plugin.host.document.edit(id, { pluginData: { provenance: text } })
    plugin.host.selection = []
    await plugin.hear('selection-changed')
    plugin.host.selection = [id]
    expect((await plugin.hear('selection-changed')).nodes).toMatchObject([{ provenance: null }])
  }
  const planned = planFill(plugin, 'Card 1')
  await begin(plugin, planned)
  expect(await place(plugin, planned.key)).toMatchObject({ outcome: 'placed' })
})

describe('messages', () => {
  it.each([[null], ['place-image'], [{}], [{ type: 'no-such-order' }], [{ type: 'open-link', url: 7 }]])(
    'that are no order (%j) are dropped',
    async (message) => {
      const plugin = await openPlugin({ isSilent: true })
      plugin.send(message)
      await plugin.ask('save-token', { token: 't' })
      expect(plugin.host.panel.messages).toHaveLength(1)
      expect(plugin.host.failures).toEqual([])
    },
  )

  it.each([
    [{ type: 'no-such-order', request: 7 }],
    [{ type: 'place-image', request: 7, key: 'k', generationId: 'g', credits: null, bytes: [1, 2, 3] }],
    [{ type: 'begin-generations', request: 7, generations: [plan({ kind: 'new-image' }, { key: 'short' })] }],
    [{ type: 'begin-generations', request: 7, generations: [plan({ kind: 'new-image' }, { variation: 4 })] }],
    [{ type: 'record-request', request: 7, key: 'k', body: { prompt: '' } }],
  ])('with a number and a fault are refused by it: %j', async (message) => {
    const plugin = await openPlugin({ isSilent: true })
    const before = look(plugin.host)
    plugin.send(message)
    expect(await plugin.host.panel.receive(() => true)).toEqual({
      type: 'sandbox-failed',
      request: 7,
      failure: { code: 'sandbox_failed' },
    })
    expect(look(plugin.host)).toEqual(before)
    expect(journalKeys(plugin.host)).toEqual([])
  })
})

describe('around the panel', () => {
  it('goes to a layer on another page and selects it', async () => {
    const plugin = await openPlugin()
    const { id, parentId } = plugin.host.document.find('Old card')
    await plugin.ask('select-nodes', { nodeIds: [id] })
    expect(plugin.host.document.currentPageId).toBe(parentId)
    expect(plugin.host.selection).toEqual([id])
    expect(plugin.host.viewport.center).toEqual({ x: 160, y: 120 })
  })

  it('selects several layers, those that are there on the page of the first', async () => {
    const plugin = await openPlugin()
    const { document } = plugin.host
    const [first, second] = document.nodes.filter(
      ({ type, parentId }) => type === 'FRAME' && parentId === document.currentPageId,
    )
    const elsewhere = document.find('Old card').id
    await plugin.ask('select-nodes', { nodeIds: [first?.id ?? '', '99:99', second?.id ?? '', elsewhere] })
    expect([...plugin.host.selection].sort()).toEqual([first?.id, second?.id].sort())
    expect((await plugin.askInVain('select-nodes', { nodeIds: ['99:99'] })).code).toBe('target_gone')
  })

  it('opens links and takes its size', async () => {
    const plugin = await openPlugin()
    plugin.tell({ type: 'open-link', url: 'https://rivya.ai/' })
    plugin.tell({ type: 'resize-panel', height: 10_000 })
    await plugin.ask('save-token', { token: 't' })
    expect(plugin.host.links).toEqual(['https://rivya.ai/'])
    expect(plugin.host.panel.window).toMatchObject({ width: 360, height: 1200 })
    plugin.tell({ type: 'resize-panel', width: 960, height: 760 })
    await plugin.ask('save-token', { token: 't' })
    expect(plugin.host.panel.window).toMatchObject({ width: 960, height: 760 })
  })
})

it('the bundle names nothing that the sandbox lacks', () => {
  // The strict host has none of these either, but a branch that no test runs could still reach for one.
  const absent =
    /\b(?:URL|TextEncoder|TextDecoder|crypto|AbortController|atob|btoa|Blob|Intl|queueMicrotask|structuredClone|document|window|localStorage)\b(?!['"`:])/g
  expect(code.replace(/(['"`])(?:\\.|(?!\1).)*\1/g, '""').match(absent) ?? []).toEqual([])
})
