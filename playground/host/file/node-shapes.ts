/** Which properties and methods the nodes of each type have, so that `'fills' in node` answers as it does in Figma. */
import type { HostNodeType } from './node-record.ts'

/** How the sandbox reaches each name: plain values, nodes, or lists of nodes; at once or as a promise. */
type NodeShape = {
  fields: readonly string[]
  nodeFields: readonly string[]
  nodeListFields: readonly string[]
  methods: readonly string[]
  nodeMethods: readonly string[]
  asyncMethods: readonly string[]
  asyncNodeMethods: readonly string[]
}
export type NodeShapes = Readonly<Record<string, NodeShape>>

const base: NodeShape = {
  fields: ['name', 'removed', 'isAsset'],
  nodeFields: ['parent'],
  nodeListFields: [],
  methods: [
    'remove',
    'getPluginData',
    'setPluginData',
    'getPluginDataKeys',
    'getSharedPluginData',
    'setSharedPluginData',
    'getSharedPluginDataKeys',
    'setRelaunchData',
    'getRelaunchData',
  ],
  nodeMethods: [],
  asyncMethods: [],
  asyncNodeMethods: [],
}

const scene: Partial<NodeShape> = {
  fields: ['visible', 'locked', 'boundVariables'],
  nodeMethods: ['clone'],
}
const position: Partial<NodeShape> = {
  fields: [
    'x',
    'y',
    'width',
    'height',
    'relativeTransform',
    'absoluteTransform',
    'absoluteBoundingBox',
    'exportSettings',
    'minWidth',
    'maxWidth',
    'minHeight',
    'maxHeight',
  ],
  asyncMethods: ['exportAsync'],
}
const layout: Partial<NodeShape> = {
  ...position,
  fields: [
    ...(position.fields ?? []),
    'rotation',
    'absoluteRenderBounds',
    'layoutPositioning',
    'layoutAlign',
    'layoutGrow',
    'layoutSizingHorizontal',
    'layoutSizingVertical',
  ],
}
const resizable: Partial<NodeShape> = { methods: ['resize', 'resizeWithoutConstraints', 'rescale'] }
const blend: Partial<NodeShape> = { fields: ['opacity', 'blendMode', 'effects', 'isMask', 'maskType'] }
const constraints: Partial<NodeShape> = { fields: ['constraints'] }
const fills: Partial<NodeShape> = {
  fields: ['fills', 'fillStyleId'],
  asyncMethods: ['setFillStyleIdAsync', 'setFillsAsync'],
}
const strokes: Partial<NodeShape> = {
  fields: ['strokes', 'strokeWeight', 'strokeAlign'],
  asyncMethods: ['setStrokesAsync'],
}
const roundness: Partial<NodeShape> = { fields: ['cornerRadius'] }
const corners: Partial<NodeShape> = {
  fields: ['cornerRadius', 'topLeftRadius', 'topRightRadius', 'bottomLeftRadius', 'bottomRightRadius'],
}
const children: Partial<NodeShape> = {
  nodeListFields: ['children'],
  methods: ['appendChild', 'insertChild'],
}

const letters: Partial<NodeShape> = {
  fields: [
    'characters',
    'fontName',
    'fontSize',
    'letterSpacing',
    'textAlignHorizontal',
    'textAlignVertical',
    'hasMissingFont',
  ],
  methods: ['getRangeFills', 'setRangeFills', 'getStyledTextSegments'],
}

const painted = [scene, layout, resizable, blend, fills, strokes]
const shape = [...painted, constraints]
const autoLayout: Partial<NodeShape> = {
  fields: [
    'layoutMode',
    'layoutWrap',
    'primaryAxisSizingMode',
    'counterAxisSizingMode',
    'primaryAxisAlignItems',
    'counterAxisAlignItems',
    'paddingLeft',
    'paddingTop',
    'paddingRight',
    'paddingBottom',
    'itemSpacing',
    'counterAxisSpacing',
  ],
}
const frame = [...shape, corners, children, autoLayout, { fields: ['clipsContent'] }]

export const NODE_SHAPES: Readonly<Record<HostNodeType, NodeShape>> = {
  DOCUMENT: join([children, { fields: ['documentColorProfile'] }]),
  PAGE: join([
    children,
    { fields: ['backgrounds'], nodeListFields: ['selection'], asyncMethods: ['loadAsync'] },
    { nodeMethods: ['clone'] },
  ]),
  FRAME: join(frame),
  COMPONENT: join([...frame, { fields: ['key', 'description'], nodeMethods: ['createInstance'] }]),
  COMPONENT_SET: join([...frame, { fields: ['key', 'description'], nodeFields: ['defaultVariant'] }]),
  INSTANCE: join([
    ...frame,
    { nodeFields: ['mainComponent'], nodeMethods: ['detachInstance'] },
    { asyncNodeMethods: ['getMainComponentAsync'] },
  ]),
  GROUP: join([scene, layout, resizable, blend, children]),
  BOOLEAN_OPERATION: join([...painted, roundness, children, { fields: ['booleanOperation'] }]),
  SECTION: join([
    scene,
    position,
    { methods: ['resize', 'resizeWithoutConstraints'] },
    fills,
    strokes,
    corners,
    children,
    { fields: ['sectionContentsHidden'] },
  ]),
  RECTANGLE: join([...shape, corners]),
  ELLIPSE: join([...shape, roundness, { fields: ['arcData'] }]),
  POLYGON: join([...shape, roundness, { fields: ['pointCount'] }]),
  STAR: join([...shape, roundness, { fields: ['pointCount', 'innerRadius'] }]),
  VECTOR: join([...shape, roundness, { fields: ['vectorPaths'] }]),
  LINE: join(shape),
  TEXT: join([...shape, letters, { fields: ['lineHeight', 'textAutoResize'] }]),
  TEXT_PATH: join([...shape, letters, { fields: ['vectorPaths'] }]),
  SLICE: join([scene, layout, resizable]),
}

function join(parts: readonly Partial<NodeShape>[]): NodeShape {
  const all = [base, ...parts]
  const names = (list: keyof NodeShape) => all.flatMap((part) => part[list] ?? [])
  return {
    fields: names('fields'),
    nodeFields: names('nodeFields'),
    nodeListFields: names('nodeListFields'),
    methods: names('methods'),
    nodeMethods: names('nodeMethods'),
    asyncMethods: names('asyncMethods'),
    asyncNodeMethods: names('asyncNodeMethods'),
  }
}
