/** The strict reading of `POST /api/v1/generations`: documented keys and values, nothing else. */
import * as v from 'valibot'
import {
  ASPECT_RATIOS,
  type AspectRatio,
  MAX_PROMPT_LENGTH,
  MAX_REFERENCES,
  MODEL_ID,
  REFERENCE_MIME_TYPES,
  RESOLUTIONS,
  type Resolution,
} from '../../../contract/model.ts'
import { Problem } from '../problem.ts'

const MAX_CLIENT_REQUEST_ID_LENGTH = 128

const mediaItem = v.strictObject({
  url: v.string(),
  kind: v.literal('image', 'kind: this model takes images'),
  name: v.optional(v.string()),
  mimeType: v.optional(v.picklist(REFERENCE_MIME_TYPES)),
  durationSeconds: v.optional(v.number()),
  durationToken: v.optional(v.string()),
})

const paramEntries = {
  aspectRatio: v.optional(v.picklist(ASPECT_RATIOS), '1:1'),
  resolution: v.optional(v.picklist(RESOLUTIONS), '1K'),
  referenceMediaItems: v.optional(v.pipe(v.array(mediaItem), v.maxLength(MAX_REFERENCES)), []),
}
const lenientParams = v.object({
  aspectRatio: v.fallback(paramEntries.aspectRatio, '1:1'),
  resolution: v.fallback(paramEntries.resolution, '1K'),
  referenceMediaItems: paramEntries.referenceMediaItems,
})

const bodyWith = <P extends v.GenericSchema<unknown, v.InferOutput<typeof lenientParams>>>(params: P) =>
  v.strictObject({
    model: v.literal(MODEL_ID, 'model: unknown, or not to be called here'),
    prompt: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PROMPT_LENGTH)),
    params: v.optional(params, {} as v.InferInput<P>),
    client_request_id: v.optional(v.pipe(v.string(), v.maxLength(MAX_CLIENT_REQUEST_ID_LENGTH))),
  })
const strictBody = bodyWith(v.strictObject(paramEntries))
const lenientBody = bodyWith(lenientParams)

export type GenerationRequest = {
  prompt: string
  aspectRatio: AspectRatio
  resolution: Resolution
  referenceUrls: string[]
  clientRequestId: string | null
}

/** @throws Problem `validation_failed`, naming the field */
export function readGenerationRequest(text: string, unknownParams: 'refuse' | 'ignore'): GenerationRequest {
  const parsed = v.safeParse(unknownParams === 'refuse' ? strictBody : lenientBody, parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw new Problem('validation_failed', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
  }
  const { prompt, params, client_request_id } = parsed.output
  return {
    prompt,
    aspectRatio: params.aspectRatio,
    resolution: params.resolution,
    referenceUrls: params.referenceMediaItems.map(({ url }) => url),
    clientRequestId: client_request_id ?? null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('validation_failed', 'The body is no JSON.')
  }
}
