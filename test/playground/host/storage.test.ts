import { describe, expect, it } from 'vitest'
import type { StorageEntry } from '../../../playground/host/host.ts'
import { openSmallFile, refusalOf, runInPlugin } from './small-file.ts'

describe('clientStorage', () => {
  it('keeps plain values, dates and bytes, as copies', async () => {
    const { result } = await runInPlugin(`
      const value = { text: 'a', at: new Date(5), bytes: new Uint8Array([1, 2]) };
      await figma.clientStorage.setAsync('a', value);
      value.text = 'changed'; value.bytes[0] = 9;
      return [await figma.clientStorage.getAsync('a'), await figma.clientStorage.getAsync('none')]`)
    expect(result).toEqual([{ text: 'a', at: new Date(5), bytes: Uint8Array.from([1, 2]) }, undefined])
  })

  it('lists and deletes keys', async () => {
    const { result } = await runInPlugin(`
      const { clientStorage } = figma;
      await clientStorage.setAsync('a', 1); await clientStorage.setAsync('b', 2); await clientStorage.deleteAsync('a');
      return clientStorage.keysAsync()`)
    expect(result).toEqual(['b'])
  })

  it('holds five megabytes in all, bytes at their own size', async () => {
    const { result } = await runInPlugin(`
      await figma.clientStorage.setAsync('a', new Uint8Array(4900000));
      await figma.clientStorage.setAsync('a', new Uint8Array(4900000));
      return 'kept'`)
    expect(result).toBe('kept')
    const refusal = await refusalOf(`
      await figma.clientStorage.setAsync('a', new Uint8Array(2600000));
      await figma.clientStorage.setAsync('b', new Uint8Array(2600000))`)
    expect(refusal).toContain('quota')
  })

  it('is unchanged by a write that did not fit', async () => {
    const { host } = await runInPlugin(`
      await figma.clientStorage.setAsync('a', 1);
      await figma.clientStorage.setAsync('a', new Uint8Array(6000000)).catch(() => {})`)
    expect(host.storage.entries()).toEqual([{ key: 'a', value: 1 }])
  })

  it('survives the plugin and the host', async () => {
    const { host } = await runInPlugin("await figma.clientStorage.setAsync('a', { deep: [1] })")
    host.close()
    const { result } = await runInPlugin("return figma.clientStorage.getAsync('a')", {
      storage: host.storage.entries(),
    })
    expect(result).toEqual({ deep: [1] })
  })

  it('answers only when the change has been kept', async () => {
    const kept: (StorageEntry | null)[] = []
    let release = (): void => undefined
    const isKept = new Promise<void>((resolve) => {
      release = resolve
    })
    const host = openSmallFile(
      `figma.showUI('', { visible: false });
       figma.clientStorage.setAsync('a', 1).then(() => figma.ui.postMessage('answered'))`,
      {
        keepStorage(_, entry) {
          kept.push(entry)
          return isKept
        },
      },
    )
    const answered = host.panel.receive((message) => message === 'answered')
    await host.open()
    // An export takes many turns: time enough for an answer that does not wait.
    await host.exportNode('1:1')
    expect(host.panel.messages).toEqual([])
    release()
    await answered
    expect(kept).toEqual([{ key: 'a', value: 1 }])
  })

  it.each(['figma.mixed', 'new ArrayBuffer(2)', 'new Map()'])('refuses %s', async (value) => {
    expect(await refusalOf(`await figma.clientStorage.setAsync('a', ${value})`)).toContain('Cannot unwrap')
  })
})
