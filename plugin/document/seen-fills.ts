/** Those of a layer's fills that are seen, the topmost last; none where it has none or, as a text, several kinds. */
export function seenFills(fills: readonly Paint[] | PluginAPI['mixed'] | undefined): Paint[] {
  return Array.isArray(fills)
    ? fills.filter(({ visible, opacity }: Paint) => visible !== false && opacity !== 0)
    : []
}
