/** The fills of a layer that are seen, the topmost last; none where it has none or, as a text, several kinds. */
export function seenFills(node: SceneNode): Paint[] {
  const fills = 'fills' in node ? node.fills : []
  return Array.isArray(fills)
    ? fills.filter(({ visible, opacity }: Paint) => visible !== false && opacity !== 0)
    : []
}
