/** Paints as Figma takes them, and fields checked like them; reading gives every field. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import * as v from 'valibot'
import { paints } from './paint-schemas.ts'

/** What the file holds for a paint to name. */
export type PaintSources = {
  hasImage(hash: string): boolean
  hasVideo(hash: string): boolean
  hasNode(id: string): boolean
  hasShader(id: string): boolean
  /** Whether the call waits until a pattern's source is loaded, as the asynchronous ones do. */
  isWaiting: boolean
}

/**
 * Paints as they are kept, with the defaults written out.
 *
 * @param doing the call named at the head of an error, as Figma does
 */
export function readPaints(value: unknown, doing: string, field: string, file: PaintSources): Paint[] {
  return parseField(paints, value, doing, field).map((paint): Paint => {
    const filled = {
      visible: true,
      opacity: 1,
      blendMode: 'NORMAL' as const,
      ...withoutUndefined(paint),
    } as Paint
    const refusal = refusalOf(filled, file)
    if (refusal !== null) throw new Error(`in ${doing}: ${refusal}`)
    return filled
  })
}

function refusalOf(paint: Paint, file: PaintSources): string | null {
  switch (paint.type) {
    case 'IMAGE':
      return paint.imageHash === null || file.hasImage(paint.imageHash)
        ? null
        : `The image with hash "${paint.imageHash}" does not exist`
    case 'VIDEO':
      return paint.videoHash === null || file.hasVideo(paint.videoHash)
        ? null
        : `The video with hash "${paint.videoHash}" does not exist`
    case 'PATTERN':
      return file.isWaiting
        ? file.hasNode(paint.sourceNodeId)
          ? null
          : `The pattern's source node "${paint.sourceNodeId}" does not exist`
        : 'Pattern fills and strokes can only be set with setFillsAsync and setStrokesAsync'
    case 'SHADER':
      return file.hasShader(paint.id) ? null : `The shader "${paint.id}" has not been imported`
    default:
      return null
  }
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

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T
}
