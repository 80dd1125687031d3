/** Back to the picture that a layer showed before, and forward again. */
import type { Failure } from '../../contract/failures.ts'
import type { Order } from '../../contract/messages.ts'
import type { PictureStep } from '../../contract/provenance.ts'
import { asOneStep } from '../document/in-turn.ts'
import { findNode, GONE } from '../document/nodes.ts'
import { readProvenance } from '../document/provenance.ts'
import { readVersions } from '../document/versions.ts'
import { NOT_WRITTEN } from '../journal/storage.ts'
import { takesFill } from '../read/obstacles.ts'
import { endComparing } from './compare.ts'
import { refuseFill, showMade } from './set-image.ts'

type Stepped = { nodeId: string; generationId: string | null }

/** One undo step for all of them. Layers that have nothing to step to stay as they are; one that can't stops no other. */
export async function stepPictures({
  nodeIds,
  step,
}: Pick<Order<'step-pictures'>, 'nodeIds' | 'step'>): Promise<
  { stepped: Stepped[]; failure: Failure | null } | Failure
> {
  const nodes = await Promise.all(nodeIds.map(findNode))
  endComparing()
  return asOneStep(async () => {
    const stepped: Stepped[] = []
    let failure: Failure | null = null
    for (const node of nodes) {
      const shown = !node || node.removed ? GONE : await stepPicture(node, step).catch(refused)
      if (shown && 'code' in shown) failure = shown
      else if (shown) stepped.push(shown)
    }
    return { stepped, failure }
  })
}

function refused(error: unknown): Failure {
  console.error(error)
  return NOT_WRITTEN
}

/** Null when there is nothing to step to. */
async function stepPicture(node: SceneNode, step: PictureStep): Promise<Stepped | Failure | null> {
  const { earlier, later } = readVersions(node)
  const shown = readProvenance(node)
  const made = step === 'before' ? earlier[earlier.length - 1] : later[0]
  if (made === undefined) return null
  if (!takesFill(node)) return refuseFill(node)
  if (made && !figma.getImageByHash(made.imageHash)) return { code: 'picture_gone' }
  await showMade(
    node,
    made,
    step === 'before'
      ? { earlier: earlier.slice(0, -1), later: shown ? [shown, ...later] : later }
      : { earlier: [...earlier, shown], later: later.slice(1) },
  )
  return { nodeId: node.id, generationId: made?.generationId ?? null }
}
