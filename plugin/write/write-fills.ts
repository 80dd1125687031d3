/** The one place that gives a layer of the person's its fills. */
import { inTime } from '../document/in-time.ts'

/**
 * Fills as they were read, with some left out, changed or added. A variable that a colour is bound to, a video and an image
 * that Figma has lost go back as they came. Any other way than by these two calls is refused.
 * Done at once, but for a pattern, whose source may have to be loaded: what never comes is refused, too, after a minute.
 */
export async function writeFills(node: MinimalFillsMixin, fills: readonly Paint[]): Promise<void> {
  const written = fills.map(withoutReadOnly)
  if (!hasPattern(written)) node.fills = written
  else if (!(await inTime(node.setFillsAsync(written).then(() => true)))) throw new Error('Unfinished')
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
