// What the stand-in for Figma can't be brought to do, and Figma can: the sandbox's shell against a `figma` that refuses.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { THUMBNAIL_PIXELS } from '../../../contract/card-orders.ts'
import { asOneStep } from '../../../plugin/document/in-turn.ts'
import type { Shape } from '../../../plugin/marks/visible-shape.ts'
import { drawMark } from '../../../plugin/marks/waiting-mark.ts'
import { openPanel } from '../../../plugin/orders/panel.ts'
import { readStartPictures } from '../../../plugin/pictures/start-pictures.ts'
import { exportReferences } from '../../../plugin/read/export-reference.ts'
import { layerOf } from '../../../plugin/read/node-layer.ts'
import { exportObstacleOf, fillObstacleOf } from '../../../plugin/read/obstacles.ts'
import { postSelection } from '../../../plugin/read/selection.ts'
import { placeImage } from '../../../plugin/write/place-image.ts'
import { addImage, setImage } from '../../../plugin/write/set-image.ts'
import { stepPictures } from '../../../plugin/write/step-pictures.ts'
import { drawImage } from '../support/open-plugin.ts'

const mixed = Symbol('mixed')

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue()
  vi.spyOn(console, 'warn').mockReturnValue()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function makeLayer(fields: object = {}) {
  const data: Record<string, string> = {}
  return {
    id: '1:2',
    name: 'Card',
    type: 'FRAME',
    removed: false,
    visible: true,
    width: 1000,
    height: 1000,
    absoluteRenderBounds: { x: 0, y: 0, width: 1000, height: 1000 },
    parent: { type: 'PAGE', id: '0:1', loadAsync: async () => undefined, visible: true, parent: null },
    fills: [{ type: 'SOLID' }],
    children: [{}],
    getPluginData: (key: string) => data[key] ?? '',
    setPluginData: (key: string, value: string) => {
      data[key] = value
    },
    setRelaunchData: vi.fn(),
    ...fields,
  }
}

const asNode = (layer: object) => layer as unknown as SceneNode

function stubFigma(fields: object = {}) {
  vi.stubGlobal('figma', { mixed, editorType: 'figma', ...fields })
}

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
  it('with a pattern among its fills is filled by the call that such fills ask for', async () => {
    stubFigma()
    const setFillsAsync = vi.fn(async () => undefined)
    const layer = Object.freeze(makeLayer({ fills: [{ type: 'PATTERN' }], setFillsAsync }))
    const image = { hash: 'h', width: 1, height: 1 }
    const making = { key: 'k', generationId: 'g', prompt: 'A chair', references: [], credits: null }
    const isSet = await setImage(asNode(layer), image, { ...making, aspectRatio: '1:1', resolution: '1K' })
    expect(isSet).toBe(true)
    expect(setFillsAsync).toHaveBeenCalledWith([
      { type: 'PATTERN' },
      { type: 'IMAGE', scaleMode: 'FILL', imageHash: 'h' },
    ])
    expect(JSON.parse(layer.getPluginData('provenance'))).toMatchObject({ key: 'k', imageHash: 'h' })
  })

  it('whose pattern never comes fails after a minute, and what waits for its turn goes on', async () => {
    vi.useFakeTimers()
    try {
      stubFigma({ commitUndo: () => undefined })
      const never = () => new Promise<void>(() => undefined)
      const stuck = asNode(makeLayer({ fills: [{ type: 'PATTERN' }], setFillsAsync: never }))
      const image = { hash: 'h', width: 1, height: 1 }
      const making = { key: 'k', generationId: 'g', prompt: 'A chair', references: [], credits: null }
      const fill = (layer: SceneNode) =>
        asOneStep(() => setImage(layer, image, { ...making, aspectRatio: '1:1', resolution: '1K' }))
      const filling = Promise.all([fill(stuck), fill(asNode(makeLayer({ fills: [] })))])
      await vi.advanceTimersByTimeAsync(60_000)
      expect(await filling).toEqual([false, true])
      expect(stuck.getPluginData('provenance')).toBe('')
    } finally {
      vi.useRealTimers()
    }
  })

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

it('a mark that Figma does not draw fails nothing', () => {
  stubFigma({
    createRectangle: () => {
      throw new Error('Cannot create a rectangle here')
    },
  })
  const layer = makeLayer()
  const shape: Shape = {
    transform: [
      [1, 0, 0],
      [0, 1, 0],
    ],
    width: 1000,
    height: 1000,
    isEllipse: false,
    radii: [0, 0, 0, 0],
  }
  expect(drawMark(layer.parent as unknown as PageNode, shape, asNode(layer), 'key')).toBeNull()
  expect(console.error).toHaveBeenCalledOnce()
})

it('a storage that can not be read does not keep the panel from opening', async () => {
  const fail = async () => {
    throw new Error('Storage is not available')
  }
  stubFigma({
    clientStorage: { getAsync: fail, keysAsync: fail },
    root: { name: 'Shop', getPluginData: () => 'document-1', setPluginData: vi.fn() },
    command: '',
  })
  expect(await openPanel()).toMatchObject({ token: null, preferences: {}, journal: [] })
})

it('an image that Figma refuses is one of a kind that it does not take', async () => {
  stubFigma({
    createImage: () => {
      throw new Error('Image is invalid')
    },
  })
  expect(await addImage(drawImage(8, 8))).toEqual({ code: 'unsupported_media_type' })
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

it('a file that takes no note does not keep the panel from opening', async () => {
  stubFigma({
    clientStorage: { getAsync: async () => undefined, keysAsync: async () => [] },
    root: {
      name: 'Shop',
      getPluginData: () => '',
      setPluginData: () => {
        throw new Error('This file can not be edited')
      },
    },
    command: '',
  })
  expect(await openPanel()).toMatchObject({ document: { name: 'Shop' } })
})

describe('a result', () => {
  const result = { key: 'key-00000001', generationId: 'g', credits: 5, bytes: drawImage(8, 8) }
  const entry = {
    version: 1,
    key: result.key,
    batchId: 'b',
    documentId: 'document-1',
    documentName: 'Shop',
    target: {
      kind: 'fill',
      nodeId: '1:2',
      nodeName: 'Card',
      place: { pageId: '0:1', x: 0, y: 0, width: 8, height: 8 },
    },
    variation: 0,
    prompt: 'A chair',
    aspectRatio: '1:1',
    resolution: '1K',
    references: [],
    request: null,
    generationId: 'g',
    isAwaited: true,
    createdAt: 1,
  }

  it('whose journal can not be read now is not taken for one that is placed', async () => {
    const getAsync = async () => {
      throw new Error('Storage is not available')
    }
    stubFigma({ clientStorage: { getAsync } })
    await expect(placeImage(result)).rejects.toThrow('Storage is not available')
  })

  it('that Figma puts nowhere is not told as placed, stays in the journal and leaves no empty layer', async () => {
    const page = {
      type: 'PAGE',
      id: '0:1',
      children: [],
      findAllWithCriteria: () => [],
      appendChild: vi.fn(),
    }
    const remove = vi.fn()
    const rectangle = makeLayer({ resize: vi.fn(), remove })
    Object.defineProperty(rectangle, 'fills', { get: () => [], set: refuseOnceItIsGrey() })
    const storage = new Map<string, unknown>([[`journal/${result.key}`, entry]])
    const deleteAsync = vi.fn()
    stubFigma({
      clientStorage: { getAsync: async (key: string) => storage.get(key), deleteAsync },
      root: { getPluginData: () => 'document-1', setPluginData: vi.fn() },
      currentPage: page,
      viewport: { bounds: { x: 0, y: 0, width: 100, height: 100 } },
      getNodeByIdAsync: async () => null,
      createImage: () => ({ hash: 'h', getSizeAsync: async () => ({ width: 8, height: 8 }) }),
      createRectangle: () => rectangle,
      commitUndo: vi.fn(),
      notify: vi.fn(),
    })
    expect(await placeImage(result)).toEqual({ code: 'sandbox_failed' })
    expect(remove).toHaveBeenCalledOnce()
    expect(deleteAsync).not.toHaveBeenCalled()
  })

  function refuseOnceItIsGrey() {
    let times = 0
    return () => {
      times += 1
      if (times > 1) throw new Error('Cannot write here')
    }
  }
})

it('a step that Figma refuses is ended all the same, and keeps nothing else from its turn', async () => {
  const commitUndo = vi.fn()
  stubFigma({ commitUndo })
  await expect(asOneStep(() => Promise.reject(new Error('No')))).rejects.toThrow('No')
  expect(commitUndo).toHaveBeenCalledTimes(2)
  expect(await asOneStep(async () => 'done')).toBe('done')
})

it('a layer whose picture Figma does not change keeps none of the others from stepping back', async () => {
  const provenance = {
    version: 1,
    key: 'k',
    generationId: 'g',
    prompt: 'A',
    aspectRatio: '1:1',
    resolution: '1K',
  }
  const made = { ...provenance, references: [], credits: 5, imageHash: 'h', width: 8, height: 8, placedAt: 1 }
  const layers = ['1:1', '1:2'].map((id) => {
    const layer = makeLayer({ id })
    layer.setPluginData('provenance', JSON.stringify(made))
    layer.setPluginData('versions', JSON.stringify({ earlier: [null], later: [] }))
    return layer
  })
  Object.defineProperty(layers[0], 'fills', {
    get: () => [],
    set: () => {
      throw new Error('Cannot write here')
    },
  })
  stubFigma({
    commitUndo: vi.fn(),
    getNodeByIdAsync: async (wanted: string) => layers.find(({ id }) => id === wanted),
  })
  expect(await stepPictures({ nodeIds: ['1:1', '1:2'], step: 'before' })).toEqual({
    stepped: [{ nodeId: '1:2', generationId: null }],
    failure: { code: 'sandbox_failed' },
  })
})
