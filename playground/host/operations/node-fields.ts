/** Reading and writing the plain properties of nodes. */
import type * as v from 'valibot'
import { absoluteRenderBounds } from '../drawing/render-bounds.ts'
import { NO_AUTO_LAYOUT } from '../file/auto-layout-fields.ts'
import { absoluteBounds, absoluteTransform, type Matrix, relativeTransform } from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import { parseField, readPaints } from '../file/paints.ts'
import { MIXED } from '../run/sandbox.ts'
import { isInsideInstance, type MakeOperations, type Run, requireEditable, requireNode } from './core.ts'
import { WRITABLE } from './field-schemas.ts'
import { fieldsOfPaths, placeNode } from './layout.ts'
import { fieldsOfSizing, type Sizing, sizingOf } from './layout-sizing.ts'
import { paintSources } from './paint-sources.ts'
import { refit, refitText } from './refit.ts'

/** In the order of `cornerRadii`. */
const CORNERS = ['topLeftRadius', 'topRightRadius', 'bottomRightRadius', 'bottomLeftRadius']
const PAINT_FIELDS = ['fills', 'strokes', 'backgrounds']
const TEXT_FIELDS = [
  'characters',
  'fontName',
  'fontSize',
  'lineHeight',
  'letterSpacing',
  'textAlignHorizontal',
  'textAlignVertical',
  'textAutoResize',
]
/** What lies in or around a node follows from these. */
const MOVING = [
  ...Object.keys(NO_AUTO_LAYOUT),
  'layoutSizingHorizontal',
  'layoutSizingVertical',
  'vectorPaths',
  'visible',
]
/** Of a layer in an instance these follow the component and can't be overridden. */
const NOT_OVERRIDABLE = ['x', 'y', 'rotation', 'relativeTransform', 'width', 'height', 'constraints']

export const nodeFieldOperations: MakeOperations = (run) => ({
  'get-field': (id: string, field: string) => readField(run, id, field),
  'set-field': (id: string, field: string, value: unknown) => writeField(run, id, field, value),
})

function readField(run: Run, id: string, field: string): unknown {
  if (field === 'removed') return run.store.get(id) === undefined
  const node = requireNode(run, id, `get_${field}`)
  if (CORNERS.includes(field)) return cornersOf(node)[CORNERS.indexOf(field)]
  switch (field) {
    case 'cornerRadius':
      return node.cornerRadii === null ? node.cornerRadius : MIXED
    case 'fills':
      return node.textRuns.length > 0 ? MIXED : node.fills
    case 'relativeTransform':
      return relativeTransform(node)
    case 'absoluteTransform':
      return absoluteTransform(node, run.store.get)
    case 'absoluteBoundingBox':
      return absoluteBounds(node, run.store.get)
    case 'absoluteRenderBounds':
      return absoluteRenderBounds(node, run.store.get)
    case 'layoutSizingHorizontal':
      return sizingOf(run, node, 'width')
    case 'layoutSizingVertical':
      return sizingOf(run, node, 'height')
    case 'documentColorProfile':
      return 'SRGB'
    case 'key':
      return `component-${node.id}`
    case 'description':
      return ''
    case 'isAsset':
    case 'hasMissingFont':
    case 'sectionContentsHidden':
      return false
    default:
      return node[field as keyof NodeRecord]
  }
}

function writeField(run: Run, id: string, field: string, value: unknown): void {
  const doing = `set_${field}`
  const node = requireNode(run, id, doing)
  if (field === 'fillStyleId') {
    throw new Error(
      `in ${doing}: Cannot call with documentAccess: dynamic-page. Use node.setFillStyleIdAsync instead.`,
    )
  }
  if (PAINT_FIELDS.includes(field)) {
    writePaints(run, node, field, value)
    return
  }
  const schema: v.GenericSchema | undefined = Object.hasOwn(WRITABLE, field)
    ? WRITABLE[field as keyof typeof WRITABLE]
    : undefined
  if (schema === undefined) throw new TypeError(`in ${doing}: Cannot assign to read only property '${field}'`)
  requireEditable(run, doing)
  if (NOT_OVERRIDABLE.includes(field) && isInsideInstance(run, node)) {
    throw new Error(`in ${doing}: This property cannot be overriden in an instance`)
  }
  const parsed = parseField(schema, value, doing, field)
  if (TEXT_FIELDS.includes(field)) requireFont(run, node, field, parsed, doing)
  const place = placeAfter(node, field, parsed)
  if (place !== null) placeNode(run, node, place)
  else setFields(run, node, { ...fieldsOf(run, node, field, parsed), ...unbind(node, field) })
  if (TEXT_FIELDS.includes(field)) refitText(run, node.id)
  if (MOVING.includes(field)) refit(run, node.id)
}

/** The transform that an assigned property asks for; null for one that asks for none. */
function placeAfter(node: NodeRecord, field: string, value: unknown): Matrix | null {
  const [[m00, m01], [m10, m11]] = relativeTransform(node)
  const at = (x: number, y: number): Matrix => [
    [m00, m01, x],
    [m10, m11, y],
  ]
  if (field === 'x') return at(Number(value), node.y)
  if (field === 'y') return at(node.x, Number(value))
  if (field === 'rotation') return relativeTransform({ ...node, axes: null, rotation: Number(value) })
  return field === 'relativeTransform' ? (value as Matrix) : null
}

function cornersOf({ cornerRadius, cornerRadii }: NodeRecord): readonly number[] {
  return cornerRadii ?? CORNERS.map(() => cornerRadius)
}

/** What of the record an assigned property changes. */
function fieldsOf(run: Run, node: NodeRecord, field: string, value: unknown): Partial<NodeRecord> {
  if (CORNERS.includes(field)) {
    const [first = 0, second = 0, third = 0, fourth = 0] = cornersOf(node).map((radius, index) =>
      CORNERS[index] === field ? Number(value) : radius,
    )
    const isOne = first === second && second === third && third === fourth
    return isOne
      ? { cornerRadius: first, cornerRadii: null }
      : { cornerRadii: [first, second, third, fourth] }
  }
  if (field === 'cornerRadius') return { cornerRadius: Number(value), cornerRadii: null }
  if (field === 'characters') return { characters: String(value), textRuns: [] }
  if (field === 'layoutSizingHorizontal') return fieldsOfSizing(run, node, 'width', value as Sizing)
  if (field === 'layoutSizingVertical') return fieldsOfSizing(run, node, 'height', value as Sizing)
  if (field === 'vectorPaths') return fieldsOfPaths(node, value as NodeRecord['vectorPaths'])
  return { [field]: value }
}

/** A value takes the place of the variable that the field was bound to. */
function unbind({ boundVariables }: NodeRecord, field: string): Partial<NodeRecord> {
  if (!(field in boundVariables)) return {}
  const { [field]: _, ...kept } = boundVariables
  return { boundVariables: kept }
}

function writePaints(run: Run, node: NodeRecord, field: string, value: unknown): void {
  const doing = `set_${field}`
  requireEditable(run, doing)
  if (value === MIXED) throw new Error(`in ${doing}: Cannot unwrap symbol`)
  const paints = readPaints(value, doing, field, paintSources(run, false))
  // Explicit fills and a fill style exclude each other; what was written last holds.
  const fields = field === 'fills' ? { fills: paints, fillStyleId: '', textRuns: [] } : { [field]: paints }
  setFields(run, node, fields)
}

/** Writes fields, marks them as overrides inside an instance, and carries them on to the instances of a component. */
export function setFields(run: Run, node: NodeRecord, fields: Partial<NodeRecord>): void {
  const names = Object.keys(fields)
  const isOverride = isInsideInstance(run, node) || node.type === 'INSTANCE'
  const overriddenFields = isOverride
    ? [...new Set([...node.overriddenFields, ...names])]
    : node.overriddenFields
  run.store.write(node.id, { ...fields, overriddenFields })
  for (const copy of run.store.nodes()) {
    const source = copy.type === 'INSTANCE' ? copy.mainComponentId : copy.mirroredId
    if (source !== node.id) continue
    const followed = Object.entries(fields).filter(
      ([name]) => !copy.overriddenFields.includes(name) && !['x', 'y', 'name'].includes(name),
    )
    if (followed.length > 0) run.store.write(copy.id, Object.fromEntries(followed))
  }
}

/** Changing text needs its font loaded in this run. */
function requireFont(run: Run, node: NodeRecord, field: string, value: unknown, doing: string): void {
  const font = field === 'fontName' ? (value as NodeRecord['fontName']) : node.fontName
  if (run.loadedFonts.has(`${font.family} ${font.style}`)) return
  throw new Error(
    `in ${doing}: Cannot write to node with unloaded font "${font.family} ${font.style}". Please call figma.loadFontAsync({ family: "${font.family}", style: "${font.style}" }) and await the returned promise first.`,
  )
}
