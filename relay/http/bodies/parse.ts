/** Turns what came in into checked values, or into a refusal that names the field. */
import * as v from 'valibot'
import { cutText } from '../../../contract/short-text.ts'
import type { Refusal } from '../answers.ts'

const MAX_MESSAGE_LENGTH = 300

/** @param what names the whole when no field can be named */
export function parse<const TSchema extends v.GenericSchema>(
  schema: TSchema,
  input: unknown,
  what: string,
): { value: v.InferOutput<TSchema> } | Refusal {
  const result = v.safeParse(schema, input, { abortEarly: true })
  if (!result.success) return invalid(describeIssue(result.issues[0], what))
  const unstorable = findUnstorable(result.output, what)
  return unstorable === null
    ? { value: result.output }
    : invalid(`${unstorable}: must not contain a NUL or half a character`)
}

export function invalid(message: string): Refusal {
  return { code: 'validation_failed', message: cutText(message, MAX_MESSAGE_LENGTH) }
}

function describeIssue(issue: v.BaseIssue<unknown>, what: string): string {
  const field = v.getDotPath(issue) ?? what
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${field}: is not a known field`
  if (issue.received === 'undefined') return `${field}: is missing`
  return `${field}: ${lowerFirst(issue.message)}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** Text that Postgres refuses and UTF-8 can't express. @returns the field's path */
function findUnstorable(value: unknown, path: string): string | null {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? path : null
  if (typeof value !== 'object' || value === null) return null
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnstorable(inner, path === 'body' || path === 'query' ? key : `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}
