import { describe, expect, it } from 'vitest'
import type { Host } from '../../../playground/host/host.ts'
import { LAYER, runInPlugin } from './small-file.ts'

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
