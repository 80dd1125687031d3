/** Before and after: the plugin's image on a layer is hidden while the person looks at what was there before. */
import type { Failure } from '../../contract/failures.ts'
import type { Order } from '../../contract/messages.ts'
import { attempt, attemptSlowly } from '../document/attempt.ts'
import { inTurn } from '../document/in-turn.ts'
import { findNode, GONE, pageOf } from '../document/nodes.ts'
import { forgetProvenance, readProvenance } from '../document/provenance.ts'
import { isReadOnly, READ_ONLY } from '../document/read-only.ts'
import { hasPattern, writeFills } from './write-fills.ts'

/** How each layer is shown again as it is, at once. By its id. */
const compared = new Map<string, () => void>()

/** Commits nothing: with the image shown again, the file is as it was and there is nothing to undo. */
export function compare({ nodeId, shows }: Order<'compare'>): Promise<Failure | null> {
  return inTurn(nodeId, async () => {
    if (isReadOnly()) return READ_ONLY
    const node = await findNode(nodeId)
    if (!node) return GONE
    endOf(nodeId)
    if (shows === 'before') await showBefore(node)
    return null
  })
}

/** Shows every image again, at once: the plugin is about to close. */
export function endComparing(): void {
  for (const nodeId of [...compared.keys()]) attempt(() => endOf(nodeId))
}

function endOf(nodeId: string): void {
  const end = compared.get(nodeId)
  compared.delete(nodeId)
  end?.()
}

async function showBefore(node: SceneNode): Promise<void> {
  const hash = readProvenance(node)?.imageHash
  if (!('fills' in node) || !Array.isArray(node.fills)) return
  const fills = node.fills as readonly Paint[]
  const isOurs = (paint: Paint) => paint.type === 'IMAGE' && paint.imageHash === hash
  if (!fills.some(isOurs)) return
  if (hasPattern(fills)) {
    return cover(
      node,
      fills.filter((paint) => !isOurs(paint)),
    )
  }
  compared.set(node.id, () => {
    if (!node.removed) void attemptSlowly(() => showImage(node, isOurs, true))
  })
  return showImage(node, isOurs, false)
}

function showImage(node: SceneNode & MinimalFillsMixin, isOurs: (paint: Paint) => boolean, visible: boolean) {
  const fills = node.fills as readonly Paint[]
  return writeFills(
    node,
    fills.map((paint) => (isOurs(paint) ? { ...paint, visible } : paint)),
  )
}

/**
 * Where there is a pattern below, fills are written only after a wait, and a plugin that is closed waits for nothing: a copy
 * that lies over the layer shows what was before, and can be removed at once.
 */
async function cover(node: SceneNode & MinimalFillsMixin, fills: readonly Paint[]): Promise<void> {
  const page = pageOf(node)
  if (!page) return
  const copy = node.clone() as typeof node & DimensionAndPositionMixin
  compared.set(node.id, () => {
    if (!copy.removed) copy.remove()
  })
  forgetProvenance(copy)
  page.appendChild(copy)
  copy.relativeTransform = node.absoluteTransform
  copy.locked = true
  await writeFills(copy, fills)
}
