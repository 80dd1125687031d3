import { describe, expect, it } from 'vitest'
import { openSmallFile, runInPlugin } from './small-file.ts'

const NAMES = 'return figma.currentPage.selection.map((node) => node.id)'
const ids = ['1:5', '1:1', '1:4', '1:6']

async function read(order: readonly string[]): Promise<unknown> {
  const host = openSmallFile(
    `figma.showUI('', { visible: false });
     figma.on('selectionchange', () => figma.ui.postMessage(figma.currentPage.selection.map((node) => node.id)))`,
  )
  await host.open()
  host.selection = order
  const seen = await host.panel.receive(Array.isArray)
  expect(host.selection).toEqual(order)
  host.dispose()
  return seen
}

describe('the selection as a plugin reads it', () => {
  it('stands neither in the order of the clicks nor in that of the layers, from either end', async () => {
    const seen = await read(ids)
    const drawn = ['1:1', '1:4', '1:5', '1:6']
    for (const order of [ids, drawn]) {
      expect(seen).not.toEqual(order)
      expect(seen).not.toEqual([...order].reverse())
    }
    expect([...(seen as string[])].sort()).toEqual(drawn)
  })

  it('is the same at every reading', async () => {
    expect(await read(ids)).toEqual(await read(ids))
  })

  it('of two layers is not in the order of the clicks', async () => {
    expect(await read(['1:5', '1:1'])).toEqual(['1:1', '1:5'])
    expect(await read(['1:1', '1:5'])).toEqual(['1:5', '1:1'])
  })

  it('that a plugin has made is read in no order either', async () => {
    const { result } = await runInPlugin(`
      const all = ${JSON.stringify(ids)};
      figma.currentPage.selection = await Promise.all(all.map((id) => figma.getNodeByIdAsync(id)));
      ${NAMES}`)
    expect(result).not.toEqual(ids)
  })
})
