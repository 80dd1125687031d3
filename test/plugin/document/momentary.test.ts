// What is shown for a moment only, while steps are made that undo knows.
import { describe, expect, it } from 'vitest'
import type { Making } from '../../../contract/provenance.ts'
import {
  buildFile,
  frame,
  type Layer,
  page,
  rectangle,
  section,
} from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, IMAGE, look, place, plan } from '../support/press.ts'

const idOf = (plugin: Plugin, name: string) => plugin.host.document.find(name).id

function openScene(): Promise<Plugin> {
  const scene = frame('Scene', { width: 400, height: 300, fills: [solid('#ffcc00')] }, [
    rectangle('Area', { x: 50, y: 50, width: 200, height: 200, fills: [solid('#112233')] }),
    rectangle('Badge', { x: 60, y: 60, width: 40, height: 40, fills: [solid('#ff00ff')] }),
  ])
  const others = [0, 1].map((index) => rectangle(`Card ${index}`, { x: 500 + index * 200 }))
  return openPlugin({ document: buildFile('scene', 'Scene', [page('Page', {}, [scene, ...others])], []) })
}

function drawBelow(plugin: Plugin, name = 'Area') {
  const targetId = idOf(plugin, name)
  return plugin.ask('read-start-pictures', {
    pictures: [{ targetId, start: { kind: 'below' }, maxPixels: 1_000_000 }],
  })
}

const making: Making = {
  key: 'key-of-copy',
  generationId: 'g',
  prompt: 'A',
  aspectRatio: '1:1',
  resolution: '1K',
  references: [],
  credits: 5,
}

describe('a layer that is hidden while what is below it is drawn', () => {
  it.each([
    ['an image is placed', (plugin: Plugin, key: string) => place(plugin, key)],
    [
      'a copy is placed',
      (plugin: Plugin) => plugin.ask('place-copy', { target: { kind: 'new-image' }, making, bytes: IMAGE }),
    ],
    ['a placeholder is made', (plugin: Plugin) => begin(plugin, plan({ kind: 'new-image' }))],
    ['a placeholder is forgotten', (plugin: Plugin, key: string) => plugin.ask('forget-generation', { key })],
    [
      'layers are filled',
      async (plugin: Plugin) => {
        const { images } = await plugin.ask('add-images', { images: [IMAGE] })
        const [image] = images
        if (image === undefined || 'code' in image) throw new Error('No image')
        return plugin.ask('fill-layers', { fills: [{ nodeId: idOf(plugin, 'Card 1'), making, image }] })
      },
    ],
  ])('is hidden in no step that is made meanwhile: %s', async (what, work) => {
    const plugin = await openScene()
    const target = what.endsWith('forgotten')
      ? ({ kind: 'new-image' } as const)
      : ({ kind: 'fill', nodeId: idOf(plugin, 'Card 0') } as const)
    const { entries } = await begin(plugin, plan(target))
    const key = entries[0]?.key ?? ''
    const hidden = () => look(plugin.host).filter(({ type, opacity }) => type === 'SLICE' || opacity === 0)
    await Promise.all([drawBelow(plugin), work(plugin, key), drawBelow(plugin)])
    expect(hidden()).toEqual([])
    while (plugin.host.undo()) expect(hidden()).toEqual([])
    while (plugin.host.redo()) expect(hidden()).toEqual([])
  })
})

it('two drawings at once each show what they are of, and leave nothing behind', async () => {
  const plugin = await openScene()
  const before = look(plugin.host)
  const [alone] = (await drawBelow(plugin)).pictures
  for (const { pictures } of await Promise.all([drawBelow(plugin), drawBelow(plugin), drawBelow(plugin)]))
    expect(pictures.map(({ bytes }) => bytes)).toEqual([alone?.bytes])
  expect(look(plugin.host)).toEqual(before)
})

it('a layer whose opacity is bound to a variable stays bound, and a hidden one stays hidden', async () => {
  const boundVariables = { opacity: { type: 'VARIABLE_ALIAS', id: 'VariableID:1:1' } } as const
  const open = (...others: Layer[]) => {
    const area = rectangle('Area', { x: 50, y: 50, width: 200, height: 200, opacity: 0.7, boundVariables })
    const scene = frame('Scene', { width: 400, fills: [solid('#ffcc00')] }, [...others, area])
    const rest = section('Rest', { x: 500, width: 200, height: 200, visible: false })
    return openPlugin({ document: buildFile('scene', 'Scene', [page('Page', {}, [rest, scene])], []) })
  }
  const plugin = await open(rectangle('Badge', { x: 60, y: 60, opacity: 0.5, boundVariables }))
  const before = look(plugin.host)
  const { pictures } = await drawBelow(plugin)
  await drawBelow(plugin, 'Rest')
  expect(look(plugin.host)).toEqual(before)
  expect(pictures).toMatchObject((await drawBelow(await open())).pictures.map(({ bytes }) => ({ bytes })))
})
