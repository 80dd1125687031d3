import { describe, expect, it } from 'vitest'
import { LAYER, openSmallFile } from './small-file.ts'

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
