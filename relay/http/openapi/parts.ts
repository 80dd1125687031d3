/** What descriptions of routes are made of. */
import type { RelayFailureCode } from '../../../contract/failures.ts'
import { REFERENCE_MIME_TYPES } from '../../../contract/model.ts'
import { idempotencyKey } from '../../../contract/relay-api.ts'
import { API_HEADERS, type HeaderName, headers } from './headers.ts'
import { makeSchema } from './schemas.ts'

export type Operation = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  operationId: string
  tag:
    | 'Health'
    | 'Account'
    | 'Uploads'
    | 'Generations'
    | 'Images'
    | 'Looks'
    | 'Events'
    | 'Webhooks'
    | 'Sign-in'
  summary: string
  description: string
  /** Without an access token. */
  isOpen?: boolean
  parameters?: object[]
  requestBody?: object
  /** By status; the errors come beside them. */
  answers: Record<number, object>
  errors: RelayFailureCode[]
}

export const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  description: 'ETag of the bytes at hand: 304 if they are still the same.',
  schema: { type: 'string' },
}

export const generationId = {
  name: 'id',
  in: 'path',
  required: true,
  description: '`id` of the generation.',
  schema: { type: 'string', pattern: '^gen_[0-9a-f]{32}$' },
}

export function idempotencyKeyParameter(required: boolean, description: string): object {
  const example = '3f1b6f0e-9a53-4e0e-8a35-0d1f4a6a5a01'
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required,
    description,
    schema: makeSchema(idempotencyKey),
    example,
  }
}

export function queryParameters<E extends Record<string, Parameters<typeof makeSchema>[0]>>(
  entries: E,
  descriptions: Record<keyof E & string, string>,
): object[] {
  return Object.entries(entries).map(([name, schema]) => ({
    name,
    in: 'query',
    description: descriptions[name],
    schema: makeSchema(schema),
  }))
}

export function json(description: string, schema: object, more: HeaderName[] = []): object {
  return {
    description,
    ...headers(...API_HEADERS, ...more),
    content: { 'application/json': { schema } },
  }
}

export function status(description: string, ...values: string[]): object {
  return json(description, {
    type: 'object',
    properties: { status: { enum: values } },
    required: ['status'],
  })
}

export function empty(description: string): object {
  return { description, ...headers(...API_HEADERS) }
}

/** Bytes of one of the types that the model takes. */
export function pictures(maxBytes?: number): object {
  const schema = { type: 'string', format: 'binary', ...(maxBytes && { maxLength: maxBytes }) }
  return Object.fromEntries(REFERENCE_MIME_TYPES.map((type) => [type, { schema }]))
}

/** What asking for bytes is answered with; `If-None-Match` asks whether they are still the same. */
export function imageBytes(description: string): Record<number, object> {
  const tag: HeaderName[] = ['ETag', 'Vary']
  return {
    200: {
      description,
      ...headers(...API_HEADERS, ...tag, 'Content-Security-Policy'),
      content: pictures(),
    },
    304: { description: 'The bytes at hand are the same.', ...headers(...API_HEADERS, ...tag) },
  }
}
