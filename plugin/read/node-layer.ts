/** A layer of the file as it is while it is described. Each read of Figma's costs, so each is made once and when asked for. */
import { opacityOf } from '../document/for-a-moment.ts'
import { boxOf } from '../document/nodes.ts'
import { seenFills } from '../document/seen-fills.ts'
import type { Box, Fill, Kind, Layer } from '../slots/layer.ts'

/** What keeps a layer from being seen. */
export type Sight = 'hidden' | 'transparent' | null

export class NodeLayer implements Layer {
  readonly node: SceneNode
  readonly kind: Kind
  readonly isFillable: boolean

  /** @param around the layer it lies in, if that is at hand */
  constructor(node: SceneNode, around?: NodeLayer | null) {
    this.node = node
    // What a kind of layer has can be told without asking for its type.
    const isBox = 'children' in node && !('booleanOperation' in node)
    this.kind = isBox ? 'box' : 'characters' in node ? 'text' : 'shape'
    this.isFillable = 'fills' in node && this.kind !== 'text'
    if (around !== undefined) this.keep('around', around)
  }

  /** Null for what lies on the page itself. */
  get around(): NodeLayer | null {
    const { parent } = this.node
    const isInside = parent !== null && parent.type !== 'PAGE'
    return this.keep('around', isInside ? new NodeLayer(parent as SceneNode) : null)
  }

  get id(): string {
    return this.keep('id', this.node.id)
  }

  get name(): string {
    return this.keep('name', this.node.name)
  }

  get visible(): boolean {
    return this.keep('visible', this.node.visible)
  }

  get sight(): Sight {
    const isTransparent = () => 'opacity' in this.node && opacityOf(this.node) === 0
    return this.keep(
      'sight',
      this.visible ? (this.around?.sight ?? (isTransparent() ? 'transparent' : null)) : 'hidden',
    )
  }

  get box(): Box {
    return this.keep('box', boxOf(this.node))
  }

  get width(): number {
    return this.keep('width', this.node.width)
  }

  get height(): number {
    return this.keep('height', this.node.height)
  }

  get isMask(): boolean {
    return this.keep('isMask', 'isMask' in this.node && this.node.isMask)
  }

  get clips(): boolean {
    return this.keep('clips', 'clipsContent' in this.node && this.node.clipsContent)
  }

  /** Those of a text may be mixed; undefined where there can be none. */
  get allFills(): readonly Paint[] | PluginAPI['mixed'] | undefined {
    return this.keep('allFills', 'fills' in this.node ? this.node.fills : undefined)
  }

  get fills(): readonly Paint[] {
    return this.keep('fills', seenFills(this.allFills))
  }

  get fill(): Fill | null {
    if (!this.isFillable) return null
    const { fills } = this
    if (fills.some(({ type }) => type === 'IMAGE' || type === 'VIDEO')) return 'picture'
    const top = fills[fills.length - 1]
    return top === undefined ? null : top.type === 'SOLID' ? 'solid' : 'other'
  }

  get children(): readonly NodeLayer[] {
    const inside = this.kind === 'box' ? (this.node as FrameNode).children : []
    return this.keep(
      'children',
      inside.map((child) => new NodeLayer(child, this)),
    )
  }

  /** From now on the field is a plain value. */
  private keep<T>(field: keyof NodeLayer, value: T): T {
    Object.defineProperty(this, field, { value })
    return value
  }
}
