/** A layer as far as the search for slots needs to know it: no more is read than is asked for. */

/** In canvas units, on the page. */
export type Box = { x: number; y: number; width: number; height: number }

/** What the topmost of its fills that count is; null for a layer that has none or can have none. */
export type Fill = 'picture' | 'solid' | 'other'

/** A frame, a group and a copy of a component are all boxes; what a shape is cut from is not looked at. */
export type Kind = 'box' | 'shape' | 'text'

export type Layer = {
  readonly kind: Kind
  readonly name: string
  readonly visible: boolean
  /** Of an opacity of none. */
  readonly isTransparent: boolean
  readonly box: Box
  /** Cuts off what lies above it in its parent. */
  readonly isMask: boolean
  /** Cuts off what is in it. */
  readonly clips: boolean
  readonly isFillable: boolean
  /** `picture` when any fill that is seen is an image or a video. */
  readonly fill: Fill | null
  readonly children: readonly Layer[]
}

export function areaOf({ width, height }: Box): number {
  return width * height
}

/** Null where nothing is left. */
export function intersect(a: Box, b: Box | null): Box | null {
  if (!b) return a
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  if (width <= 0 || height <= 0) return null
  // As it came, so that what is not cut can be told.
  if (a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height) return a
  return { x, y, width, height }
}

/** Whether less than half of the smaller one lies over or under the other. */
export function lieApart(a: Box, b: Box): boolean {
  const shared = intersect(a, b)
  return !shared || areaOf(shared) * 2 < Math.min(areaOf(a), areaOf(b))
}

const texts = new WeakMap<Layer, boolean>()

/** Whether it is a text that is seen, or holds one. */
export function holdsText(layer: Layer): boolean {
  const known = texts.get(layer)
  if (known !== undefined) return known
  const found = layer.visible && (layer.kind === 'text' || layer.children.some(holdsText))
  texts.set(layer, found)
  return found
}

export function layerAt(from: Layer, path: readonly number[]): Layer | undefined {
  return path.reduce<Layer | undefined>((layer, index) => layer?.children[index], from)
}
