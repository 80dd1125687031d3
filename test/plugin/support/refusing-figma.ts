/** A `figma` that refuses, for what the stand-in for Figma can't be brought to do, and Figma can. */
import { afterEach, beforeEach, vi } from 'vitest'

const mixed = Symbol('mixed')

/** To be called once in a file: what is said of the refusals is heard, and nothing is left of them after a test. */
export function setUpRefusals(): void {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockReturnValue()
    vi.spyOn(console, 'warn').mockReturnValue()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
}

/** A frame of 1000 by 1000 that can be filled. */
export function makeLayer(fields: object = {}) {
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

export const asNode = (layer: object) => layer as unknown as SceneNode

export function stubFigma(fields: object = {}) {
  vi.stubGlobal('figma', { mixed, editorType: 'figma', ...fields })
}
