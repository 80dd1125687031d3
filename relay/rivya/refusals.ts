/**
 * The one place that turns Rivya's error codes and statuses into ours. Codes come before statuses, because the status
 * of some codes is not documented; an unknown 4xx is final, an unknown 5xx leaves a create call in doubt.
 */
import * as v from 'valibot'
import { RELAY_FAILURES, type RelayFailureCode } from '../../contract/failures.ts'
import { cutText } from '../../contract/short-text.ts'
import type { NotNow, Refused } from './outcomes.ts'
import type { Answer } from './transport.ts'

export type InDoubt = { kind: 'in-doubt'; reason: string; retryAfterMs: number | null }

const KEY_REFUSED =
  "Rivya refused the relay's API key. Whoever runs the relay has to check that it is valid and has all scopes."
const NO_SUCH_ADDRESS = 'Rivya does not offer this at the address that the relay is set to.'
const NAMED_IS_GONE = 'Rivya no longer has something that the request names, such as an uploaded reference.'

type Meaning = { kind: 'later' } | { kind: 'final'; code: RelayFailureCode; sentence?: string }

const LATER: Meaning = { kind: 'later' }
const BAD_KEY: Meaning = { kind: 'final', code: 'upstream_unavailable', sentence: KEY_REFUSED }

const BY_CODE = new Map<string, Meaning>([
  ['public_api_disabled', LATER],
  ['rate_limited', LATER],
  ['api_key_missing', BAD_KEY],
  ['api_key_invalid', BAD_KEY],
  ['api_key_revoked', BAD_KEY],
  ['api_key_expired', BAD_KEY],
  ['api_scope_denied', BAD_KEY],
  ['insufficient_credits', { kind: 'final', code: 'insufficient_credits' }],
  ['validation_failed', { kind: 'final', code: 'validation_failed' }],
  // Said of what the request names: most likely an uploaded file that is gone there. A retry uploads anew.
  ['not_found', { kind: 'final', code: 'upstream_unavailable', sentence: NAMED_IS_GONE }],
  ['idempotency_conflict', { kind: 'final', code: 'idempotency_conflict' }],
  ['generation_failed', { kind: 'final', code: 'generation_failed' }],
])

const BY_STATUS = new Map<number, Meaning>([
  [401, BAD_KEY],
  [402, { kind: 'final', code: 'insufficient_credits' }],
  [403, BAD_KEY],
  [404, { kind: 'final', code: 'upstream_unavailable', sentence: NO_SUCH_ADDRESS }],
  [405, { kind: 'final', code: 'upstream_unavailable', sentence: NO_SUCH_ADDRESS }],
  [409, { kind: 'final', code: 'idempotency_conflict' }],
  [413, { kind: 'final', code: 'payload_too_large' }],
  [415, { kind: 'final', code: 'unsupported_media_type' }],
  [425, LATER],
  [429, LATER],
])

/** Statuses that say the same whoever sends them: the address is wrong, or the bytes are too many or of a wrong type. */
const WITHOUT_WORDS = new Set([404, 405, 413, 415])

const text = v.fallback(v.string(), '')
const errorEnvelope = v.object({
  error: v.object({ code: text, message: text, requestId: text }),
})

/** Rivya's error as it arrived; empty strings where it said nothing. */
export type RivyaError = { code: string; message: string; requestId: string }

/** @returns null when the body is no error envelope */
export function readError(json: unknown): RivyaError | null {
  const parsed = v.safeParse(errorEnvelope, json)
  return parsed.success ? parsed.output.error : null
}

/**
 * What an answer that is no success means for a call that may cost money.
 *
 * @param apiKey taken out of Rivya's message, should it ever be quoted there
 */
export function judge(answer: Answer, apiKey: string): Refused | NotNow | InDoubt {
  const { status, retryAfterMs } = answer
  const error = readError(answer.json) ?? { code: '', message: '', requestId: '' }
  const words = [error.code, error.requestId].map((word) => clean(word, apiKey)).filter(isWord)
  const reason = ['HTTP', status, ...words].join(' ')
  const isPage = answer.json === undefined && !WITHOUT_WORDS.has(status)
  const meaning = BY_CODE.get(error.code) ?? BY_STATUS.get(status) ?? meaningOfUnknown(status)
  // A firewall or a proxy in between has let nothing through, and its page says nothing of the key or the prompt.
  if (isPage && meaning !== 'in-doubt')
    return { kind: 'not-now', reason: `${reason} without JSON`, retryAfterMs }
  if (meaning === 'in-doubt') return { kind: 'in-doubt', reason, retryAfterMs }
  if (meaning.kind === 'later') return { kind: 'not-now', reason, retryAfterMs }
  const { code, sentence } = meaning
  const message = sentence ?? (clean(error.message, apiKey) || RELAY_FAILURES[code].sentence)
  return { kind: 'refused', code, message, reason }
}

function meaningOfUnknown(status: number): Meaning | 'in-doubt' {
  // 408 comes from gateways that may have passed the call on; 303 says that it was carried out.
  if (status === 408 || status === 303 || status < 300 || status >= 500) return 'in-doubt'
  // Any other redirect asks for the call to be sent elsewhere, so nothing was done with it.
  if (status < 400) return LATER
  return { kind: 'final', code: 'generation_failed' }
}

/**
 * The failure to show for a task that Rivya says has failed.
 *
 * @param error the task's own; null and unknown codes are a plain `generation_failed`
 */
export function failureOfTask(error: { code: string; message: string } | null): {
  code: RelayFailureCode
  message: string
} {
  const meaning = BY_CODE.get(error?.code ?? '')
  const code = meaning?.kind === 'final' && !meaning.sentence ? meaning.code : 'generation_failed'
  return { code, message: error?.message || RELAY_FAILURES[code].sentence }
}

/** A code or an id, as they are to be. Any other text could quote a prompt, and goes into no log. */
function isWord(text: string): boolean {
  return /^[\w.:-]{1,80}$/.test(text)
}

const MAX_MESSAGE_LENGTH = 500

/** One line that is fit for a person and for a log: bounded, without the key, and nothing that would turn it around. */
export function clean(message: string, apiKey: string): string {
  const line = message.replaceAll(apiKey, '[key]').replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ')
  return cutText(line, MAX_MESSAGE_LENGTH).trim()
}
