// Of a broken file Figma may begin to draw a layer and never end.
import { describe, expect, it } from 'vitest'
import type { Canvas } from '../../../playground/host/drawing/canvas.ts'
import { nodeCanvas } from '../../../playground/node-canvas.ts'
import type { Plugin } from '../support/open-plugin.ts'
import { openWithClock } from '../support/open-with-clock.ts'
import { begin, look, place, plan, planFill } from '../support/press.ts'

/** Every drawing stays away until it is let go. */
async function openStuck() {
  const waiting: (() => void)[] = []
  let begun = 0
  const canvas: Canvas = {
    ...nodeCanvas,
    createSurface(width, height) {
      const surface = nodeCanvas.createSurface(width, height)
      const encode = async (mimeType: 'image/png' | 'image/jpeg') => {
        begun += 1
        await new Promise<void>((resolve) => waiting.push(resolve))
        return surface.encode(mimeType)
      }
      return { ...surface, encode }
    },
  }
  const opened = await openWithClock({ environment: { canvas }, isSilent: true })
  /** Resolves when so many drawings have begun since the opening. */
  const isDrawing = (count: number) => expect.poll(() => begun).toBe(count)
  const letGo = () => {
    for (const go of waiting.splice(0)) go()
  }
  return { ...opened, isDrawing, letGo }
}

const idOf = (plugin: Plugin, name: string) => plugin.host.document.find(name).id

function readBelow(plugin: Plugin, name: string) {
  const pictures = [{ targetId: idOf(plugin, name), start: { kind: 'below' as const }, maxPixels: 1_000_000 }]
  return plugin.ask('read-start-pictures', { pictures })
}

const isMomentary = ({ type, opacity }: { type: string; opacity: number }) =>
  type === 'SLICE' || opacity === 0

describe('a drawing that never ends', () => {
  it('fails for its target after a minute, and the images that wait for their turn are placed', async () => {
    const { plugin, passTime, comeToRest, isDrawing, letGo } = await openStuck()
    const planned = planFill(plugin, 'Image 2')
    await begin(plugin, planned)
    const drawing = readBelow(plugin, 'Image 1')
    await isDrawing(1)
    const placing = place(plugin, planned.key)
    await passTime()
    expect(await drawing).toMatchObject({
      pictures: [],
      refusals: [{ name: 'Image 1', failure: { code: 'export_unfinished' } }],
    })
    expect(await placing).toMatchObject({ outcome: 'placed' })
    const after = look(plugin.host)
    expect(after.filter(isMomentary)).toEqual([])
    // It may come after all.
    letGo()
    await comeToRest()
    expect(look(plugin.host)).toEqual(after)
    while (plugin.host.undo()) expect(look(plugin.host).filter(isMomentary)).toEqual([])
  })

  it('leaves what the next one hides and draws alone when it comes after all', async () => {
    const { plugin, passTime, isDrawing, letGo } = await openStuck()
    const before = look(plugin.host)
    const first = readBelow(plugin, 'Image 1')
    await isDrawing(1)
    const second = readBelow(plugin, 'Image 2')
    await passTime()
    expect((await first).refusals).toHaveLength(1)
    await isDrawing(2)
    letGo()
    expect(await second).toMatchObject({ refusals: [], pictures: [{ name: 'Image 2' }] })
    expect(look(plugin.host)).toEqual(before)
  })

  it('keeps no other reference from being exported, and no press from going on', async () => {
    const { plugin, passTime, isDrawing, letGo } = await openStuck()
    const references = ['Card 1', 'Card 2'].map((name) => ({ nodeId: idOf(plugin, name), maxPixels: 10_000 }))
    const exporting = plugin.ask('export-references', { references })
    await isDrawing(1)
    await begin(plugin, plan({ kind: 'new-image' }))
    await passTime()
    await isDrawing(2)
    letGo()
    const { references: exported, refusals } = await exporting
    expect(exported.map(({ name }) => name)).toEqual(['Card 2'])
    expect(refusals).toMatchObject([{ name: 'Card 1', failure: { code: 'export_unfinished' } }])
  })
})

describe('a drawing during which the file changes', () => {
  it.each<[string, (opened: Awaited<ReturnType<typeof openStuck>>) => unknown]>([
    ['with the next image', ({ plugin }) => begin(plugin, plan({ kind: 'new-image' }))],
    [
      'with the next drawing',
      async ({ plugin, isDrawing, letGo }) => {
        const next = readBelow(plugin, 'Image 2')
        await isDrawing(2)
        letGo()
        await next
      },
    ],
    ['when the plugin is closed', ({ plugin }) => plugin.host.close()],
  ])('leaves nothing that an undo took away and a redo brought back: it goes %s', async (_, goOn) => {
    const opened = await openStuck()
    const { plugin, isDrawing, letGo } = opened
    const drawing = readBelow(plugin, 'Image 1')
    await isDrawing(1)
    plugin.host.undo()
    letGo()
    await drawing
    plugin.host.redo()
    expect(look(plugin.host).filter(isMomentary)).not.toEqual([])
    await goOn(opened)
    expect(look(plugin.host).filter(isMomentary)).toEqual([])
  })

  it('shows the layer again also when somebody deletes the slice', async () => {
    const { plugin, isDrawing, letGo } = await openStuck()
    const before = look(plugin.host)
    const drawing = readBelow(plugin, 'Image 1')
    await isDrawing(1)
    plugin.host.document.remove(
      look(plugin.host)
        .filter(({ type }) => type === 'SLICE')
        .map(({ id }) => id),
    )
    letGo()
    await drawing
    expect(look(plugin.host)).toEqual(before)
  })

  it('leaves a layer transparent that its person makes so afterwards', async () => {
    const { plugin, isDrawing, letGo } = await openStuck()
    const drawing = readBelow(plugin, 'Image 1')
    await isDrawing(1)
    letGo()
    await drawing
    plugin.host.document.edit(idOf(plugin, 'Image 1'), { opacity: 0 })
    await begin(plugin, plan({ kind: 'new-image' }))
    plugin.host.close()
    expect(plugin.host.document.find('Image 1').opacity).toBe(0)
  })
})
