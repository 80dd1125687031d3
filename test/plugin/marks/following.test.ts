import { describe, expect, it } from 'vitest'
import type { Plugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'
import { marksIn, place } from '../support/press.ts'
import { boxOf, idOf, namesOfMarks, press } from './marked-layers.ts'

describe('the mark of a layer', () => {
  it('that is moved and resized, by itself or with what is around it, follows', async () => {
    const { plugin, passTime } = await openWithClock()
    const { document } = plugin.host
    await press(plugin, 'Image 1', 'Ellipse')
    document.edit(idOf(plugin, 'Image 1'), { x: 40, width: 200 })
    document.edit(idOf(plugin, 'Card 1'), { y: 500 })
    await passTime()
    expect(boxOf(plugin, 'Waiting: Image 1')).toEqual({ x: 40, y: 520, width: 200, height: 240 })
    expect(boxOf(plugin, 'Waiting: Ellipse')).toEqual(boxOf(plugin, 'Ellipse'))
  })

  it.each<[string, (plugin: Plugin) => void]>([
    ['removed', (plugin) => plugin.host.document.remove([idOf(plugin, 'Image 1')])],
    ['hidden', (plugin) => plugin.host.document.edit(idOf(plugin, 'Card 1'), { visible: false })],
  ])('that is %s goes with it', async (_, change) => {
    const { plugin, passTime } = await openWithClock()
    await press(plugin, 'Image 1')
    change(plugin)
    await passTime()
    expect(namesOfMarks(plugin)).toEqual([])
  })

  it('that waits again follows again, also to where it has been before', async () => {
    const { plugin, comeToRest } = await openWithClock()
    const move = async (x: number) => {
      plugin.host.document.edit(idOf(plugin, 'Card 1'), { x })
      await comeToRest()
    }
    const [key = ''] = await press(plugin, 'Card 1')
    await move(-500)
    await place(plugin, key)
    await move(0)
    await press(plugin, 'Card 1')
    await move(-500)
    expect(boxOf(plugin, 'Waiting: Card 1')).toEqual(boxOf(plugin, 'Card 1'))
  })

  it('that stays where it is is not touched by other changes', async () => {
    const { plugin, comeToRest } = await openWithClock()
    await press(plugin, 'Card 1')
    const [made] = marksIn(plugin.host)
    await comeToRest()
    expect(marksIn(plugin.host)[0]).toBe(made)
    plugin.host.document.edit(idOf(plugin, 'Card 1'), { x: -500 })
    await comeToRest()
    const [moved] = marksIn(plugin.host)
    expect(moved?.x).toBe(-500)
    plugin.host.document.edit(idOf(plugin, 'Small'), { x: 3000 })
    await comeToRest()
    expect(marksIn(plugin.host)[0]).toBe(moved)
  })
})
