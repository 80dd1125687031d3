/** A layer of the file as it is while it is described. Each read of Figma's costs, so each is made once and when asked for. */
import { opacityOf } from '../document/hidden-layers.ts'
import { boxOf } from '../document/nodes.ts'
import { seenFills } from '../document/seen-fills.ts'
import type { Box, Fill, Kind, Layer } from '../slots/layer.ts'

/** What keeps a layer from being seen. */
export type Sight = 'hidden' | 'transparent' | null

type Reads = {
  /** The layer it lies in; null for what lies on the page itself. */
  around: NodeLayer | null
  id: string
  name: string
  visible: boolean
  sight: Sight
  box: Box
  width: number
  height: number
  isMask: boolean
  isPlain: boolean
  clips: boolean
  /** Those of a text may be mixed; undefined where there can be none. */
  allFills: readonly Paint[] | PluginAPI['mixed'] | undefined
  fills: readonly Paint[]
  fill: Fill | null
  children: readonly NodeLayer[]
}

const READS: { [Field in keyof Reads]: (layer: NodeLayer) => Reads[Field] } = {
  around({ node: { parent } }) {
    return parent !== null && parent.type !== 'PAGE' ? new NodeLayer(parent as SceneNode) : null
  },
  id: ({ node }) => node.id,
  name: ({ node }) => node.name,
  visible: ({ node }) => node.visible,
  sight(layer) {
    if (!layer.visible) return 'hidden'
    const { node, around } = layer
    return around?.sight ?? ('opacity' in node && opacityOf(node) === 0 ? 'transparent' : null)
  },
  box: ({ node }) => boxOf(node),
  width: ({ node }) => node.width,
  height: ({ node }) => node.height,
  isMask: ({ node }) => 'isMask' in node && node.isMask,
  isPlain: ({ node }) => /^(RECT|ELL|FRAME)/.test(node.type),
  clips: ({ node }) => 'clipsContent' in node && node.clipsContent,
  allFills: ({ node }) => ('fills' in node ? node.fills : undefined),
  fills: ({ allFills }) => seenFills(allFills),
  fill({ isFillable, fills }) {
    if (!isFillable) return null
    if (fills.some(({ type }) => type === 'IMAGE' || type === 'VIDEO')) return 'picture'
    const top = fills[fills.length - 1]
    return top === undefined ? null : top.type === 'SOLID' ? 'solid' : 'other'
  },
  children: (layer) =>
    layer.kind === 'box'
      ? (layer.node as FrameNode).children.map((child) => new NodeLayer(child, layer))
      : [],
}

export class NodeLayer implements Layer {
  readonly node: SceneNode
  readonly kind: Kind
  readonly isFillable: boolean
  declare readonly around: Reads['around']
  declare readonly id: Reads['id']
  declare readonly name: Reads['name']
  declare readonly visible: Reads['visible']
  declare readonly sight: Reads['sight']
  declare readonly box: Reads['box']
  declare readonly width: Reads['width']
  declare readonly height: Reads['height']
  declare readonly isMask: Reads['isMask']
  declare readonly isPlain: Reads['isPlain']
  declare readonly clips: Reads['clips']
  declare readonly allFills: Reads['allFills']
  declare readonly fills: Reads['fills']
  declare readonly fill: Reads['fill']
  declare readonly children: Reads['children']

  /** @param around if that is at hand */
  constructor(node: SceneNode, around?: NodeLayer | null) {
    this.node = node
    // What a kind of layer has can be told without asking for its type.
    const isBox = 'children' in node && !('booleanOperation' in node)
    this.kind = isBox ? 'box' : 'characters' in node ? 'text' : 'shape'
    this.isFillable = 'fills' in node && this.kind !== 'text'
    if (around !== undefined) Object.defineProperty(this, 'around', { value: around })
  }
}

for (const [field, read] of Object.entries(READS)) {
  Object.defineProperty(NodeLayer.prototype, field, {
    get(this: NodeLayer) {
      const value = read(this)
      // From now on the field is a plain value.
      Object.defineProperty(this, field, { value })
      return value
    },
  })
}
