/** Plain layers for the tests of what is found in them. */
import type { Fill, Layer } from '../../../plugin/slots/layer.ts'

/** What a search that pauses comes to. */
export function resultOf<T>(search: Generator<null, T>): T {
  for (;;) {
    const { done, value } = search.next()
    if (done) return value
  }
}

type Fields = Partial<Omit<Layer, 'box' | 'children' | 'kind'>> & Partial<Layer['box']>

const BOXES = ['FRAME', 'GROUP', 'INSTANCE', 'COMPONENT', 'SECTION']

export function layer(type: string, name: string, fields: Fields = {}, children: Layer[] = []): Layer {
  const { x = 0, y = 0, width = 100, height = 100, ...rest } = fields
  return {
    kind: BOXES.includes(type) ? 'box' : type === 'TEXT' ? 'text' : 'shape',
    name,
    visible: true,
    isTransparent: false,
    box: { x, y, width, height },
    isMask: false,
    clips: false,
    isFillable: !['GROUP', 'SLICE', 'TEXT'].includes(type),
    fill: null,
    ...rest,
    children,
  }
}

/** Of a line such as `RECTANGLE "Photo 1" 0 0 90 90 image clips`. */
function parseLine(line: string): { parsed: Fields & { type: string; name: string }; stars: number } {
  const match = /^ *(\**) ?([A-Z_]+) (".*?") (-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+) ?(.*)$/.exec(line)
  if (match === null) throw new Error(`No layer: ${line}`)
  const [, stars = '', type = '', name = '', x, y, width, height, marks = ''] = match
  const words = marks.split(' ')
  const seen = words.filter((word) => /^(image|video|solid|gradient)/.test(word) && !word.endsWith('-hidden'))
  const fill: Fill | null = seen.includes('image') ? 'picture' : ((seen.at(-1) as Fill | undefined) ?? null)
  return {
    stars: stars.length,
    parsed: {
      type,
      name: JSON.parse(name),
      x: Number(x),
      y: Number(y),
      width: Number(width),
      height: Number(height),
      fill: fill === null || fill === 'picture' || fill === 'solid' ? fill : 'other',
      isMask: words.includes('masks'),
      clips: words.includes('clips'),
      visible: !words.includes('hidden'),
    },
  }
}

/** Cards written as indented lines, with the layers in each that have a star. */
export function parseCards(text: string): { card: Layer; starred: Layer[] }[] {
  return text.split(/\n\n+/).flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
    if (lines.length === 0) return []
    const starred: Layer[] = []
    const open: { depth: number; children: Layer[] }[] = []
    let card: Layer | null = null
    for (const line of lines) {
      const { parsed, stars } = parseLine(line)
      const depth = line.search(/\S/)
      const children: Layer[] = []
      const { type, name, ...fields } = parsed
      const made = layer(type, name, fields, children)
      while ((open.at(-1)?.depth ?? -1) >= depth) open.pop()
      open.at(-1)?.children.push(made)
      open.push({ depth, children })
      card ??= made
      if (stars > 0) starred.push(made)
    }
    return card === null ? [] : [{ card, starred }]
  })
}
