/** Layers on an empty page, and the pixels that are drawn of them. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import { expect } from 'vitest'
import { makeNode } from '../../../playground/host/file/node-defaults.ts'
import type { NodeRecord } from '../../../playground/host/file/node-record.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { halvesPng } from './pictures.ts'

export const RED = [255, 0, 0, 255]
export const BLUE = [0, 0, 255, 255]
export const NOTHING = [0, 0, 0, 0]

/** Draws layers on an empty page and reads pixels of it. `hash` names an image whose left half is red, the right blue. */
export async function draw(nodes: readonly NodeRecord[], points: readonly (readonly [number, number])[]) {
  const host = createNodeHost({
    code: '',
    html: '',
    manifest: { id: 'drawing', name: 'Drawing' },
    document: {
      version: 1,
      id: 'drawing',
      nodes: [
        makeNode('0:0', 'DOCUMENT', null, { children: ['0:1'] }),
        makeNode('0:1', 'PAGE', '0:0', {
          children: nodes.filter((node) => node.parentId === '0:1').map((node) => node.id),
        }),
        ...nodes,
      ],
      styles: [],
      images: [{ hash: 'halves', bytes: await halvesPng(40, 20) }],
      currentPageId: '0:1',
      nextNumber: 1,
    },
  })
  const pixels: number[][] = []
  for (const [x, y] of points) pixels.push([...(await host.samplePixel(x, y))])
  expect(host.failures).toEqual([])
  return pixels
}

export function box(fields: Partial<NodeRecord>, id = '1:1', parentId = '0:1'): NodeRecord {
  return makeNode(id, 'RECTANGLE', parentId, { width: 40, height: 40, ...fields })
}

export function image(fields: Partial<Extract<Paint, { type: 'IMAGE' }>>): Paint {
  return { type: 'IMAGE', imageHash: 'halves', scaleMode: 'FILL', ...fields }
}
