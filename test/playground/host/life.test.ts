import { describe, expect, it, vi } from 'vitest'
import type { Host } from '../../../playground/host/host.ts'
import { LAYER, openSmallFile, runInPlugin } from './small-file.ts'

describe('closing', () => {
  it('cancels timers and what was awaited', async () => {
    vi.useFakeTimers()
    try {
      const host = openSmallFile(`figma.showUI('', { visible: false });
        setTimeout(() => { figma.currentPage.name = 'timer' }, 10);
        setInterval(() => { figma.currentPage.name = 'interval' }, 10);`)
      await host.open()
      host.close()
      await vi.advanceTimersByTimeAsync(100)
      expect(host.document.get('0:1')?.name).toBe('Shop')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('ends an export that is under way without a trace', async () => {
    const host = openSmallFile(`${LAYER}
      figma.showUI('', { visible: false });
      layer('Card').exportAsync().then(() => { figma.currentPage.name = 'exported' })`)
    await host.open()
    host.close()
    await host.exportNode('1:1')
    expect(host.document.get('0:1')?.name).toBe('Shop')
    expect(host.failures).toEqual([])
  })

  it('by closePlugin disables the API within the same turn', async () => {
    const host = openSmallFile(`
      figma.closePlugin('Done');
      try { figma.currentPage.name = 'after' } catch (error) { }`)
    const messages: unknown[] = []
    host.on('closed', ({ message }) => messages.push(message))
    await host.open()
    expect(messages).toEqual(['Done'])
    expect(host.isOpen).toBe(false)
    expect(host.document.get('0:1')?.name).toBe('Shop')
  })

  it('lets the close handler act at once but never later', async () => {
    const host = openSmallFile(`figma.showUI('', { visible: false });
      figma.on('close', () => {
        figma.currentPage.name = 'at once';
        Promise.resolve().then(() => { figma.root.name = 'later' });
        figma.clientStorage.keysAsync().then(() => { figma.root.name = 'later' });
      })`)
    await host.open()
    host.close()
    await host.exportNode('1:1')
    expect(host.document.get('0:1')?.name).toBe('at once')
    expect(host.document.name).toBe('Small')
  })

  it('does not even start what is ready to run', async () => {
    const busyMs = 3000
    const host = openSmallFile("figma.on('close', () => { Promise.resolve().then(() => { for (;;) {} }) })", {
      maxBusyMs: busyMs,
    })
    await host.open()
    const start = performance.now()
    host.close()
    expect(performance.now() - start).toBeLessThan(busyMs)
  })

  it('takes the window away, and messages sent to it go nowhere', async () => {
    const host = openSmallFile("figma.showUI('x'); figma.ui.onmessage = () => { figma.root.name = 'heard' }")
    await host.open()
    host.panel.send('before')
    host.close()
    host.panel.send('after')
    await host.exportNode('1:1')
    expect(host.panel.window).toBeNull()
    expect(host.document.name).toBe('Small')
  })

  it('tells whoever still waits for a message', async () => {
    const host = openSmallFile("figma.showUI('x')")
    await host.open()
    const waiting = host.panel.receive(() => true)
    host.close()
    await expect(waiting).rejects.toThrow('closed')
  })

  it('happens to the first of two openings at once', async () => {
    const host = openSmallFile(`figma.on('close', () => {
      figma.root.setPluginData('closed', String(Number(figma.root.getPluginData('closed')) + 1))
    })`)
    await Promise.all([host.open(), host.open()])
    expect(host.document.get('0:0')?.pluginData.closed).toBe('1')
  })

  it('can be followed by opening again, with the document as it was left', async () => {
    const host = openSmallFile(
      `figma.root.setPluginData('n', String(Number(figma.root.getPluginData('n')) + 1))`,
    )
    await host.open()
    await host.open()
    expect(host.document.get('0:0')?.pluginData.n).toBe('2')
  })
})

describe('undo', () => {
  const rename = (host: Host, names: readonly string[]) =>
    names.map((name) => {
      host.undo()
      return [name, host.document.get('1:1')?.name]
    })

  it('takes back everything a plugin did in one step, unless it committed', async () => {
    const { host } = await runInPlugin(
      `${LAYER} layer('Card').name = 'a'; (await figma.getNodeByIdAsync('1:1')).name = 'b'`,
    )
    expect(rename(host, ['once'])).toEqual([['once', 'Card']])
    expect(host.undo()).toBe(false)
  })

  it('takes back one committed step at a time', async () => {
    const { host } = await runInPlugin(`
      const card = await figma.getNodeByIdAsync('1:1');
      card.name = 'a'; figma.commitUndo(); card.name = 'b'; card.opacity = 0.5; figma.commitUndo(); card.name = 'c'`)
    expect(rename(host, ['c', 'b', 'a'])).toEqual([
      ['c', 'b'],
      ['b', 'a'],
      ['a', 'Card'],
    ])
    expect(host.document.get('1:1')?.opacity).toBe(1)
  })

  it('brings back removed layers with all in them, and redo removes them again', async () => {
    const { host } = await runInPlugin(`${LAYER} layer('Card').remove()`)
    expect(host.document.get('1:2')).toBeUndefined()
    host.undo()
    expect(host.document.get('1:1')?.children).toEqual(['1:2'])
    expect(host.document.get('0:1')?.children[0]).toBe('1:1')
    host.redo()
    expect(host.document.get('1:2')).toBeUndefined()
  })

  it('keeps what the person did apart from what the plugin has pending', async () => {
    const { host } = await runInPlugin(`${LAYER} layer('Card').name = 'plugin'`)
    host.document.edit('1:1', { name: 'person' })
    host.undo()
    expect(host.document.get('1:1')?.name).toBe('plugin')
    host.undo()
    expect(host.document.get('1:1')?.name).toBe('Card')
  })

  it('has no step of what was made and removed again, or set back', async () => {
    const { host } = await runInPlugin(`${LAYER}
      const card = layer('Card'); card.name = 'a'; figma.commitUndo();
      figma.createRectangle().remove(); card.name = 'b'; card.name = 'a'; figma.commitUndo()`)
    host.undo()
    expect(host.document.get('1:1')?.name).toBe('Card')
    expect(host.undo()).toBe(false)
  })

  it('by triggerUndo goes back to the last commit', async () => {
    const { host } = await runInPlugin(`
      const card = await figma.getNodeByIdAsync('1:1');
      card.name = 'a'; figma.commitUndo(); card.name = 'b'; figma.triggerUndo()`)
    expect(host.document.get('1:1')?.name).toBe('a')
  })
})

describe('events', () => {
  const REPORT = "figma.showUI('', { visible: false }); const tell = (value) => figma.ui.postMessage(value);"

  it('tell of a new selection, whoever made it, after the code has come to rest', async () => {
    const host = openSmallFile(`${REPORT} ${LAYER}
      figma.on('selectionchange', () => tell(figma.currentPage.selection.map((node) => node.name)));
      figma.currentPage.selection = [layer('Card')];
      tell('first')`)
    await host.open()
    await host.panel.receive((message) => Array.isArray(message))
    host.selection = ['1:5', '1:4']
    await host.panel.receive((message) => Array.isArray(message) && message.length === 2)
    expect(host.panel.messages).toEqual(['first', ['Card'], ['Empty', 'Locked']])
  })

  it('tell of a page change, with the selection of that page', async () => {
    const host = openSmallFile(`${REPORT}
      for (const type of ['currentpagechange', 'selectionchange']) figma.on(type, () => tell(type + ' ' + figma.currentPage.name))`)
    await host.open()
    host.document.goToPage('0:2')
    await host.panel.receive((message) => message === 'selectionchange Archive')
    expect(host.panel.messages).toEqual(['currentpagechange Archive', 'selectionchange Archive'])
  })

  it('drop a removed layer from the selection', async () => {
    const host = openSmallFile(
      `${REPORT} figma.on('selectionchange', () => tell(figma.currentPage.selection.length))`,
    )
    await host.open()
    host.selection = ['1:1']
    await host.panel.receive((message) => message === 1)
    host.document.remove(['1:1'])
    await host.panel.receive((message) => message === 0)
    expect(host.selection).toEqual([])
  })

  it('tell of changed, made and removed layers, once for all of them', async () => {
    const host = openSmallFile(`${REPORT}
      figma.currentPage.on('nodechange', ({ nodeChanges }) =>
        tell(nodeChanges.map((change) => [change.type, change.id, change.properties ?? null, change.node.removed])))`)
    await host.open()
    host.document.edit('1:1', { name: 'New name', opacity: 0.5 })
    host.document.remove(['1:5'])
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual([
      ['PROPERTY_CHANGE', '1:1', ['name', 'opacity'], false],
      ['DELETE', '1:5', null, true],
    ])
  })

  it('of a tree that is removed, and brought back, tell its topmost layer alone', async () => {
    const host = openSmallFile(`${REPORT}
      figma.currentPage.on('nodechange', ({ nodeChanges }) =>
        tell(nodeChanges.map((change) => [change.type, change.id])))`)
    await host.open()
    host.document.remove(['1:1'])
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual([['DELETE', '1:1']])
    host.undo()
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual([['CREATE', '1:1']])
  })

  it('of what is made in a frame that is made, too, tell the frame alone', async () => {
    const host = openSmallFile(`${REPORT}
      figma.currentPage.on('nodechange', ({ nodeChanges }) =>
        tell(nodeChanges.map((change) => [change.type, change.node.type])));
      figma.createFrame().appendChild(figma.createRectangle())`)
    await host.open()
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual([['CREATE', 'FRAME']])
  })

  it('of the whole document come for every page, once all pages are loaded', async () => {
    const host = openSmallFile(`${REPORT}
      figma.loadAllPagesAsync().then(() => {
        figma.on('documentchange', ({ documentChanges }) =>
          tell(documentChanges.map((change) => [change.type, change.node.name, change.origin])));
        tell('listening')
      })`)
    await host.open()
    await host.panel.receive((message) => message === 'listening')
    host.document.edit('2:1', { opacity: 0.5 })
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual([['PROPERTY_CHANGE', 'Old', 'LOCAL']])
  })

  it('bring what is dropped from the window, with its files', async () => {
    const host = openSmallFile(`${REPORT}
      figma.on('drop', (event) => {
        event.files[0].getBytesAsync().then((bytes) => tell([event.x, event.node.name, event.dropMetadata, bytes]));
        return false
      })`)
    await host.open()
    host.drop({
      x: 12,
      y: 5,
      files: [{ name: 'a.png', type: 'image/png', bytes: Uint8Array.from([1, 2]) }],
      dropMetadata: { id: 'g1' },
    })
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual([
      12,
      'Shop',
      { id: 'g1' },
      Uint8Array.from([1, 2]),
    ])
  })
})

describe('what the plugin says', () => {
  it('is shown with a button that works once', async () => {
    const host = openSmallFile(`figma.showUI('', { visible: false });
      figma.notify('Placed', { button: { text: 'Show', action: () => figma.ui.postMessage('pressed') } })`)
    await host.open()
    const [notification] = host.notifications
    expect(notification).toMatchObject({ message: 'Placed', isError: false, buttonText: 'Show' })
    notification?.press()
    notification?.press()
    await host.panel.receive((message) => message === 'pressed')
    expect(host.panel.messages).toEqual(['pressed'])
    host.dispose()
  })

  it('is at most 100 characters', async () => {
    const host = openSmallFile("figma.notify('x'.repeat(101))")
    await expect(host.open()).rejects.toThrow('100 characters')
  })

  it('opens links outside', async () => {
    const host = openSmallFile("figma.openExternal('https://example.com/help')")
    await host.open()
    expect(host.links).toEqual(['https://example.com/help'])
  })

  it('moves the view to layers', async () => {
    const { host, result } = await runInPlugin(`${LAYER}
      figma.viewport.scrollAndZoomIntoView([layer('Card')]);
      const { x, y, width, height } = figma.viewport.bounds;
      return [figma.viewport.center, x < 100 && y < 100 && x + width > 300 && y + height > 200]`)
    expect(result).toEqual([{ x: 200, y: 150 }, true])
    expect(host.viewport.center).toEqual({ x: 200, y: 150 })
  })

  it('may not load images from localhost', async () => {
    const { result } = await runInPlugin(
      "return figma.createImageAsync('http://localhost:1/a.png').catch((error) => error.message)",
    )
    expect(result).toContain('localhost')
  })

  it('may fetch only from the addresses of the manifest', async () => {
    const { result } = await runInPlugin(
      "return fetch('https://example.com/').catch((error) => error.message)",
    )
    expect(result).toContain('networkAccess')
  })
})
