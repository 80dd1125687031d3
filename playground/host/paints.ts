/** Paints as Figma takes them: unknown fields and missing ones are refused, and reading gives every field. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
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
const boundVariables = v.optional(v.strictObject({}))

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
const image = v.pipe(
  v.strictObject({
    type: v.literal('IMAGE'),
    scaleMode: v.picklist(['FILL', 'FIT', 'CROP', 'TILE']),
    imageHash: v.nullable(v.string()),
    imageTransform: v.optional(transform),
    scalingFactor: v.optional(v.pipe(v.number(), v.gtValue(0))),
    rotation: v.optional(v.pipe(v.number(), v.multipleOf(90))),
    filters: v.optional(
      v.strictObject({
        exposure: filter,
        contrast: filter,
        saturation: filter,
        temperature: filter,
        tint: filter,
        highlights: filter,
        shadows: filter,
      }),
    ),
    ...common,
  }),
  v.check(
    (paint) => paint.imageTransform === undefined || paint.scaleMode === 'CROP',
    '"imageTransform" is only allowed with scaleMode CROP',
  ),
  v.check(
    (paint) => paint.scalingFactor === undefined || paint.scaleMode === 'TILE',
    '"scalingFactor" is only allowed with scaleMode TILE',
  ),
  v.check(
    (paint) => paint.rotation === undefined || paint.scaleMode !== 'CROP',
    '"rotation" is not allowed with scaleMode CROP',
  ),
)

export const paints = v.array(v.variant('type', [solid, gradient, image]))

/**
 * Paints as they are kept, with the defaults written out.
 *
 * @param doing the call named at the head of an error, as Figma does
 * @param hasImage whether the file has an image of this hash
 */
export function readPaints(
  value: unknown,
  doing: string,
  field: string,
  hasImage: (hash: string) => boolean,
): Paint[] {
  if (Array.isArray(value) && value.some((paint) => isPattern(paint))) {
    throw new Error(`in ${doing}: Pattern fills can only be set with setFillsAsync`)
  }
  return parseField(paints, value, doing, field).map((paint): Paint => {
    const filled = { visible: true, opacity: 1, blendMode: 'NORMAL' as const, ...withoutUndefined(paint) }
    if (filled.type !== 'IMAGE') return filled as Paint
    if (filled.imageHash !== null && filled.imageHash !== undefined && !hasImage(filled.imageHash)) {
      throw new Error(`in ${doing}: The image with hash "${filled.imageHash}" does not exist`)
    }
    return filled as Paint
  })
}

/** Checks a value by its schema; the error reads like Figma's own. */
export function parseField<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  doing: string,
  field: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  throw new Error(
    `in ${doing}: Property "${field}" failed validation: ${issue.message}${path === null ? '' : ` at .${path}`}`,
  )
}

function isPattern(paint: unknown): boolean {
  return typeof paint === 'object' && paint !== null && 'type' in paint && paint.type === 'PATTERN'
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T
}
