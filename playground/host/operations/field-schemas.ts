/** What Figma takes for each property of a node that can be assigned. */
import * as v from 'valibot'
import { parsePath } from '../drawing/vector-path.ts'
import type { Matrix } from '../file/geometry.ts'
import { blendMode } from '../file/paint-schemas.ts'

const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const lineHeight = v.variant('unit', [
  v.strictObject({ unit: v.literal('AUTO') }),
  v.strictObject({ unit: v.picklist(['PIXELS', 'PERCENT']), value: finite }),
])

const notNegative = v.pipe(finite, v.minValue(0))
const limit = v.nullable(notNegative)
const row = v.tuple([finite, finite, finite])
const transform = v.tuple([row, row])
const constraint = v.picklist(['MIN', 'CENTER', 'MAX', 'STRETCH', 'SCALE'])

/** Every property a plugin may assign, with what it takes. Paints have a check of their own. */
export const WRITABLE = {
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
  relativeTransform: v.pipe(transform, v.check(hasUnitAxes, 'Expected the axes to be of length 1')),
  strokeWeight: notNegative,
  strokeAlign: v.picklist(['CENTER', 'INSIDE', 'OUTSIDE']),
  cornerRadius: notNegative,
  topLeftRadius: notNegative,
  topRightRadius: notNegative,
  bottomRightRadius: notNegative,
  bottomLeftRadius: notNegative,
  clipsContent: v.boolean(),
  isMask: v.boolean(),
  maskType: v.picklist(['ALPHA', 'VECTOR', 'LUMINANCE']),
  constraints: v.strictObject({ horizontal: constraint, vertical: constraint }),
  pointCount: v.pipe(v.number(), v.integer(), v.minValue(3)),
  innerRadius: share,
  arcData: v.strictObject({ startingAngle: finite, endingAngle: finite, innerRadius: share }),
  vectorPaths: v.array(
    v.strictObject({
      windingRule: v.picklist(['NONZERO', 'EVENODD', 'NONE']),
      data: v.pipe(
        v.string(),
        v.check((data) => parsePath(data) !== null, 'Invalid command in path'),
      ),
    }),
  ),
  layoutMode: v.picklist(['NONE', 'HORIZONTAL', 'VERTICAL'], 'The stand-in has no grid layout'),
  layoutWrap: v.picklist(['NO_WRAP', 'WRAP']),
  primaryAxisSizingMode: v.picklist(['FIXED', 'AUTO']),
  counterAxisSizingMode: v.picklist(['FIXED', 'AUTO']),
  primaryAxisAlignItems: v.picklist(['MIN', 'MAX', 'CENTER', 'SPACE_BETWEEN']),
  counterAxisAlignItems: v.picklist(['MIN', 'MAX', 'CENTER', 'BASELINE']),
  paddingLeft: notNegative,
  paddingTop: notNegative,
  paddingRight: notNegative,
  paddingBottom: notNegative,
  itemSpacing: finite,
  counterAxisSpacing: v.nullable(notNegative),
  layoutPositioning: v.picklist(['AUTO', 'ABSOLUTE']),
  layoutAlign: v.picklist(['MIN', 'CENTER', 'MAX', 'STRETCH', 'INHERIT']),
  layoutGrow: notNegative,
  layoutSizingHorizontal: v.picklist(['FIXED', 'HUG', 'FILL']),
  layoutSizingVertical: v.picklist(['FIXED', 'HUG', 'FILL']),
  minWidth: limit,
  maxWidth: limit,
  minHeight: limit,
  maxHeight: limit,
  booleanOperation: v.picklist(['UNION', 'INTERSECT', 'SUBTRACT', 'EXCLUDE']),
  characters: v.string(),
  fontName: v.strictObject({ family: v.string(), style: v.string() }),
  fontSize: v.pipe(finite, v.minValue(1)),
  lineHeight,
  letterSpacing: v.strictObject({ unit: v.picklist(['PIXELS', 'PERCENT']), value: finite }),
  textAlignHorizontal: v.picklist(['LEFT', 'CENTER', 'RIGHT', 'JUSTIFIED']),
  textAlignVertical: v.picklist(['TOP', 'CENTER', 'BOTTOM']),
  textAutoResize: v.picklist(['NONE', 'WIDTH_AND_HEIGHT', 'HEIGHT', 'TRUNCATE']),
} as const

/** Figma sizes a node by `resize` alone, so a transform never scales. */
function hasUnitAxes([[m00, m01], [m10, m11]]: Matrix): boolean {
  return Math.abs(Math.hypot(m00, m10) - 1) < 1e-3 && Math.abs(Math.hypot(m01, m11) - 1) < 1e-3
}
