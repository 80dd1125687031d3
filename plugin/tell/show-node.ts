/** Brings a layer into sight. */
import type { Failure } from '../../contract/failures.ts'
import { findNode, pageOf } from '../document/nodes.ts'

/** Goes to its page, selects it and scrolls to it. */
export async function showNode(id: string): Promise<Failure | null> {
  const node = await findNode(id)
  const page = node && pageOf(node)
  if (node === null || page === null) return { code: 'target_gone' }
  await figma.setCurrentPageAsync(page)
  page.selection = [node]
  figma.viewport.scrollAndZoomIntoView([node])
  return null
}
