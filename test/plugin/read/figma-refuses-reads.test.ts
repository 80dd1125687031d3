// Exports and readings that Figma refuses, or never comes to give.
import { describe, expect, it, vi } from 'vitest'
import { THUMBNAIL_PIXELS } from '../../../contract/card-orders.ts'
import { readStartPictures } from '../../../plugin/pictures/start-pictures.ts'
import { exportReferences } from '../../../plugin/read/export-reference.ts'
import { layerOf } from '../../../plugin/read/node-layer.ts'
import { exportObstacleOf, fillObstacleOf } from '../../../plugin/read/obstacles.ts'
import { postSelection } from '../../../plugin/read/selection.ts'
import { drawImage } from '../support/open-plugin.ts'
import { asNode, makeLayer, setUpRefusals, stubFigma } from '../support/refusing-figma.ts'

setUpRefusals()

it('an image that Figma does not come to give is said to be so after a minute, not to be lost', async () => {
  vi.useFakeTimers()
  try {
    const fills = [{ type: 'IMAGE', scaleMode: 'FILL', imageHash: 'a'.repeat(40) }]
    const layer = makeLayer({ type: 'RECTANGLE', fills, children: undefined })
    const never = () => new Promise(() => undefined)
    stubFigma({
      getNodeByIdAsync: async () => layer,
      getImageByHash: () => ({ getBytesAsync: never, getSizeAsync: never }),
    })
    const read = (maxPixels: number) =>
      readStartPictures({
        type: 'read-start-pictures',
        request: 1,
        pictures: [{ targetId: layer.id, start: { kind: 'own' }, maxPixels }],
      })
    const reading = Promise.all([read(1_000_000), read(THUMBNAIL_PIXELS)])
    await vi.advanceTimersByTimeAsync(60_000)
    for (const { pictures, refusals } of await reading) {
      expect(pictures).toEqual([])
      expect(refusals).toMatchObject([{ failure: { code: 'export_unfinished' } }])
    }
  } finally {
    vi.useRealTimers()
  }
})

it('what lies below a layer, where Figma draws no slice, keeps no other picture from being read', async () => {
  const fills = [{ type: 'IMAGE', scaleMode: 'FILL', imageHash: 'a'.repeat(40) }]
  const layer = makeLayer({ x: 0, y: 0, opacity: 1, fills, absoluteBoundingBox: null })
  const bytes = new Uint8Array(8)
  stubFigma({
    getNodeByIdAsync: async () => layer,
    getImageByHash: () => ({ getBytesAsync: async () => bytes }),
    createSlice: () => {
      throw new Error('Not in this kind of file')
    },
  })
  const starts = [{ kind: 'below' }, { kind: 'own' }] as const
  const { pictures, refusals } = await readStartPictures({
    type: 'read-start-pictures',
    request: 1,
    pictures: starts.map((start) => ({ targetId: layer.id, start, maxPixels: 1_000_000 })),
  })
  expect(pictures).toMatchObject([{ bytes, isOriginal: true }])
  expect(refusals).toMatchObject([{ failure: { code: 'sandbox_failed' } }])
  expect(layer).toMatchObject({ opacity: 1 })
})

describe('an export that Figma refuses', () => {
  function exportOne(exportAsync: (settings: ExportSettingsImage) => Promise<Uint8Array>) {
    const layer = makeLayer({ exportAsync })
    stubFigma({ getNodeByIdAsync: async () => layer })
    return exportReferences({ references: [{ nodeId: layer.id, maxPixels: 1_000_000 }] })
  }
  const scaleOf = ({ constraint }: ExportSettingsImage) => constraint?.value ?? 0

  it('is tried again at half the scale, always in sRGB', async () => {
    const exportAsync = vi.fn(async (settings: ExportSettingsImage) => {
      if (scaleOf(settings) > 0.3) throw new Error('Target is too large to export as an image.')
      return drawImage(250, 250)
    })
    const { references } = await exportOne(exportAsync)
    expect(references).toMatchObject([{ width: 250, height: 250 }])
    expect(exportAsync.mock.calls.map(([settings]) => scaleOf(settings))).toEqual([1, 0.5, 0.25])
    for (const [settings] of exportAsync.mock.calls) {
      expect(settings).toMatchObject({ format: 'PNG', colorProfile: 'SRGB' })
    }
  })

  it('at every scale has nothing to show, and is not tried for ever', async () => {
    const exportAsync = vi.fn(async () => {
      throw new Error('Failed to export node. This node may not have any visible layers.')
    })
    const { refusals } = await exportOne(exportAsync)
    expect(refusals).toEqual([{ nodeId: '1:2', name: 'Card', failure: { code: 'nothing_to_export' } }])
    expect(exportAsync.mock.calls.length).toBeLessThanOrEqual(4)
  })

  it('but that stays over 10,000,000 bytes however small is too large', async () => {
    const huge = new Uint8Array(10_000_001)
    huge.set(drawImage(8, 8))
    const { refusals } = await exportOne(async () => huge)
    expect(refusals).toMatchObject([{ failure: { code: 'image_too_large' } }])
  })
})

describe('a layer', () => {
  it('that draws nothing and holds nothing is empty, also where Figma still gives it bounds', () => {
    stubFigma()
    const empty = { children: [], fills: [], strokes: [] }
    expect(exportObstacleOf(layerOf(asNode(makeLayer(empty))))).toBe('empty')
    const hiddenFill = { ...empty, fills: [{ type: 'SOLID', visible: false }] }
    expect(exportObstacleOf(layerOf(asNode(makeLayer(hiddenFill))))).toBe('empty')
    const stroked = { ...empty, strokes: [{ type: 'SOLID' }] }
    expect(exportObstacleOf(layerOf(asNode(makeLayer(stroked))))).toBeNull()
    expect(exportObstacleOf(layerOf(asNode(makeLayer())))).toBeNull()
  })

  it('at the top of a Buzz file is not filled, one inside it is', () => {
    stubFigma({ editorType: 'buzz' })
    const asset = makeLayer()
    expect(fillObstacleOf(layerOf(asNode(asset)))).toBe('buzz-frame')
    expect(fillObstacleOf(layerOf(asNode(makeLayer({ parent: asset }))))).toBeNull()
  })
})

describe('a selected layer that Figma does not let be read', () => {
  function select(...layers: object[]) {
    const postMessage = vi.fn()
    const currentPage = { id: '0:1', selection: layers }
    const root = { getPluginData: () => '' }
    stubFigma({ currentPage, root, ui: { postMessage }, getImageByHash: () => null })
    postSelection()
    return postMessage.mock.calls.map(([fact]) => fact)
  }
  const box = { x: 0, y: 0, width: 1000, height: 1000 }

  it('leaves nobody waiting for what never comes', () => {
    const layer = makeLayer({ children: [], absoluteBoundingBox: box })
    Object.defineProperty(layer, 'name', {
      get: () => {
        throw new Error('The node with id "1:2" does not exist')
      },
    })
    expect(select(layer)).toEqual([
      { type: 'selection-changed', nodes: [], cards: [], pageId: '0:1', total: 1 },
    ])
  })

  it('is one that has no bounds of any kind, and is told as empty', () => {
    const { absoluteRenderBounds: _, fills: __, ...layer } = makeLayer({ x: 0, y: 0 })
    const facts = select({ ...layer, children: [], parent: null })
    expect(facts).toMatchObject([{ nodes: [{ exportObstacle: 'empty', fillObstacle: 'no-fills' }] }])
  })
})
