/** Before and after: the plugin's image on a layer is hidden while the person looks at what was there before. */
import type { Failure } from '../../contract/failures.ts'
import { findNode } from '../document/nodes.ts'
import { readProvenance } from '../document/provenance.ts'
import { isReadOnly } from '../document/read-only.ts'
import { inTurn } from '../journal/journal.ts'

const compared = new Map<string, SceneNode>()

/** Commits nothing: with the image shown again, the file is as it was and there is nothing to undo. */
export function compare(nodeId: string, shows: 'before' | 'after'): Promise<Failure | null> {
  return inTurn(nodeId, async () => {
    if (isReadOnly()) return { code: 'read_only' }
    const node = await findNode(nodeId)
    if (node === null) return { code: 'target_gone' }
    if (shows === 'before') {
      compared.set(nodeId, node)
      showImage(node, false)
    } else if (compared.delete(nodeId)) showImage(node, true)
    return null
  })
}

/** Shows every image again, at once: the plugin is about to close. */
export function endComparing(): void {
  for (const node of compared.values()) if (!node.removed) showImage(node, true)
  compared.clear()
}

function showImage(node: SceneNode, visible: boolean): void {
  const hash = readProvenance(node)?.imageHash
  if (!('fills' in node) || !Array.isArray(node.fills)) return
  node.fills = node.fills.map((paint: Paint) =>
    paint.type === 'IMAGE' && paint.imageHash === hash ? { ...paint, visible } : paint,
  )
}
