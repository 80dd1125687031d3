import { describe, expect, it } from 'vitest'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { drawImage, openPlugin } from '../support/open-plugin.ts'
import { begin, journalKeys, look, lookBelowMarks, place, plan, planFill } from '../support/press.ts'
import { fillsOf, provenanceOf } from './filled.ts'

describe('a target that is gone', () => {
  it('gets a new image where it was, of the image’s ratio, and a notice that shows it', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 2')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Card 2').id])
    const removed = lookBelowMarks(plugin.host)
    const { outcome, nodeId } = await place(plugin, planned.key, drawImage(600, 300))
    expect(outcome).toBe('placed-beside')
    const bounds = plugin.host.document.bounds(nodeId)
    expect(bounds).toMatchObject({ x: 340, y: 0 })
    expect(bounds.width / bounds.height).toBeCloseTo(2, 1)
    expect(plugin.host.document.get(nodeId)).toMatchObject({
      name: planned.prompt,
      fills: [{ type: 'IMAGE' }],
      parentId: plugin.host.document.currentPageId,
    })
    expect(provenanceOf(plugin, nodeId).key).toBe(planned.key)
    expect(journalKeys(plugin.host)).toEqual([])

    const [notice] = plugin.host.notifications
    expect(notice).toMatchObject({
      message: '“Card 2” is gone, so its image was placed where it was.',
      buttonText: 'Show',
    })
    notice?.press()
    await plugin.hear('selection-changed')
    await expect.poll(() => plugin.host.selection).toEqual([nodeId])

    plugin.host.undo()
    expect(look(plugin.host)).toEqual(removed)
  })

  it('with its page gets it on the page the person is on', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Old card')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Archive').id])
    const { outcome, nodeId } = await place(plugin, planned.key)
    expect(outcome).toBe('placed-beside')
    expect(plugin.host.document.get(nodeId)?.parentId).toBe(plugin.host.document.currentPageId)
  })

  it('on a page that is not open gets it there', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Old card')
    await begin(plugin, planned)
    plugin.host.document.remove([plugin.host.document.find('Old card').id])
    const { nodeId } = await place(plugin, planned.key)
    expect(plugin.host.document.get(nodeId)?.parentId).toBe(plugin.host.document.find('Archive').id)
  })

  it('because the press was undone, gets the image all the same', async () => {
    const plugin = await openPlugin()
    const planned = plan({ kind: 'new-image' })
    await begin(plugin, planned)
    plugin.host.undo()
    const { outcome, nodeId } = await place(plugin, planned.key)
    expect(outcome).toBe('placed-beside')
    expect(fillsOf(plugin, nodeId)).toMatchObject([{ type: 'IMAGE' }])
  })

  it('twice over lets neither image cover the other', async () => {
    const plugin = await openPlugin()
    const plans = [planFill(plugin, 'Card 2'), planFill(plugin, 'Card 2')]
    await begin(plugin, ...plans)
    plugin.host.document.remove([plugin.host.document.find('Card 2').id])
    const placed = []
    for (const { key } of plans) placed.push(await place(plugin, key))
    const [first, second] = placed.map(({ nodeId }) => plugin.host.document.bounds(nodeId))
    expect(second?.x).toBeGreaterThanOrEqual((first?.x ?? 0) + (first?.width ?? 0))
  })

  it('is named in a notice no longer than Figma shows, however long its name', async () => {
    const plugin = await openPlugin()
    const planned = planFill(plugin, 'Card 2')
    const { id } = plugin.host.document.find('Card 2')
    plugin.host.document.edit(id, { name: 'Card '.repeat(40) })
    await begin(plugin, planned)
    plugin.host.document.remove([id])
    await place(plugin, planned.key)
    const [notice] = plugin.host.notifications
    expect(notice?.message).toContain('is gone')
    expect(notice?.message.length).toBeLessThanOrEqual(100)
  })

  it('says nothing when the person had stopped waiting and places it by hand', async () => {
    const plugin = await openPlugin()
    const planned = plan({ kind: 'new-image' })
    await begin(plugin, planned)
    await plugin.ask('stop-waiting', { key: planned.key })
    expect(await place(plugin, planned.key)).toMatchObject({ outcome: 'placed-beside' })
    expect(plugin.host.notifications).toEqual([])
  })
})

it('a target that takes no fill any more gets the image beside it', async () => {
  const plugin = await openPlugin()
  const planned = planFill(plugin, 'Headline')
  await begin(plugin, planned)
  const { id, fills } = plugin.host.document.find('Headline')
  plugin.host.document.edit(id, {
    textRuns: [
      { start: 0, end: 4, fills },
      { start: 4, end: 8, fills: [solid('#123456')] },
    ],
  })
  const { outcome, nodeId } = await place(plugin, planned.key)
  expect(outcome).toBe('placed-beside')
  const box = plugin.host.document.bounds(id)
  expect(plugin.host.document.bounds(nodeId).x).toBeGreaterThan(box.x + box.width)
  expect(plugin.host.document.get(id)?.pluginData).toEqual({})
  expect(plugin.host.notifications).toMatchObject([{ message: expect.stringContaining('takes no image') }])
})

it('a result of another file is placed in sight when the person asks for it here', async () => {
  const first = await openPlugin()
  const planned = planFill(first, 'Card 1')
  await begin(first, planned)
  const storage = first.host.storage.entries()
  const second = await openPlugin({ storage })
  const { outcome, nodeId } = await place(second, planned.key)
  expect(outcome).toBe('placed-beside')
  expect(fillsOf(second, second.host.document.find('Card 1').id)).toHaveLength(1)
  const { x, width } = second.host.document.bounds(nodeId)
  expect(Math.abs(x + width / 2 - second.host.viewport.center.x)).toBeLessThanOrEqual(1)
  expect(journalKeys(second.host)).toEqual([])
})
