/** At the press: which picture each target starts from, so that what is read later is that one and no other. */
import type { Failure } from '../../contract/failures.ts'
import type { PlannedGeneration } from '../../contract/messages.ts'
import { findNode } from '../document/nodes.ts'
import { readOwnPicture } from '../read/own-picture.ts'
import { TARGET_GONE } from '../write/capture-targets.ts'

/** The plans with their own pictures noted; one that has none is the failure, and nothing has been changed. */
export async function noteStarts(
  plans: readonly PlannedGeneration[],
): Promise<PlannedGeneration[] | Failure> {
  const noted: PlannedGeneration[] = []
  for (const plan of plans) {
    const [first, ...others] = plan.references
    // What the relay has already, and what the panel was told by an earlier press, stays.
    const start = first?.start
    if (!first || start?.kind !== 'own' || start.picture || first.uploadId !== null) {
      noted.push(plan)
      continue
    }
    const node = first.nodeId === null ? null : await findNode(first.nodeId)
    if (!node) return TARGET_GONE
    const { own } = readOwnPicture(node)
    if (!own) return { code: 'no_start_picture', detail: `“${node.name}” was to start from it.` }
    noted.push({ ...plan, references: [{ ...first, start: { ...start, picture: own } }, ...others] })
  }
  return noted
}
