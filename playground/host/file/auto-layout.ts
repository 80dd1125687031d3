/** Where the children of auto-layout frames go and how large they are, computed by Yoga. */
import Yoga, {
  Align,
  type Config,
  Direction,
  Edge,
  FlexDirection,
  Gutter,
  Justify,
  MeasureMode,
  Wrap,
  type Node as YogaNode,
} from 'yoga-layout'
import { boundsOf, type GetNode, relativeTransform } from './geometry.ts'
import type { NodeRecord } from './node-record.ts'

export type Placed = { id: string; x: number; y: number; width: number; height: number }
type Size = { width: number; height: number }
type MeasureText = (node: NodeRecord, width: number) => Size

const ALIGN = { MIN: Align.FlexStart, CENTER: Align.Center, MAX: Align.FlexEnd, BASELINE: Align.Baseline }
const JUSTIFY = {
  MIN: Justify.FlexStart,
  CENTER: Justify.Center,
  MAX: Justify.FlexEnd,
  SPACE_BETWEEN: Justify.SpaceBetween,
}

/** Whole pixels are the person's business, not the engine's. */
const config: Config = Yoga.Config.create()
config.setPointScaleFactor(0)

export function hasAutoLayout(node: NodeRecord | undefined): node is NodeRecord {
  return node !== undefined && node.layoutMode !== 'NONE'
}

/** Whether its frame places the node. */
export function isPlacedByFrame(node: NodeRecord, parent: NodeRecord | undefined): boolean {
  return hasAutoLayout(parent) && node.layoutPositioning === 'AUTO' && node.visible
}

/**
 * Every layer that an auto-layout frame places, itself first: places as `x` and `y` of the record, sizes before rotation.
 *
 * @param root the outermost auto-layout frame
 */
export function computeLayout(root: NodeRecord, get: GetNode, measureText: MeasureText): Placed[] {
  const yoga = buildFrame(root, null, get, measureText)
  yoga.node.calculateLayout(undefined, undefined, Direction.LTR)
  const placed: Placed[] = []
  collect(yoga, placed)
  yoga.node.freeRecursive()
  // The outermost frame stays where it is.
  return placed.map((item) => (item.id === root.id ? { ...item, x: root.x, y: root.y } : item))
}

type Tree = { record: NodeRecord; node: YogaNode; children: Tree[] }

function collect({ record, node, children }: Tree, placed: Placed[]): void {
  const { left, top, width, height } = node.getComputedLayout()
  const size = isTurned(record) ? { width: record.width, height: record.height } : { width, height }
  const corner = cornerOf(record, size)
  placed.push({ id: record.id, x: left - corner.x, y: top - corner.y, ...size })
  for (const child of children) collect(child, placed)
}

/** The box of a turned layer takes part in the layout, as in Figma; where its top left lies, seen from the layer's own place. */
function cornerOf(record: NodeRecord, { width, height }: Size): { x: number; y: number } {
  if (!isTurned(record)) return { x: 0, y: 0 }
  return boundsOf({ x: 0, y: 0, width, height }, relativeTransform({ ...record, x: 0, y: 0 }))
}

function isTurned({ rotation, axes }: NodeRecord): boolean {
  return rotation !== 0 || axes !== null
}

function buildFrame(record: NodeRecord, parent: NodeRecord | null, get: GetNode, measure: MeasureText): Tree {
  const node = Yoga.Node.create(config)
  const isRow = record.layoutMode === 'HORIZONTAL'
  node.setFlexDirection(isRow ? FlexDirection.Row : FlexDirection.Column)
  node.setJustifyContent(JUSTIFY[record.primaryAxisAlignItems])
  node.setAlignItems(ALIGN[record.counterAxisAlignItems])
  node.setPadding(Edge.Left, record.paddingLeft)
  node.setPadding(Edge.Top, record.paddingTop)
  node.setPadding(Edge.Right, record.paddingRight)
  node.setPadding(Edge.Bottom, record.paddingBottom)
  const isWrapped = record.layoutWrap === 'WRAP'
  if (isWrapped) {
    node.setFlexWrap(Wrap.Wrap)
    node.setGap(isRow ? Gutter.Column : Gutter.Row, record.itemSpacing)
    node.setGap(isRow ? Gutter.Row : Gutter.Column, record.counterAxisSpacing ?? record.itemSpacing)
  }
  const hugs = {
    primary: record.primaryAxisSizingMode === 'AUTO',
    counter: record.counterAxisSizingMode === 'AUTO',
  }
  setSize(node, record, parent, {
    width: isRow ? hugs.primary : hugs.counter,
    height: isRow ? hugs.counter : hugs.primary,
  })

  const records = record.children
    .flatMap((id) => get(id) ?? [])
    .filter((child) => isPlacedByFrame(child, record))
  const children = records.map((child) =>
    hasAutoLayout(child) && !isTurned(child)
      ? buildFrame(child, record, get, measure)
      : buildLeaf(child, record, measure),
  )
  children.forEach((child, index) => {
    node.insertChild(child.node, index)
    // A margin, since gaps can't be negative and spacing can.
    if (index > 0 && !isWrapped && record.primaryAxisAlignItems !== 'SPACE_BETWEEN')
      child.node.setMargin(isRow ? Edge.Left : Edge.Top, record.itemSpacing)
  })
  return { record, node, children }
}

function buildLeaf(record: NodeRecord, parent: NodeRecord, measure: MeasureText): Tree {
  const node = Yoga.Node.create(config)
  const growsDown = record.type === 'TEXT' && record.textAutoResize === 'HEIGHT'
  setSize(node, record, parent, { width: false, height: growsDown })
  if (growsDown) {
    node.setMeasureFunc((width, mode) => {
      const given = mode === MeasureMode.Undefined ? record.width : width
      return { width: given, height: measure(record, given).height }
    })
  }
  return { record, node, children: [] }
}

/** @param hugs whether a side follows what is inside */
function setSize(
  node: YogaNode,
  record: NodeRecord,
  parent: NodeRecord | null,
  hugs: { width: boolean; height: boolean },
): void {
  const box = isTurned(record)
    ? boundsOf({ x: 0, y: 0, width: record.width, height: record.height }, relativeTransform(record))
    : record
  const isInRow = parent?.layoutMode === 'HORIZONTAL'
  const grows = parent !== null && record.layoutGrow > 0
  const stretches = parent !== null && record.layoutAlign === 'STRETCH'
  const fills = { width: isInRow ? grows : stretches, height: isInRow ? stretches : grows }
  if (!fills.width && !hugs.width) node.setWidth(box.width)
  if (!fills.height && !hugs.height) node.setHeight(box.height)
  if (grows) {
    node.setFlexGrow(record.layoutGrow)
    node.setFlexShrink(1)
    node.setFlexBasis(0)
  }
  if (stretches) node.setAlignSelf(Align.Stretch)
  if (record.minWidth !== null) node.setMinWidth(record.minWidth)
  if (record.maxWidth !== null) node.setMaxWidth(record.maxWidth)
  if (record.minHeight !== null) node.setMinHeight(record.minHeight)
  if (record.maxHeight !== null) node.setMaxHeight(record.maxHeight)
}
