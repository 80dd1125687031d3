// Fills, marks and new layers that Figma refuses.
import { describe, expect, it, vi } from 'vitest'
import { asOneStep } from '../../../plugin/document/in-turn.ts'
import type { Shape } from '../../../plugin/marks/visible-shape.ts'
import { drawMark } from '../../../plugin/marks/waiting-mark.ts'
import { placeImage } from '../../../plugin/write/place-image.ts'
import { addImage, setImage } from '../../../plugin/write/set-image.ts'
import { stepPictures } from '../../../plugin/write/step-pictures.ts'
import { drawImage } from '../support/open-plugin.ts'
import { asNode, makeLayer, setUpRefusals, stubFigma } from '../support/refusing-figma.ts'

setUpRefusals()

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

it('an image that Figma refuses is one of a kind that it does not take', async () => {
  stubFigma({
    createImage: () => {
      throw new Error('Image is invalid')
    },
  })
  expect(await addImage(drawImage(8, 8))).toEqual({ code: 'unsupported_media_type' })
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
