/** A layer of the file as the search for slots sees it. Each read of Figma's costs, so each is made once and when asked for. */
import { boxOf } from '../document/nodes.ts'
import { seenFills } from '../document/seen-fills.ts'
import type { Box, Fill, Kind, Layer } from '../slots/layer.ts'

export class NodeLayer implements Layer {
  readonly node: SceneNode
  readonly kind: Kind
  readonly isFillable: boolean

  constructor(node: SceneNode) {
    this.node = node
    // What a kind of layer has can be told without asking for its type.
    const isBox = 'children' in node && !('booleanOperation' in node)
    this.kind = isBox ? 'box' : 'characters' in node ? 'text' : 'shape'
    this.isFillable = 'fills' in node && this.kind !== 'text'
  }

  get name(): string {
    return this.keep('name', this.node.name)
  }

  get visible(): boolean {
    return this.keep('visible', this.node.visible)
  }

  get box(): Box {
    return this.keep('box', boxOf(this.node))
  }

  get isMask(): boolean {
    return this.keep('isMask', 'isMask' in this.node && this.node.isMask)
  }

  get clips(): boolean {
    return this.keep('clips', 'clipsContent' in this.node && this.node.clipsContent)
  }

  get fills(): readonly Paint[] {
    return this.keep('fills', seenFills(this.node))
  }

  get fill(): Fill | null {
    const { fills } = this
    if (!this.isFillable) return null
    if (fills.some(({ type }) => type === 'IMAGE' || type === 'VIDEO')) return 'picture'
    const top = fills[fills.length - 1]
    return top === undefined ? null : top.type === 'SOLID' ? 'solid' : 'other'
  }

  get children(): readonly NodeLayer[] {
    const inside = this.kind === 'box' ? (this.node as FrameNode).children : []
    return this.keep(
      'children',
      inside.map((child) => new NodeLayer(child)),
    )
  }

  /** From now on the field is a plain value. */
  private keep<T>(field: keyof NodeLayer, value: T): T {
    Object.defineProperty(this, field, { value })
    return value
  }
}
