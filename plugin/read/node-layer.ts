/** A layer of the file as it is while it is described. Each read of Figma's costs, so each is made once and when asked for. */
import { opacityOf } from '../document/for-a-moment.ts'
import { ask, boxOf } from '../document/nodes.ts'
import { seenFills } from '../document/seen-fills.ts'
import type { Layer } from '../slots/layer.ts'

/** What keeps a layer from being seen. */
export type Sight = 'hidden' | 'transparent' | null

export type NodeLayer = Omit<Layer, 'children'> & {
  readonly node: SceneNode
  /** The layer it lies in; null for what lies on the page itself. */
  readonly around: NodeLayer | null
  readonly id: string
  readonly sight: Sight
  readonly width: number
  readonly height: number
  /** Those of a text may be mixed; undefined where there can be none. */
  readonly allFills: readonly Paint[] | PluginAPI['mixed'] | undefined
  readonly fills: readonly Paint[]
  readonly children: readonly NodeLayer[]
}

const reads: { [F in Exclude<keyof NodeLayer, 'node'>]: (layer: NodeLayer) => NodeLayer[F] } = {
  around({ node: { parent } }) {
    return parent && parent.type !== 'PAGE' ? layerOf(parent as SceneNode) : null
  },
  // What a kind of layer has can be told without asking for its type.
  kind({ node }) {
    return 'children' in node && !('booleanOperation' in node)
      ? 'box'
      : 'characters' in node
        ? 'text'
        : 'shape'
  },
  isFillable: ({ node, kind }) => 'fills' in node && kind !== 'text',
  id: ({ node }) => node.id,
  name: ({ node }) => node.name,
  visible: ({ node }) => node.visible,
  isTransparent: ({ node }) => opacityOf(node) === 0,
  sight(layer) {
    if (!layer.visible) return 'hidden'
    return layer.around?.sight ?? (layer.isTransparent ? 'transparent' : null)
  },
  box: ({ node }) => boxOf(node),
  width: ({ node }) => node.width,
  height: ({ node }) => node.height,
  isMask: ({ node }) => ask(node, 'isMask') ?? false,
  clips: ({ node }) => ask(node, 'clipsContent') ?? false,
  allFills: ({ node }) => ask(node, 'fills'),
  fills: ({ allFills }) => seenFills(allFills),
  fill({ isFillable, fills }) {
    if (!isFillable) return null
    if (fills.some(({ type }) => type === 'IMAGE' || type === 'VIDEO')) return 'picture'
    const top = fills[fills.length - 1]
    return top === undefined ? null : top.type === 'SOLID' ? 'solid' : 'other'
  },
  children(layer) {
    const inside = layer.kind === 'box' ? (layer.node as FrameNode).children : []
    return inside.map((child) => layerOf(child, layer))
  },
}

const unread = {}
for (const field of Object.keys(reads) as (keyof typeof reads)[]) {
  Object.defineProperty(unread, field, {
    get(this: NodeLayer) {
      return keep(this, field, reads[field](this))
    },
  })
}

/** From now on the field is a plain value. */
function keep<T>(layer: NodeLayer, field: keyof NodeLayer, value: T): T {
  Object.defineProperty(layer, field, { value })
  return value
}

/** @param around the layer it lies in, if that is at hand */
export function layerOf(node: SceneNode, around?: NodeLayer | null): NodeLayer {
  const layer = Object.create(unread)
  layer.node = node
  if (around !== undefined) keep(layer, 'around', around)
  return layer
}
