/** What Figma takes as a paint: unknown fields and missing ones are refused. */
import * as v from 'valibot'

const share = v.pipe(
  v.number(),
  v.minValue(0, 'Number must be at least 0'),
  v.maxValue(1, 'Number must be at most 1'),
)
const finite = v.pipe(v.number(), v.finite())
const row = v.tuple([finite, finite, finite])
const transform = v.tuple([row, row])
const rgb = { r: share, g: share, b: share }

const BLEND_MODES = [
  'PASS_THROUGH',
  'NORMAL',
  'DARKEN',
  'MULTIPLY',
  'LINEAR_BURN',
  'COLOR_BURN',
  'LIGHTEN',
  'SCREEN',
  'LINEAR_DODGE',
  'COLOR_DODGE',
  'OVERLAY',
  'SOFT_LIGHT',
  'HARD_LIGHT',
  'DIFFERENCE',
  'EXCLUSION',
  'HUE',
  'SATURATION',
  'COLOR',
  'LUMINOSITY',
] as const

export const blendMode = v.picklist(BLEND_MODES)

const common = {
  visible: v.optional(v.boolean()),
  opacity: v.optional(share),
  blendMode: v.optional(blendMode),
}
const alias = v.strictObject({ type: v.literal('VARIABLE_ALIAS'), id: v.string() })
/** What a paint is bound to must survive that it is read and written back. */
const boundVariables = v.optional(v.strictObject({ color: v.optional(alias) }))

const solid = v.strictObject({
  type: v.literal('SOLID'),
  color: v.strictObject(rgb),
  ...common,
  boundVariables,
})

const gradient = v.strictObject({
  type: v.picklist(['GRADIENT_LINEAR', 'GRADIENT_RADIAL', 'GRADIENT_ANGULAR', 'GRADIENT_DIAMOND']),
  gradientTransform: transform,
  gradientStops: v.pipe(
    v.array(v.strictObject({ position: share, color: v.strictObject({ ...rgb, a: share }), boundVariables })),
    v.minLength(1),
  ),
  ...common,
})

const filter = v.optional(v.pipe(v.number(), v.minValue(-1), v.maxValue(1)))
const filters = v.optional(
  v.strictObject({
    exposure: filter,
    contrast: filter,
    saturation: filter,
    temperature: filter,
    tint: filter,
    highlights: filter,
    shadows: filter,
  }),
)
const placing = {
  scaleMode: v.picklist(['FILL', 'FIT', 'CROP', 'TILE']),
  scalingFactor: v.optional(v.pipe(v.number(), v.gtValue(0))),
  rotation: v.optional(v.pipe(v.number(), v.multipleOf(90))),
  filters,
  ...common,
}

const NO_ROTATION = '"rotation" is not allowed with scaleMode CROP'

const image = v.pipe(
  v.strictObject({
    type: v.literal('IMAGE'),
    imageHash: v.nullable(v.string()),
    imageTransform: v.optional(transform),
    ...placing,
  }),
  v.check(
    ({ imageTransform, scaleMode }) => isOnlyWith(imageTransform, scaleMode, 'CROP'),
    onlyWith('imageTransform', 'CROP'),
  ),
  v.check(
    ({ scalingFactor, scaleMode }) => isOnlyWith(scalingFactor, scaleMode, 'TILE'),
    onlyWith('scalingFactor', 'TILE'),
  ),
  v.check(({ rotation, scaleMode }) => rotation === undefined || scaleMode !== 'CROP', NO_ROTATION),
)
const video = v.pipe(
  v.strictObject({
    type: v.literal('VIDEO'),
    videoHash: v.nullable(v.string()),
    videoTransform: v.optional(transform),
    ...placing,
  }),
  v.check(
    ({ videoTransform, scaleMode }) => isOnlyWith(videoTransform, scaleMode, 'CROP'),
    onlyWith('videoTransform', 'CROP'),
  ),
  v.check(
    ({ scalingFactor, scaleMode }) => isOnlyWith(scalingFactor, scaleMode, 'TILE'),
    onlyWith('scalingFactor', 'TILE'),
  ),
  v.check(({ rotation, scaleMode }) => rotation === undefined || scaleMode !== 'CROP', NO_ROTATION),
)

const pattern = v.strictObject({
  type: v.literal('PATTERN'),
  sourceNodeId: v.string(),
  tileType: v.picklist(['RECTANGULAR', 'HORIZONTAL_HEXAGONAL', 'VERTICAL_HEXAGONAL']),
  scalingFactor: v.pipe(finite, v.gtValue(0)),
  spacing: v.strictObject({ x: finite, y: finite }),
  horizontalAlignment: v.picklist(['START', 'CENTER', 'END']),
  ...common,
})

const shader = v.strictObject({
  type: v.literal('SHADER'),
  id: v.string(),
  properties: v.optional(v.record(v.string(), v.unknown())),
  propertyMetadata: v.optional(v.record(v.string(), v.unknown())),
  ...common,
})

export const paints = v.array(v.variant('type', [solid, gradient, image, video, pattern, shader]))

function isOnlyWith(value: unknown, scaleMode: string, wanted: string): boolean {
  return value === undefined || scaleMode === wanted
}
function onlyWith(field: string, wanted: string): string {
  return `"${field}" is only allowed with scaleMode ${wanted}`
}
