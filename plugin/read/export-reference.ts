/** A layer as a PNG in sRGB, at most so many pixels and 10,000,000 bytes. */
import type { Failure } from '../../contract/failures.ts'
import { sizeOfPng } from '../../contract/image-header.ts'
import type { ExportedReference, Order } from '../../contract/messages.ts'
import { MAX_REFERENCE_BYTES, type Size } from '../../contract/model.ts'
import { attemptSlowly } from '../document/attempt.ts'
import { inTime, UNFINISHED } from '../document/in-time.ts'
import { findNode } from '../document/nodes.ts'
import { exportScale, smallerScale } from './export-scale.ts'
import { layerOf } from './node-layer.ts'
import { drawnBoxOf, exportObstacleOf } from './obstacles.ts'
import { rememberLook } from './remembered-looks.ts'

const MAX_TRIES = 4

type Refusal = { nodeId: string; name: string; failure: Failure }
type Drawn = Size & { bytes: Uint8Array<ArrayBuffer> }

/** One after the other, since Figma draws them all in one thread and each holds its pixels in memory. */
export async function exportReferences(
  order: Pick<Order<'export-references'>, 'references'>,
): Promise<{ references: ExportedReference[]; refusals: Refusal[] }> {
  const references: ExportedReference[] = []
  const refusals: Refusal[] = []
  for (const { nodeId, maxPixels } of order.references) {
    const result = await exportReference(nodeId, maxPixels)
    if ('bytes' in result) references.push(result)
    else refusals.push(result)
  }
  return { references, refusals }
}

async function exportReference(nodeId: string, maxPixels: number): Promise<ExportedReference | Refusal> {
  const node = await findNode(nodeId)
  if (!node) return { nodeId, name: '', failure: { code: 'reference_lost' } }
  const { name } = node
  rememberLook(node)
  const drawn = await exportLayer(node, maxPixels)
  return 'code' in drawn ? { nodeId, name, failure: drawn } : { nodeId, name, ...drawn }
}

/** `maxPixels` may be passed by the rounding of a side to whole pixels. */
export async function exportLayer(node: SceneNode, maxPixels: number): Promise<Drawn | Failure> {
  const bounds = drawnBoxOf(node)
  if (!bounds || exportObstacleOf(layerOf(node)) !== null) return { code: 'nothing_to_export' }
  return drawWithin(node, bounds, maxPixels)
}

/** @param bounds of what is drawn, in canvas units; sides above 0 */
export async function drawWithin(node: SceneNode, bounds: Size, maxPixels: number): Promise<Drawn | Failure> {
  let scale = exportScale(bounds, maxPixels)
  let isDrawn = false
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const bytes = await exportPng(node, scale)
    if (bytes === 'late') return UNFINISHED
    if (bytes) {
      isDrawn = true
      if (bytes.length <= MAX_REFERENCE_BYTES) return { bytes, ...sizeOfPng(bytes) }
    }
    scale = smallerScale(scale, bytes?.length ?? null)
  }
  // Being too large is cured by a smaller scale; what Figma refuses at every scale has nothing to show.
  return { code: isDrawn ? 'image_too_large' : 'nothing_to_export' }
}

/** Null when Figma refuses, `late` when it does not come to an end. */
function exportPng(node: SceneNode, scale: number): Promise<Uint8Array<ArrayBuffer> | 'late' | null> {
  return attemptSlowly(async () => {
    const drawing = node.exportAsync({
      format: 'PNG',
      colorProfile: 'SRGB',
      constraint: { type: 'SCALE', value: scale },
    })
    // The typings leave open what is under the bytes; there is no shared memory in the sandbox.
    return ((await inTime(drawing)) ?? 'late') as Uint8Array<ArrayBuffer> | 'late'
  })
}
