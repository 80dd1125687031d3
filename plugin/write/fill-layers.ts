/** Many layers get the image that the person has chosen for each. */
import type { Failure } from '../../contract/failures.ts'
import type { Order } from '../../contract/messages.ts'
import { asOneStep } from '../document/in-turn.ts'
import { findNode, GONE } from '../document/nodes.ts'
import { refuseFill, setImage } from './set-image.ts'

type Filled = { nodeId: string; failure: Failure | null }

/** One undo step, and no journal: the images are at the relay. One that can't be filled stops no other. */
export async function fillLayers({ fills }: Order<'fill-layers'>): Promise<{ results: Filled[] }> {
  const nodes = await Promise.all(fills.map(({ nodeId }) => findNode(nodeId)))
  return asOneStep(async () => {
    const results: Filled[] = []
    for (const [index, { nodeId, making, image }] of fills.entries()) {
      const node = nodes[index] ?? null
      if (!node || node.removed) results.push({ nodeId, failure: GONE })
      else results.push({ nodeId, failure: (await setImage(node, image, making)) ? null : refuseFill(node) })
    }
    return { results }
  })
}
