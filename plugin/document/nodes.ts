/** Finding nodes. Under `dynamic-page` a node may be on a page that is not loaded yet, and may be gone after any wait. */
import type { Failure } from '../../contract/failures.ts'

export const GONE: Failure = { code: 'target_gone' }

/** A layer with its page loaded, ready to be read and written at once; null when it is gone. */
export async function findNode(id: string): Promise<SceneNode | null> {
  const node = await lookUpNode(id)
  const page = node && pageOf(node)
  await page?.loadAsync()
  return !node || !page || node.removed ? null : node
}

/** A layer whose page may not be loaded; null when it is gone. */
export async function lookUpNode(id: string): Promise<SceneNode | null> {
  const node = await figma.getNodeByIdAsync(id)
  // It may go between Figma's answer and the next line.
  return !node || node.removed || node.type === 'DOCUMENT' || node.type === 'PAGE' ? null : node
}

/** The page, loaded; null when it is gone. */
export async function findPage(id: string): Promise<PageNode | null> {
  const page = await figma.getNodeByIdAsync(id)
  if (page?.type !== 'PAGE' || page.removed) return null
  await page.loadAsync()
  return page.removed ? null : page
}

/** Null for what lies on no page, such as a node that has been removed. */
export function pageOf(node: BaseNode): PageNode | null {
  let outer: BaseNode | null = node
  while (outer && outer.type !== 'PAGE') outer = outer.parent
  return outer
}

/** The layer and those it lies in, the innermost first; the page is none of them. */
export function layersFrom(node: SceneNode): SceneNode[] {
  const layers: SceneNode[] = []
  for (let layer: BaseNode | null = node; layer && layer.type !== 'PAGE'; layer = layer.parent) {
    layers.push(layer as SceneNode)
  }
  return layers
}

/** Whether the layer and everything around it is visible. */
export function isShown(node: SceneNode): boolean {
  return layersFrom(node).every(({ visible }) => visible)
}

/** Figma throws where a layer of a kind that has no such field is read. */
export function ask<F extends keyof FrameNode>(node: BaseNode, field: F): FrameNode[F] | undefined {
  return field in node ? (node as FrameNode)[field] : undefined
}

/** Where a node stands on its page. */
export function boxOf(node: SceneNode): Rect {
  return node.absoluteBoundingBox ?? { x: node.x, y: node.y, width: node.width, height: node.height }
}
