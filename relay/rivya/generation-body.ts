import { MODEL_ID } from '../../contract/model.ts'

type GenerationBody = {
  prompt: string
  aspectRatio: string
  resolution: string
  /** In the person's order: "image 1" first. `url` is what the upload answered. */
  references: { url: string; name: string; mimeType: string }[]
  /** Shown in Rivya's records; at most 128 characters. */
  clientRequestId: string
}

/**
 * The body of the paid call, with documented keys only. It is stored and sent as this text, never made anew, because
 * the same idempotency key with other bytes would be refused.
 */
export function makeGenerationBody(generation: GenerationBody): string {
  const { prompt, aspectRatio, resolution, references, clientRequestId } = generation
  return JSON.stringify({
    model: MODEL_ID,
    prompt,
    params: {
      aspectRatio,
      resolution,
      ...(references.length === 0
        ? {}
        : {
            referenceMediaItems: references.map(({ url, name, mimeType }) => ({
              url,
              kind: 'image',
              name,
              mimeType,
            })),
          }),
    },
    client_request_id: clientRequestId,
  })
}
