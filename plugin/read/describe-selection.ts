/** Tells the panel what is selected. */
import type { SelectedNode, ToPanel } from '../../contract/messages.ts'
import { readProvenance } from '../document/provenance.ts'
import { lookInside } from './look-inside.ts'
import { exportObstacleOf, fillObstacleOf } from './obstacles.ts'

/** More would neither fit a press nor be described without a pause that one feels. */
const MAX_NODES = 100
/** Layers looked at inside the selected ones, evenly shared: a selection may hold a whole file. */
const MAX_LOOKS = 3000

export function describeSelection(): ToPanel {
  const { selection, id: pageId } = figma.currentPage
  const chosen = selection.slice(0, MAX_NODES)
  const nodes = chosen.map((node) => describe(node, MAX_LOOKS / chosen.length))
  const fact = { type: 'selection-changed', nodes, pageId } as const
  return selection.length > nodes.length ? { ...fact, total: selection.length } : fact
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
