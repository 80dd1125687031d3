/** `GET /openapi.json`: the relay's HTTP described by the schemas it is checked with. */
import type { Hono } from 'hono'
import { RELAY_FAILURES, type RelayFailureCode } from '../../../contract/failures.ts'
import { answer, STATUS_OF_CODE } from '../answers.ts'
import type { RelayEnv } from '../env.ts'
import { API_HEADERS, HEADERS, type HeaderName, headers } from './headers.ts'
import { OPERATIONS } from './operations.ts'
import { json, type Operation } from './parts.ts'
import { makeNamedSchemas, refer } from './schemas.ts'

const TAGS: Record<Operation['tag'], string> = {
  Account: 'The caller.',
  Events: 'One long poll for everything.',
  Generations: 'Paid requests, from the press to the end.',
  Health: 'For whatever watches the relay. No token.',
  Images: 'The bytes that belong to a generation.',
  Looks: 'What people and teams share: words, colours, references.',
  'Sign-in': 'How a person gets a token by the company’s account, where the operator has set that up.',
  Uploads: 'References, before a generation names them.',
  Webhooks: 'For Rivya itself. No token, but an address that nobody can guess.',
}

/** Of an error beside those of every answer. */
const OF_ERROR: Partial<Record<RelayFailureCode, HeaderName>> = {
  rate_limited: 'Retry-After',
  unauthenticated: 'WWW-Authenticate',
}

export function addDescriptionRoute(app: Hono<RelayEnv>): void {
  let text: string | null = null
  app.get('/openapi.json', (c) => {
    text ??= JSON.stringify(describeApi())
    return answer(c, 200, text, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' })
  })
}

/** OpenAPI 3.1. */
export function describeApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Framefill relay',
      version: '1',
      description:
        'Starts images at Rivya for the holders of access tokens, and keeps every paid image until it has been fetched. Refusals have one form, `Error`; fields may be added to any answer. Where GET is answered, HEAD is, too. A method that an address does not know is answered with 405 and `Allow`, an address that there is not with 404, both with the code `not_found`.',
      contact: { name: 'Whoever runs this relay' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The relay that serves this document.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }],
    paths: describePaths(),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'rl_<id>_<secret>',
          description: 'An access token, made with `token create` or by signing in.',
        },
      },
      schemas: makeNamedSchemas(),
      headers: HEADERS,
      responses: {
        ...Object.fromEntries(usedErrors().map((code) => [code, describeError(code)])),
        unreadable: json(
          'What is no request: it can not be read as HTTP or names no host (400), did not arrive in time (408), expects what is not known (417), or has headers that are too large (431).',
          refer('Error'),
        ),
        away: json(
          'The database (`internal`) or the place of the images (`upstream_unavailable`) can not be reached at the moment. What was made is kept.',
          refer('Error'),
          ['Retry-After'],
        ),
      },
    },
  }
}

function describePaths(): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) }
  }
  return paths
}

function describeOperation(operation: Operation): object {
  const { operationId, tag, summary, description, isOpen, parameters, requestBody, answers } = operation
  const errors = errorsOf(operation).map((code) => [
    STATUS_OF_CODE[code],
    { $ref: `#/components/responses/${code}` },
  ])
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(isOpen ? { security: [] } : {}),
    ...(parameters === undefined ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: {
      ...(isNeverAway(operation) ? {} : { 503: { $ref: '#/components/responses/away' } }),
      ...answers,
      ...Object.fromEntries(errors),
      '4XX': { $ref: '#/components/responses/unreadable' },
    },
  }
}

/** Asks nothing that lasts, or answers the same where that fails. */
function isNeverAway({ tag }: Operation): boolean {
  return tag === 'Health' || tag === 'Webhooks'
}

/** Behind the token check any route can refuse the token or the pace; any at all can fail. */
function errorsOf({ errors, isOpen }: Operation): RelayFailureCode[] {
  return isOpen ? ['internal', ...errors] : ['unauthenticated', 'rate_limited', 'internal', ...errors]
}

function usedErrors(): RelayFailureCode[] {
  return [...new Set(OPERATIONS.flatMap(errorsOf))]
}

function describeError(code: RelayFailureCode): object {
  const message = RELAY_FAILURES[code].sentence
  const more = OF_ERROR[code] === undefined ? [] : [OF_ERROR[code]]
  const example = {
    error: {
      code,
      message,
      request_id: 'req_0b0f4c1e-5d0e-4a51-9a53-6f8d6d3f7c11',
      ...(code === 'rate_limited' ? { retry_after_ms: 24_000 } : {}),
    },
  }
  return {
    description: message,
    ...headers(...API_HEADERS, ...more),
    content: { 'application/json': { schema: refer('Error'), example } },
  }
}
