import type { Failure } from '../../contract/failures.ts'
import { findNode, GONE, pageOf } from '../document/nodes.ts'

/** Brings layers into sight: those that are still there, on the page of the first. */
export async function selectNodes({ nodeIds }: { nodeIds: readonly string[] }): Promise<Failure | null> {
  const nodes = (await Promise.all(nodeIds.map(findNode))).filter((node) => node !== null)
  const [first] = nodes
  const page = first ? pageOf(first) : null
  if (!page) return GONE
  await figma.setCurrentPageAsync(page)
  const beside = nodes.filter((node) => !node.removed && pageOf(node)?.id === page.id)
  page.selection = beside
  figma.viewport.scrollAndZoomIntoView(beside)
  return null
}
