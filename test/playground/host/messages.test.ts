import { describe, expect, it } from 'vitest'
import { openSmallFile, refusalOf, runInPlugin } from './small-file.ts'

const ECHO = `
  figma.showUI(__html__, { visible: false });
  figma.ui.onmessage = (message) => figma.ui.postMessage(message);`

async function echo(message: unknown): Promise<unknown> {
  const host = openSmallFile(ECHO)
  await host.open()
  host.panel.send(message)
  const answer = await host.panel.receive(() => true)
  expect(host.failures).toEqual([])
  host.dispose()
  return answer
}

describe('messages', () => {
  it.each([
    ['text', 'héllo “$” 👋'],
    ['numbers', [0, -1.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY]],
    ['nothing', [null, undefined, { a: undefined }]],
    ['dates', { at: new Date(1_700_000_000_000) }],
    ['bytes', { bytes: Uint8Array.from([0, 1, 255]), none: new Uint8Array() }],
    ['objects with any names', { $: 'bytes', index: 0, nested: { $: 'mixed' } }],
  ])('carry %s both ways', async (_, message) => {
    expect(await echo(message)).toEqual(message)
  })

  it('carry only the bytes of a view, not the buffer behind it', async () => {
    const { result } = await runInPlugin('return new Uint8Array([1, 2, 3, 4]).subarray(1, 3)')
    expect(result).toEqual(Uint8Array.from([2, 3]))
  })

  it.each([
    ['an ArrayBuffer', 'new ArrayBuffer(4)'],
    ['another typed array', 'new Float32Array(4)'],
    ['a Map', 'new Map()'],
    ['an Error', 'new Error("no")'],
    ['figma.mixed', 'figma.mixed'],
    ['a function', '() => {}'],
  ])('from the sandbox refuse %s', async (_, value) => {
    expect(
      await refusalOf(`figma.ui.postMessage({ value: ${value} }); figma.ui.postMessage(${value})`),
    ).toContain('Cannot unwrap')
  })

  it.each([
    ['an ArrayBuffer', new ArrayBuffer(4)],
    ['another typed array', new Uint16Array(4)],
    ['a Blob', new Blob(['x'])],
    ['a Map', new Map()],
  ])('from the iframe lose %s, and the host says so', async (_, value) => {
    const host = openSmallFile(ECHO)
    await host.open()
    host.panel.send({ value })
    expect(host.failures[0]).toContain('Cannot unwrap')
  })

  it('lose methods on the way', async () => {
    const { result } = await runInPlugin('return { a: 1, run() {} }')
    expect(result).toEqual({ a: 1 })
  })

  it('wait until the iframe has loaded, and come in order', async () => {
    const host = openSmallFile(`${ECHO} figma.ui.postMessage(1); figma.ui.postMessage(2)`)
    await host.open()
    expect(host.panel.messages).toEqual([])
    const seen: unknown[] = []
    host.panel.onMessage((message) => seen.push(message))
    await host.panel.receive((message) => message === 2)
    expect(seen).toEqual([1, 2])
  })

  it('can not be posted before showUI', async () => {
    const host = openSmallFile("figma.ui.postMessage('early')")
    await expect(host.open()).rejects.toThrow('showUI')
  })

  it('reach figma.ui.on beside onmessage, with the origin', async () => {
    const host = openSmallFile(`figma.showUI('', { visible: false });
      figma.ui.on('message', (message, { origin }) => figma.ui.postMessage([message, origin]))`)
    await host.open()
    host.panel.send('hello')
    await expect(host.panel.receive(() => true)).resolves.toEqual(['hello', 'null'])
  })

  it('whose handler fails are told as a failure, and the next one still arrives', async () => {
    const host = openSmallFile(`figma.showUI('', { visible: false });
      figma.ui.onmessage = async (message) => { if (message === 1) throw new Error('handler broke'); figma.ui.postMessage('fine') }`)
    await host.open()
    host.panel.send(1)
    host.panel.send(2)
    await host.panel.receive((message) => message === 'fine')
    expect(host.failures[0]).toContain('handler broke')
  })
})

describe('the window', () => {
  it('opens as asked, is resized, and has Figma’s smallest and usual sizes', async () => {
    const host = openSmallFile(
      `figma.showUI(__html__, { width: 360, height: 640, themeColors: true, title: 'Mine' })`,
    )
    await host.open()
    expect(host.panel.window).toEqual({
      html: '<p>panel</p>',
      title: 'Mine',
      width: 360,
      height: 640,
      isVisible: true,
      hasThemeColors: true,
    })
    const plain = openSmallFile('figma.showUI(__html__); figma.ui.resize(10, 10)')
    const sizes: unknown[] = []
    plain.on('panel-changed', (window) => sizes.push([window?.width, window?.height]))
    await plain.open()
    expect(sizes).toEqual([
      [300, 200],
      [70, 10],
    ])
  })

  it('refuses options Figma does not have', async () => {
    const host = openSmallFile('figma.showUI(__html__, { theme: true })')
    await expect(host.open()).rejects.toThrow('failed validation')
  })
})
