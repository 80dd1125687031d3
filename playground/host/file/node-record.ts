/** A Figma file as plain values: what is kept, restored, undone and drawn. Ids are Figma's, like "12:3" or "I12:3;4:1". */
import type {
  ArcData,
  BlendMode,
  Constraints,
  Effect,
  ExportSettings,
  FontName,
  LetterSpacing,
  LineHeight,
  MaskType,
  Paint,
  VariableAlias,
  VectorPaths,
} from '@figma/plugin-typings/plugin-api-standalone'

import type { AutoLayoutFields } from './auto-layout-fields.ts'

export type HostNodeType =
  | 'DOCUMENT'
  | 'PAGE'
  | 'FRAME'
  | 'GROUP'
  | 'SECTION'
  | 'COMPONENT'
  | 'COMPONENT_SET'
  | 'INSTANCE'
  | 'BOOLEAN_OPERATION'
  | 'RECTANGLE'
  | 'ELLIPSE'
  | 'POLYGON'
  | 'STAR'
  | 'VECTOR'
  | 'LINE'
  | 'TEXT'
  | 'TEXT_PATH'
  | 'SLICE'

/** Whether what is drawn of a node is letters. */
export function isText({ type }: { type: HostNodeType }): boolean {
  return type === 'TEXT' || type === 'TEXT_PATH'
}

/** A run of text with its own fills; together the runs cover the text. `end` is exclusive. */
type TextRun = { start: number; end: number; fills: readonly Paint[] }

/**
 * One node. `x` and `y` are relative to the parent (for what is in a group or a boolean operation: to what holds that, as
 * in Figma).
 * Fields beyond the first group exist where the type has them. Values are never changed in place.
 */
export type NodeRecord = AutoLayoutFields & {
  readonly id: string
  readonly type: HostNodeType
  name: string
  parentId: string | null
  children: readonly string[]
  pluginData: Readonly<Record<string, string>>
  /** By namespace, then key. */
  sharedPluginData: Readonly<Record<string, Readonly<Record<string, string>>>>
  relaunchData: Readonly<Record<string, string>>

  /** By field; what the variables hold stands in the field itself. */
  boundVariables: Readonly<Record<string, VariableAlias>>
  visible: boolean
  locked: boolean
  opacity: number
  blendMode: BlendMode
  effects: readonly Effect[]
  exportSettings: readonly ExportSettings[]
  x: number
  y: number
  width: number
  height: number
  /** Degrees, counter-clockwise, around the top left corner. */
  rotation: number
  /** `m00`, `m01`, `m10`, `m11` of a layer that is mirrored or skewed; else null, and `rotation` holds. */
  axes: readonly [number, number, number, number] | null

  fills: readonly Paint[]
  fillStyleId: string
  strokes: readonly Paint[]
  strokeWeight: number
  strokeAlign: 'CENTER' | 'INSIDE' | 'OUTSIDE'
  cornerRadius: number
  /** From the top left clockwise, where the corners differ; else null, and `cornerRadius` holds. */
  cornerRadii: readonly [number, number, number, number] | null
  clipsContent: boolean
  isMask: boolean
  maskType: MaskType
  constraints: Constraints
  /** Of a star and a polygon, and of a star how far in its inner corners lie. */
  pointCount: number
  innerRadius: number
  /** Of an ellipse. */
  arcData: ArcData
  /** Of a vector and a text on a path, in the node's own space. */
  vectorPaths: VectorPaths
  booleanOperation: 'UNION' | 'INTERSECT' | 'SUBTRACT' | 'EXCLUDE'

  characters: string
  fontName: FontName
  fontSize: number
  lineHeight: LineHeight
  letterSpacing: LetterSpacing
  textAlignHorizontal: 'LEFT' | 'CENTER' | 'RIGHT' | 'JUSTIFIED'
  textAlignVertical: 'TOP' | 'CENTER' | 'BOTTOM'
  textAutoResize: 'NONE' | 'WIDTH_AND_HEIGHT' | 'HEIGHT' | 'TRUNCATE'
  /** Empty while the whole text has the node's own fills. */
  textRuns: readonly TextRun[]

  /** Of an instance: its component. */
  mainComponentId: string | null
  /** Of a layer inside an instance: the layer of the component it mirrors, and the fields set here. */
  mirroredId: string | null
  overriddenFields: readonly string[]
  /** Of a page. */
  backgrounds: readonly Paint[]
}

export type PaintStyleRecord = {
  readonly id: string
  readonly key: string
  name: string
  description: string
  paints: readonly Paint[]
}

/**
 * A whole file, to be kept between sessions. `images` by Figma's hash; bytes as they were given to `createImage`, null for
 * an image that Figma knows and has lost.
 */
export type DocumentFile = {
  version: 1
  /** Stays the same for the life of the file. */
  id: string
  nodes: readonly NodeRecord[]
  styles: readonly PaintStyleRecord[]
  images: readonly { hash: string; bytes: Uint8Array | null }[]
  currentPageId: string
  /** The number the next new node's id is made of. */
  nextNumber: number
}
