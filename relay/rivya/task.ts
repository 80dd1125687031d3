/** Reads Rivya's task objects, whatever is missing, null or odd in them. */
import * as v from 'valibot'
import { credits } from './credits.ts'
import type { RivyaTask } from './outcomes.ts'
import { clean, readError } from './refusals.ts'

/** More images than any model there makes; a longer list would only cost downloads. */
const MAX_IMAGES = 8
const MAX_ID_LENGTH = 500

/** Postgres keeps no NUL, and half a character comes back as another one. */
const UNKEPT = /[\0\p{Surrogate}]/u

/** It becomes part of a path, where "." and ".." would climb even when encoded. */
export function isUsableId(id: string): boolean {
  return id.length <= MAX_ID_LENGTH && id !== '.' && id !== '..' && !UNKEPT.test(id)
}

const price = v.fallback(v.nullable(credits), null)
const text = v.fallback(v.string(), '')

/** Several, or one alone. */
const links = v.union([
  v.array(v.unknown()),
  v.pipe(
    v.string(),
    v.transform((link): unknown[] => [link]),
  ),
])
const result = v.object({ primary_url: v.optional(v.unknown()), urls: v.fallback(links, []) })
const bareLinks = v.pipe(
  links,
  v.transform((urls) => ({ urls, primary_url: undefined })),
)

const taskSchema = v.object({
  id: v.fallback(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.check(isUsableId)), ''),
  status: text,
  reserved_credits: price,
  final_credits: price,
  result: v.fallback(v.nullable(v.union([bareLinks, result])), null),
  error: v.fallback(v.nullable(v.object({ code: text, message: text })), null),
  created_at: text,
  updated_at: text,
})

/**
 * @param knownId the id that was asked for; null on creation, where the answer has to name one
 * @param apiKey taken out of messages, should it ever be quoted there
 * @returns null when the answer is no task: neither an id nor, for a known one, a status
 */
export function readTask(json: unknown, knownId: string | null, apiKey: string): RivyaTask | null {
  const parsed = v.safeParse(taskSchema, json)
  if (!parsed.success) return null
  const { id, status: word, result, error } = parsed.output
  if (knownId === null ? id === '' : id === '' && word === '') return null
  const listed = (result?.urls ?? []).map(readLink).filter((url) => url !== '')
  const urls = listed.length > 0 ? listed : [readLink(result?.primary_url)].filter((url) => url !== '')
  const status = readStatus(word, urls.length > 0, error !== null && error.code + error.message !== '')
  return {
    id: id === '' ? (knownId ?? '') : id,
    status,
    reservedCredits: parsed.output.reserved_credits,
    finalCredits: parsed.output.final_credits,
    urls: [...new Set(urls)].slice(0, MAX_IMAGES),
    error: error && { code: clean(error.code, apiKey), message: clean(error.message, apiKey) },
    ...readSaid(parsed.output),
  }
}

/** Beyond doubt: with an id and a status that is documented, and no error in place of either. */
export function isTask(json: unknown): boolean {
  return v.is(plainTask, json) && readError(json) === null
}

const plainTask = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.check(isUsableId)),
  status: v.picklist(['queued', 'processing', 'succeeded', 'failed']),
})

function readSaid(task: { created_at: string; updated_at: string }): { saidMs?: number } {
  const saidMs = Date.parse(task.updated_at) - Date.parse(task.created_at)
  return saidMs > 0 ? { saidMs } : {}
}

/** A link, or an object that holds one. */
function readLink(value: unknown): string {
  const link = v.safeParse(v.union([v.string(), v.object({ url: v.string() })]), value)
  if (!link.success) return ''
  return typeof link.output === 'string' ? link.output : link.output.url
}

/**
 * A word we don't know says what comes with it: links are a result, an error is an end. With neither it may be a new
 * phase; waiting on loses nothing, giving up could lose a paid image.
 */
function readStatus(word: string, hasLinks: boolean, hasError: boolean): RivyaTask['status'] {
  const status = word.toLowerCase()
  switch (status) {
    case 'queued':
    case 'processing':
    case 'succeeded':
    case 'failed':
      return status
    default:
      return hasLinks ? 'succeeded' : hasError ? 'failed' : 'processing'
  }
}
