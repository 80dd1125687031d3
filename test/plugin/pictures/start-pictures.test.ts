import { createCanvas, loadImage } from '@napi-rs/canvas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../../contract/journal.ts'
import type { PlannedGeneration } from '../../../contract/messages.ts'
import { buildFile, frame, page, rectangle } from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import { drawImage, openPlugin, type Plugin } from '../support/open-plugin.ts'
import { begin, look, place, plan } from '../support/press.ts'

const colours = ['#cc0000', '#00aa00', '#0000cc']
const packshots = colours.map((colour, index) => ({
  hash: String(index).repeat(40),
  bytes: drawImage(60, 60, colour),
}))
const fillOf = (index: number) =>
  ({ type: 'IMAGE', scaleMode: 'FILL', imageHash: packshots[index]?.hash ?? '' }) as const

/** Three layers with a packshot each, and one that lies between a picture and a badge. */
function makeShots(): DocumentFile {
  const shots = colours.map((_, index) =>
    rectangle(`Shot ${index}`, { x: index * 200, fills: [fillOf(index)] }),
  )
  const scene = frame('Scene', { y: 400, width: 400, height: 300, fills: [solid('#ffcc00')] }, [
    rectangle('Badge', { x: 60, y: 60, width: 40, height: 40, fills: [solid('#ff00ff')] }),
    rectangle('Slot', { x: 50, y: 50, width: 200, height: 200, fills: [solid('#112233')] }),
  ])
  const grey = rectangle('Grey', { x: 700 })
  const file = buildFile('shots', 'Shots', [page('Shots', {}, [...shots, scene, grey])], [])
  return { ...file, images: packshots }
}

const idOf = (plugin: Plugin, name: string) => plugin.host.document.find(name).id

/** The order for a press that starts from the layer's own picture. */
function planOwn(plugin: Plugin, name: string): PlannedGeneration {
  const nodeId = idOf(plugin, name)
  const reference = { name, nodeId, maxPixels: 1_000_000, uploadId: null, start: { kind: 'own' } as const }
  return plan({ kind: 'fill', nodeId }, { references: [reference] })
}

function readStart(plugin: Plugin, entry: JournalEntry) {
  const [first] = entry.references
  if (first?.start === undefined || first.start.kind === 'file' || first.nodeId === null)
    throw new Error('No start')
  return plugin.ask('read-start-pictures', {
    pictures: [{ targetId: first.nodeId, start: first.start, maxPixels: 1_000_000 }],
  })
}

function readNow(plugin: Plugin, name: string, kind: 'own' | 'below' = 'own', maxPixels = 1_000_000) {
  return plugin.ask('read-start-pictures', {
    pictures: [{ targetId: idOf(plugin, name), start: { kind }, maxPixels }],
  })
}

describe('a layer’s own picture', () => {
  it('is the original bytes of its image', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    const { pictures } = await readNow(plugin, 'Shot 1')
    expect(pictures).toMatchObject([
      { name: 'Shot 1', isOriginal: true, crop: null, picture: { key: packshots[1]?.hash } },
    ])
    expect(pictures[0]?.bytes).toEqual(packshots[1]?.bytes)
  })

  it('is for the eye a small drawing', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    expect((await readNow(plugin, 'Shot 1', 'own', 1000)).pictures).toMatchObject([
      { isOriginal: false, crop: null },
    ])
  })

  it('is cut as the person has cut it', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    const imageTransform: Transform = [
      [0.5, 0, 0.25],
      [0, 0.4, 0.1],
    ]
    const fills = [{ ...fillOf(1), scaleMode: 'CROP' as const, imageTransform }]
    plugin.host.document.edit(idOf(plugin, 'Shot 1'), { fills })
    expect((await readNow(plugin, 'Shot 1')).pictures).toMatchObject([
      { isOriginal: true, crop: { x: 0.25, y: 0.1, width: 0.5, height: 0.4 } },
    ])
  })

  it.each([
    { scaleMode: 'TILE', scalingFactor: 0.5 },
    { scaleMode: 'FILL', rotation: 90 },
  ] as const)('is the layer as it is drawn where it is laid like %j', async (laid) => {
    const plugin = await openPlugin({ document: makeShots() })
    plugin.host.document.edit(idOf(plugin, 'Shot 1'), { fills: [{ ...fillOf(1), ...laid }] })
    expect((await readNow(plugin, 'Shot 1')).pictures).toMatchObject([
      { isOriginal: false, crop: null, picture: { imageHash: null } },
    ])
  })

  it('is never the one that was generated, however often', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    for (let press = 0; press < 3; press += 1) {
      const { entries } = await begin(plugin, planOwn(plugin, 'Shot 1'))
      expect(entries[0]?.references[0]?.start).toMatchObject({ picture: { imageHash: packshots[1]?.hash } })
      await place(plugin, entries[0]?.key ?? '', drawImage(80, 80, `#abcde${press}`))
    }
    expect((await readNow(plugin, 'Shot 1')).pictures[0]?.bytes).toEqual(packshots[1]?.bytes)
  })

  it('is remembered where the generated one is all that is left', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    const { entries } = await begin(plugin, planOwn(plugin, 'Shot 1'))
    await place(plugin, entries[0]?.key ?? '')
    const { id, fills } = plugin.host.document.find('Shot 1')
    plugin.host.document.edit(id, { fills: fills.slice(-1) })
    expect((await readNow(plugin, 'Shot 1')).pictures[0]?.bytes).toEqual(packshots[1]?.bytes)
  })

  it('that there is not stops the press before anything is written', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    const before = look(plugin.host)
    const failure = await plugin.askInVain('begin-generations', {
      generations: [planOwn(plugin, 'Shot 1'), planOwn(plugin, 'Grey')],
    })
    expect(failure.code).toBe('no_start_picture')
    expect(look(plugin.host)).toEqual(before)
    expect((await readNow(plugin, 'Grey')).refusals).toMatchObject([
      { failure: { code: 'no_start_picture' } },
    ])
  })

  it('whose bytes Figma does not give is refused by name', async () => {
    const file = {
      ...makeShots(),
      images: packshots.map((image, index) => (index === 1 ? { ...image, bytes: null } : image)),
    }
    const plugin = await openPlugin({ document: file, isSilent: true })
    // For the eye, too: Figma draws the layer all the same.
    for (const maxPixels of [1_000_000, 1000]) {
      const { pictures, refusals } = await readNow(plugin, 'Shot 1', 'own', maxPixels)
      expect(pictures).toEqual([])
      expect(refusals).toMatchObject([{ name: 'Shot 1', failure: { code: 'start_picture_gone' } }])
    }
  })
})

it('whatever becomes of the layers after a press, each reads its own picture or none', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('refill' as const), layer: fc.nat(2), image: fc.nat(2) }),
    fc.record({ kind: fc.constant('rename' as const), layer: fc.nat(2) }),
    fc.record({ kind: fc.constant('move' as const), layer: fc.nat(2), x: fc.nat(900) }),
    fc.record({ kind: fc.constant('remove' as const), layer: fc.nat(2) }),
    fc.record({ kind: fc.constant('reopen' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const plugin = await openPlugin({ document: makeShots() })
      const ids = colours.map((_, index) => idOf(plugin, `Shot ${index}`))
      const { entries } = await begin(plugin, ...colours.map((_, index) => planOwn(plugin, `Shot ${index}`)))
      const { document } = plugin.host
      for (const taken of steps) {
        const id = 'layer' in taken ? (ids[taken.layer] ?? '') : ''
        if (taken.kind === 'reopen') {
          plugin.host.close()
          await plugin.host.open()
        } else if (document.get(id) === undefined) continue
        else if (taken.kind === 'refill') document.edit(id, { fills: [fillOf(taken.image)] })
        else if (taken.kind === 'rename') document.edit(id, { name: 'Shot 0' })
        else if (taken.kind === 'move') document.edit(id, { x: taken.x })
        else document.remove([id])
      }
      plugin.tell({ type: 'open-panel' })
      const { journal } = await plugin.hear('plugin-opened')
      expect(journal.map(({ key }) => key).sort()).toEqual(entries.map(({ key }) => key).sort())
      for (const entry of journal) {
        const { pictures } = await readStart(plugin, entry)
        expect(pictures[0]?.bytes).toEqual(packshots[ids.indexOf(entry.target.nodeId)]?.bytes)
      }
    }),
    { numRuns: 8 },
  )
})

describe('what is below a layer', () => {
  it('is the page in its box, without the layer, what lies over it, and the mark of one that waits', async () => {
    const plugin = await openPlugin({ document: makeShots() })
    await begin(plugin, plan({ kind: 'fill', nodeId: idOf(plugin, 'Slot') }))
    const before = look(plugin.host)
    const { pictures } = await readNow(plugin, 'Slot', 'below')
    expect(pictures).toMatchObject([{ name: 'Slot', picture: null, crop: null, isOriginal: false }])
    const image = await loadImage(Buffer.from(pictures[0]?.bytes ?? []))
    expect(image.width).toBe(image.height)
    const context = createCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    for (const share of [0.02, 0.15, 0.5, 0.98]) {
      const at = Math.floor(image.width * share)
      expect([...context.getImageData(at, at, 1, 1).data]).toEqual([0xff, 0xcc, 0, 255])
    }
    expect(look(plugin.host)).toEqual(before)
  })

  it('is not drawn in Dev Mode, where nothing can be hidden', async () => {
    const plugin = await openPlugin({ document: makeShots(), editorType: 'dev' })
    expect((await readNow(plugin, 'Slot', 'below')).refusals).toMatchObject([
      { failure: { code: 'read_only' } },
    ])
  })
})
