/** Reading and writing the plain properties of nodes. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import * as v from 'valibot'
import { absoluteBounds, absoluteTransform, relativeTransform } from '../geometry.ts'
import type { NodeRecord } from '../node-record.ts'
import { blendMode } from '../paint-schemas.ts'
import { parseField, readPaints } from '../paints.ts'
import { absoluteRenderBounds } from '../render-bounds.ts'
import { MIXED } from '../sandbox.ts'
import { isInsideInstance, type MakeOperations, type Run, requireEditable, requireNode } from './core.ts'
import { moveNode, refitGroups, refitText } from './layout.ts'
import { paintSources } from './paint-sources.ts'

const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const lineHeight = v.variant('unit', [
  v.strictObject({ unit: v.literal('AUTO') }),
  v.strictObject({ unit: v.picklist(['PIXELS', 'PERCENT']), value: finite }),
])

/** Every property a plugin may assign, with what it takes. Paints have a check of their own. */
const WRITABLE = {
  name: v.string(),
  visible: v.boolean(),
  locked: v.boolean(),
  opacity: share,
  blendMode,
  effects: v.array(v.looseObject({ type: v.string(), visible: v.boolean() })),
  exportSettings: v.array(v.looseObject({ format: v.string() })),
  x: finite,
  y: finite,
  rotation: finite,
  strokeWeight: v.pipe(finite, v.minValue(0)),
  strokeAlign: v.picklist(['CENTER', 'INSIDE', 'OUTSIDE']),
  cornerRadius: v.pipe(finite, v.minValue(0)),
  topLeftRadius: v.pipe(finite, v.minValue(0)),
  topRightRadius: v.pipe(finite, v.minValue(0)),
  bottomRightRadius: v.pipe(finite, v.minValue(0)),
  bottomLeftRadius: v.pipe(finite, v.minValue(0)),
  clipsContent: v.boolean(),
  characters: v.string(),
  fontName: v.strictObject({ family: v.string(), style: v.string() }),
  fontSize: v.pipe(finite, v.minValue(1)),
  lineHeight,
  letterSpacing: v.strictObject({ unit: v.picklist(['PIXELS', 'PERCENT']), value: finite }),
  textAlignHorizontal: v.picklist(['LEFT', 'CENTER', 'RIGHT', 'JUSTIFIED']),
  textAlignVertical: v.picklist(['TOP', 'CENTER', 'BOTTOM']),
  textAutoResize: v.picklist(['NONE', 'WIDTH_AND_HEIGHT', 'HEIGHT', 'TRUNCATE']),
} as const

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
/** Of a layer in an instance these follow the component and can't be overridden. */
const NOT_OVERRIDABLE = ['x', 'y', 'rotation', 'width', 'height']

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
    case 'layoutMode':
      return 'NONE'
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
  if (field === 'x') moveNode(run, node, Number(parsed) - node.x, 0)
  else if (field === 'y') moveNode(run, node, 0, Number(parsed) - node.y)
  else setFields(run, node, fieldsOf(node, field, parsed))
  if (TEXT_FIELDS.includes(field)) refitText(run, node.id)
  if (field === 'rotation') refitGroups(run, node.id)
}

function cornersOf({ cornerRadius, cornerRadii }: NodeRecord): readonly number[] {
  return cornerRadii ?? CORNERS.map(() => cornerRadius)
}

/** What of the record an assigned property changes. */
function fieldsOf(node: NodeRecord, field: string, value: unknown): Partial<NodeRecord> {
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
  return { [field]: value }
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

/** Fills of a part of a text; MIXED when they differ within it. */
export function rangeFills(node: NodeRecord, start: number, end: number): readonly Paint[] | typeof MIXED {
  if (node.textRuns.length === 0) return node.fills
  const touched = node.textRuns.filter((run) => run.start < end && run.end > start)
  const [first] = touched
  return first !== undefined && touched.every((run) => sameJson(run.fills, first.fills)) ? first.fills : MIXED
}

/** Gives a part of a text its own fills; a text of one kind again has no runs. */
export function setRangeFills(
  node: NodeRecord,
  start: number,
  end: number,
  fills: readonly Paint[],
): Partial<NodeRecord> {
  const length = node.characters.length
  const before = node.textRuns.length > 0 ? node.textRuns : [{ start: 0, end: length, fills: node.fills }]
  const kept = before.flatMap((run) => [
    { ...run, end: Math.min(run.end, start) },
    { ...run, start: Math.max(run.start, end) },
  ])
  const runs = [...kept, { start, end, fills }]
    .filter((run) => run.end > run.start)
    .sort((first, second) => first.start - second.start)
  const isOne = runs.every((run) => sameJson(run.fills, fills))
  return isOne ? { fills, textRuns: [], fillStyleId: '' } : { textRuns: runs }
}

function sameJson(first: unknown, second: unknown): boolean {
  return JSON.stringify(first) === JSON.stringify(second)
}
