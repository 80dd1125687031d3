/** A mark lies over what is seen of its layer, and over nothing else. */
import { expect, it } from 'vitest'
import { buildFile, ellipse, frame, group, page, rectangle } from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, marksIn, planFill } from '../support/press.ts'

const photo = (fields: Parameters<typeof rectangle>[1] = {}) =>
  rectangle('Photo', { width: 100, height: 60, fills: [solid('#cc2200')], ...fields })

async function markOf(
  ...layers: Parameters<typeof page>[2] & {}
): Promise<{ plugin: Plugin; mark: unknown }> {
  const plugin = await openPlugin({ document: buildFile('f', 'File', [page('Page', {}, layers)], []) })
  await begin(plugin, planFill(plugin, 'Photo', { references: [] }))
  const [mark] = marksIn(plugin.host)
  return { plugin, mark }
}

it('turned like a turned layer, and of its own size', async () => {
  const { plugin, mark } = await markOf(
    frame('Card', { x: 200, y: 100, width: 400, height: 400, rotation: 10, clipsContent: false }, [
      photo({ x: 50, y: 80, rotation: 20 }),
    ]),
  )
  expect(mark).toMatchObject({ type: 'RECTANGLE', width: 100, height: 60, rotation: expect.closeTo(30, 6) })
  const { id } = plugin.host.document.find('Photo')
  const [{ id: markId = '' } = {}] = marksIn(plugin.host)
  const [ofLayer, ofMark] = [plugin.host.document.bounds(id), plugin.host.document.bounds(markId)]
  for (const side of ['x', 'y', 'width', 'height'] as const)
    expect(ofMark[side]).toBeCloseTo(ofLayer[side], 3)
})

it('also where next to nothing is seen of its layer, and gone with the plugin', async () => {
  const { plugin, mark } = await markOf(
    frame('Card', { width: 400, height: 400, clipsContent: true }, [photo({ x: 10, y: 399.995 })]),
  )
  expect(mark).toMatchObject({ width: 100, height: 0.01 })
  plugin.host.close()
  expect(plugin.host.document.nodes.filter(({ name }) => name.startsWith('Waiting'))).toEqual([])
})

it('an ellipse over an ellipse', async () => {
  const { mark } = await markOf(
    ellipse('Photo', { x: 10, y: 20, width: 80, height: 50, fills: [solid('#cc2200')] }),
  )
  expect(mark).toMatchObject({ type: 'ELLIPSE', x: 10, y: 20, width: 80, height: 50 })
})

it('with each of its corners', async () => {
  const { mark } = await markOf(photo({ cornerRadii: [1, 2, 3, 4] }))
  expect(mark).toMatchObject({ cornerRadii: [1, 2, 3, 4] })
})

it('only where its frame shows it, with the frame’s corners there', async () => {
  const { mark } = await markOf(
    frame('Card', { x: 100, y: 100, width: 60, height: 200, cornerRadii: [8, 8, 0, 0], clipsContent: true }, [
      photo({ x: -20, y: -10 }),
    ]),
  )
  expect(mark).toMatchObject({ x: 100, y: 100, width: 60, height: 50, cornerRadii: [8, 8, 0, 0] })
})

it('only where a mask shows it, as round as the mask', async () => {
  const { mark } = await markOf(
    group('Avatar', { x: 0, y: 0, width: 100, height: 60 }, [
      photo(),
      ellipse('Mask', { x: 20, y: 5, width: 50, height: 50, isMask: true, fills: [solid('#000000')] }),
    ]),
  )
  expect(mark).toMatchObject({ type: 'ELLIPSE', x: 20, y: 5, width: 50, height: 50 })
})

it('all of it where the mask is hidden, which then masks nothing', async () => {
  const { mark } = await markOf(
    group('Avatar', { x: 0, y: 0, width: 100, height: 60 }, [
      photo(),
      ellipse('Mask', { x: 20, y: 5, width: 50, height: 50, isMask: true, visible: false }),
    ]),
  )
  expect(mark).toMatchObject({ type: 'RECTANGLE', x: 0, y: 0, width: 100, height: 60 })
})

it('never beyond the frame that cuts off a turned layer', async () => {
  const { mark } = await markOf(
    frame('Card', { x: 100, y: 100, width: 50, height: 50, clipsContent: true }, [
      photo({ x: 10, y: 10, rotation: 30 }),
    ]),
  )
  expect(mark).toMatchObject({ rotation: 0, x: 110, width: 40 })
})

it('none where nothing is seen of it', async () => {
  const { mark } = await markOf(
    frame('Card', { x: 100, y: 100, width: 50, height: 50, clipsContent: true }, [photo({ x: 60 })]),
  )
  expect(mark).toBeUndefined()
})

it('follows when the layer is turned', async () => {
  const { plugin } = await markOf(photo({ x: 10, y: 20 }))
  const { document } = plugin.host
  const { id } = document.find('Photo')
  document.edit(id, { rotation: 45 })
  await expect.poll(() => marksIn(plugin.host)[0]?.rotation).toBeCloseTo(45, 3)
})
