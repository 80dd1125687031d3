/** Tells the panel what is selected. */
import type { SelectedNode, ToPanel } from '../../contract/messages.ts'
import { boxOf } from '../document/nodes.ts'
import { readProvenance } from '../document/provenance.ts'
import { lookInside } from './look-inside.ts'
import { exportObstacleOf, fillObstacleOf } from './obstacles.ts'
import { sortAsRead } from './reading-order.ts'

/** More would neither fit a press nor be described without a pause that one feels. */
const MAX_NODES = 100
/** Layers looked at inside the selected ones, evenly shared: a selection may hold a whole file. */
const MAX_LOOKS = 3000

export function describeSelection(): ToPanel {
  const { id: pageId } = figma.currentPage
  const selection = selectionAsRead()
  const chosen = selection.slice(0, MAX_NODES)
  const nodes = chosen.map((node) => describe(node, MAX_LOOKS / chosen.length))
  const fact = { type: 'selection-changed', nodes, pageId } as const
  return selection.length > nodes.length ? { ...fact, total: selection.length } : fact
}

/** The order of Figma's own list is unspecified, and nothing may depend on it: neither a number nor what is left out. */
function selectionAsRead(): SceneNode[] {
  const byId = [...figma.currentPage.selection].sort((a, b) => (a.id < b.id ? -1 : 1))
  return sortAsRead(byId.map((node) => ({ node, ...boxOf(node) }))).map(({ node }) => node)
}

function describe(node: SceneNode, maxLooks: number): SelectedNode {
  const { id, name, type, width, height } = node
  return {
    id,
    name,
    type,
    width,
    height,
    exportObstacle: exportObstacleOf(node),
    fillObstacle: fillObstacleOf(node),
    ...lookInside(node, maxLooks),
    provenance: readProvenance(node),
  }
}
