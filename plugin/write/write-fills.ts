/** The one place that gives a layer of the person's its fills. */

/**
 * Fills as they were read, with some left out, changed or added. A variable that a colour is bound to, a video and an image
 * that Figma has lost go back as they came. Any other way than by these two calls is refused.
 *
 * @returns a promise only where a pattern asks for one, since its source may have to be loaded; else it is done at once
 */
export function writeFills(node: MinimalFillsMixin, fills: readonly Paint[]): Promise<void> | null {
  const written = fills.map(withoutReadOnly)
  if (hasPattern(written)) return node.setFillsAsync(written)
  node.fills = written
  return null
}

export function hasPattern(fills: readonly Paint[]): boolean {
  return fills.some(({ type }) => type === 'PATTERN')
}

/** What a shader's properties mean is told, and not taken back. */
function withoutReadOnly(paint: Paint): Paint {
  if (paint.type !== 'SHADER') return paint
  const { propertyMetadata: _, ...kept } = paint
  return kept
}
