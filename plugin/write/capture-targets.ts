/** Decides where each result will go, at the press: by node id, never by what is selected later. */
import type { Failure } from '../../contract/failures.ts'
import type { Target } from '../../contract/journal.ts'
import type { PlannedGeneration } from '../../contract/messages.ts'
import { ratioOf } from '../../contract/model.ts'
import { nameOfPlaceholder } from '../document/names.ts'
import { boxOf, findNode, pageOf } from '../document/nodes.ts'
import { takesFill } from '../read/obstacles.ts'
import { chooseBoxBeside, chooseBoxInView } from './choose-box.ts'
import { createPlaceholder } from './placeholder.ts'
import { refuseFill } from './set-image.ts'

/** At the press. */
export const TARGET_GONE: Failure = {
  code: 'target_gone',
  detail: 'Nothing was sent: select the layers again and press Generate.',
}

/** A planned generation with the layer it names, found and fit for it. */
type FoundTarget = { plan: PlannedGeneration; node: SceneNode | null; page: PageNode }

/** Changes nothing. All are found, or the first that is gone or can't be filled is the failure. */
export async function findTargets(plans: readonly PlannedGeneration[]): Promise<FoundTarget[] | Failure> {
  const found: FoundTarget[] = []
  for (const plan of plans) {
    const { target } = plan
    const node = target.kind === 'new-image' ? null : await findNode(target.nodeId)
    const page = node ? pageOf(node) : figma.currentPage
    if (!page || (!node && target.kind !== 'new-image')) {
      return TARGET_GONE
    }
    if (node && target.kind === 'fill' && !takesFill(node)) return refuseFill(node)
    found.push({ plan, node, page })
  }
  return found
}

/**
 * Makes the placeholders and says where each result goes, in the order given.
 *
 * @returns `placeholders` to be removed when the journal can't be written
 */
export function makeTargets(found: readonly FoundTarget[]): {
  captured: { plan: PlannedGeneration; target: Target }[]
  placeholders: RectangleNode[]
} {
  const captured: { plan: PlannedGeneration; target: Target }[] = []
  const placeholders: RectangleNode[] = []
  let shared: Target | null = null
  for (const { plan, node, page } of found) {
    if (node && plan.target.kind === 'fill') {
      captured.push({ plan, target: targetOf('fill', node, page) })
      continue
    }
    if (!shared || plan.variation === 0) {
      const ratio = ratioOf(plan.aspectRatio)
      const box = node ? chooseBoxBeside(node, page, ratio) : chooseBoxInView(ratio)
      const placeholder = createPlaceholder(page, box, nameOfPlaceholder(plan.prompt))
      placeholders.push(placeholder)
      shared = targetOf('new-image', placeholder, page)
    }
    // Variations are alternatives for one place.
    captured.push({ plan, target: shared })
  }
  return { captured, placeholders }
}

function targetOf(kind: Target['kind'], node: SceneNode, page: PageNode): Target {
  return { kind, nodeId: node.id, nodeName: node.name, place: { pageId: page.id, ...boxOf(node) } }
}
