import { describe, expect, it } from 'vitest'
import { refusalOf, runInPlugin } from './small-file.ts'

describe('with documentAccess dynamic-page', () => {
  it.each([
    ['figma.getNodeById("1:1")', 'getNodeByIdAsync'],
    ['figma.currentPage = figma.root.children[1]', 'setCurrentPageAsync'],
    [
      'figma.currentPage.findOne((node) => node.type === "RECTANGLE").fillStyleId = "S:1"',
      'setFillStyleIdAsync',
    ],
    ['figma.getStyleById("S:1")', 'getStyleByIdAsync'],
    ['figma.getLocalPaintStyles()', 'getLocalPaintStylesAsync'],
    ['figma.currentPage.findOne((node) => node.type === "INSTANCE").mainComponent', 'getMainComponentAsync'],
  ])('%s throws and names %s', async (code, instead) => {
    expect(await refusalOf(code)).toContain(instead)
  })

  it('the layers of another page throw until it is loaded', async () => {
    expect(await refusalOf('return figma.root.children[1].children')).toContain('is not loaded')
    const { result } = await runInPlugin(
      'const page = figma.root.children[1]; await page.loadAsync(); return page.children.map((node) => node.name)',
    )
    expect(result).toEqual(['Old'])
  })

  it('going to a page loads it', async () => {
    const { host, result } = await runInPlugin(
      'await figma.setCurrentPageAsync(figma.root.children[1]); return figma.currentPage.children.length',
    )
    expect(result).toBe(1)
    expect(host.document.currentPageId).toBe('0:2')
  })

  it('documentchange can be listened to only when all pages are loaded', async () => {
    expect(await refusalOf("figma.on('documentchange', () => {})")).toContain('loadAllPagesAsync')
    const { result } = await runInPlugin(
      "await figma.loadAllPagesAsync(); figma.on('documentchange', () => {}); return 'listening'",
    )
    expect(result).toBe('listening')
  })

  it('nodechange can be listened to on a loaded page only', async () => {
    expect(await refusalOf("figma.root.children[1].on('nodechange', () => {})")).toContain('not loaded')
  })

  it('a node of any page is found by its id, and an unknown id is null', async () => {
    const { result } = await runInPlugin(
      'return [(await figma.getNodeByIdAsync("2:1")).name, await figma.getNodeByIdAsync("9:9")]',
    )
    expect(result).toEqual(['Old', null])
  })
})
