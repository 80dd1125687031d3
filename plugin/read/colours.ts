/** The colours of what is selected, to be named in a prompt. */
import type { ReplyTo } from '../../contract/messages.ts'

type Colours = Pick<ReplyTo<'read-colours'>, 'colours'>

/** More than a person picks from. */
const MAX_COLOURS = 24

export function readColours(): Colours {
  const { styles, paints } = figma.getSelectionColors() ?? { styles: [], paints: [] }
  const colours = new Map<string, string>()
  for (const style of styles) for (const hex of hexesOf(style.paints)) colours.set(hex, style.name)
  for (const hex of hexesOf(paints)) if (!colours.has(hex)) colours.set(hex, '')
  return { colours: [...colours].slice(0, MAX_COLOURS).map(([hex, name]) => ({ name, hex })) }
}

function hexesOf(paints: readonly Paint[]): string[] {
  return paints.flatMap((paint) => {
    if (paint.visible === false) return []
    if (paint.type === 'SOLID') return [hexOf(paint.color)]
    return 'gradientStops' in paint ? paint.gradientStops.map(({ color }) => hexOf(color)) : []
  })
}

/** @param color with channels from 0 to 1 */
export function hexOf({ r, g, b }: RGB): string {
  const digits = [r, g, b].map((channel) =>
    Math.round(channel * 255)
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${digits.join('').toUpperCase()}`
}
