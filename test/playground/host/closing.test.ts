import { describe, expect, it, vi } from 'vitest'
import { LAYER, openSmallFile } from './small-file.ts'

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
