/** Checks answers against the relay's own description of itself. */
import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import * as v from 'valibot'
import { describeApi } from '../../../../relay/http/openapi/openapi.ts'

const reference = v.strictObject({ $ref: v.string() })
const answer = v.looseObject({
  headers: v.record(v.string(), reference),
  content: v.optional(v.record(v.string(), v.looseObject({}))),
})
const header = v.looseObject({ required: v.optional(v.boolean(), false), schema: v.looseObject({}) })
const operation = v.looseObject({
  operationId: v.string(),
  responses: v.record(v.string(), v.union([reference, answer])),
})
const documentSchema = v.looseObject({
  paths: v.record(v.string(), v.record(v.string(), operation)),
  components: v.looseObject({
    schemas: v.record(v.string(), v.unknown()),
    headers: v.record(v.string(), header),
    responses: v.record(v.string(), answer),
  }),
})
export const described = v.parse(documentSchema, JSON.parse(JSON.stringify(describeApi())))

// Whatever an answer holds beyond the document is drift as well, so objects are closed for this check.
const ajv = new Ajv2020({ strict: false, validateFormats: true, allErrors: true })
ajv.addFormat('int32', true)
ajv.addFormat('int64', true)
ajv.addFormat('uri-reference', (text) => URL.canParse(text, 'http://relay.test'))
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
ajv.addSchema({ $id: 'relay', ...close(described) } as AnySchema)

function close(value: unknown): object {
  const closed = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && 'properties' in inner && !('additionalProperties' in inner)
      ? { ...inner, additionalProperties: false }
      : inner,
  )
  return Object(closed)
}

/** @returns what is wrong with an answer, and `operationId status` of what it was checked against */
export async function compareWithDocument(
  method: string,
  path: string,
  response: Response,
): Promise<{ name: string; problems: string[] }> {
  const template = Object.keys(described.paths).find((each) =>
    new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? ''),
  )
  const found = described.paths[template ?? '']?.[method.toLowerCase()]
  const name = `${found?.operationId ?? `${method} ${path}`} ${response.status}`
  const listed = found?.responses[String(response.status)]
  if (listed === undefined) return { name, problems: ['the status is not in the document'] }
  const code = '$ref' in listed ? String(listed.$ref).split('/').at(-1) : undefined
  const documented = v.parse(answer, code === undefined ? listed : described.components.responses[code])
  const problems = compareHeaders(Object.keys(documented.headers), response.headers)
  const content = documented.content ?? {}
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  if (Object.keys(content).length === 0) {
    const { byteLength } = await response.arrayBuffer()
    return {
      name,
      problems: byteLength === 0 ? problems : [...problems, 'a body that is not in the document'],
    }
  }
  if (!(type in content)) return { name, problems: [...problems, `the type ${type} is not in the document`] }
  if (type !== 'application/json') return { name, problems }
  const place = code
    ? `#/components/responses/${code}`
    : `#/paths/${encodeURIComponent((template ?? '').replaceAll('~', '~0').replaceAll('/', '~1'))}/${method.toLowerCase()}/responses/${response.status}`
  const validate = compile(`relay${place}/content/application~1json/schema`)
  const body: unknown = await response.json()
  if (validate(body)) return { name, problems }
  const wrong = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  return { name, problems: [...problems, ...wrong] }
}

const compiled = new Map<string, ValidateFunction>()

function compile($ref: string): ValidateFunction {
  const validate = compiled.get($ref) ?? ajv.compile({ $ref })
  compiled.set($ref, validate)
  return validate
}

/** Of the connection, or told with the body. */
const OF_HTTP = /^(connection|content-length|content-type|date|keep-alive|transfer-encoding)$/

function compareHeaders(listed: string[], given: Headers): string[] {
  const problems = listed.flatMap((name) => {
    const { required, schema } = described.components.headers[name] ?? { required: true, schema: {} }
    const value = given.get(name)
    if (value === null) return required ? [`no ${name}`] : []
    const validate = compile(`relay#/components/headers/${name}/schema`)
    if (validate(schema.type === 'integer' ? Number(value) : value)) return []
    return [`${name}: ${value} ${ajv.errorsText(validate.errors)}`]
  })
  const names = new Set(listed.map((name) => name.toLowerCase()))
  const others = [...given.keys()].filter((name) => !names.has(name) && !OF_HTTP.test(name))
  return [...problems, ...others.map((name) => `the header ${name} is not in the document`)]
}

/** For set-ups, which let every answer go through here. @throws when it is not as the document says */
export async function assertDocumented(method: string, path: string, response: Response): Promise<void> {
  const { name, problems } = await compareWithDocument(method, path, response)
  if (problems.length > 0) throw new Error(`${name} is not as documented: ${problems.join('; ')}`)
}

/** `operationId status` of every answer that the document lists for these paths. */
export function listAnswers(isMeant: (path: string) => boolean): string[] {
  return Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.values(isMeant(path) ? operations : {}).flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    ),
  )
}
