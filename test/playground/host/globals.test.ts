import { describe, expect, it } from 'vitest'
import { openSmallFile, runInPlugin } from './small-file.ts'

describe('the globals of the sandbox', () => {
  it('are those of the engine and of Figma, and no others', async () => {
    const { result } = await runInPlugin('return Object.keys(globalThis)')
    expect(result).toEqual([
      'figma',
      '__html__',
      '__uiFiles__',
      'fetch',
      'console',
      'setTimeout',
      'setInterval',
      'clearTimeout',
      'clearInterval',
    ])
  })

  it.each([
    'URL',
    'TextEncoder',
    'TextDecoder',
    'crypto',
    'AbortController',
    'atob',
    'btoa',
    'Blob',
    'Intl',
    'queueMicrotask',
    'structuredClone',
    'performance',
    'window',
    'document',
    'process',
    'require',
  ])('have no %s', async (name) => {
    const { result } = await runInPlugin(`return typeof globalThis[${JSON.stringify(name)}]`)
    expect(result).toBe('undefined')
  })

  it('give console six methods', async () => {
    const { result } = await runInPlugin('return Object.keys(console).sort()')
    expect(result).toEqual(['assert', 'clear', 'error', 'info', 'log', 'warn'])
  })

  it('give the html of the manifest as __html__', async () => {
    const { result } = await runInPlugin('return __html__')
    expect(result).toBe('<p>panel</p>')
  })
})

describe('starting a plugin', () => {
  it.each(['import(', 'import (', '<!--', '-->'])(
    'refuses code.js with "%s" even in a string',
    async (text) => {
      const host = openSmallFile(`const text = ${JSON.stringify(text)}`)
      await expect(host.open()).rejects.toThrow('loader refuses')
    },
  )

  it('rejects with what the top level throws', async () => {
    const host = openSmallFile('throw new Error("broken at once")')
    await expect(host.open()).rejects.toThrow('broken at once')
    expect(host.isOpen).toBe(false)
  })

  it('stops code that never pauses', async () => {
    const host = openSmallFile('for (;;) {}', { maxBusyMs: 50 })
    await expect(host.open()).rejects.toThrow('interrupted')
  })

  it('ends a plugin that takes too much memory', async () => {
    const host = openSmallFile('const all = []; for (;;) all.push(new Uint8Array(1e6))', {
      memoryLimitBytes: 20_000_000,
    })
    await expect(host.open()).rejects.toThrow('out of memory')
  })

  it('tells the command in figma.command and in the run event', async () => {
    const host = openSmallFile(
      `figma.showUI('', { visible: false });
       figma.on('run', (event) => figma.ui.postMessage([figma.command, event.command]))`,
    )
    await host.open('edit')
    await expect(host.panel.receive(Array.isArray)).resolves.toEqual(['edit', 'edit'])
  })

  it('gives no user without the permission', async () => {
    const { result } = await runInPlugin('return figma.currentUser')
    expect(result).toBeNull()
  })
})
