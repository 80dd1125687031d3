/** Rivya's webhook endpoints: where it is to tell that a task has ended. Costs nothing; nothing throws. */
import * as v from 'valibot'
import { type RivyaError, readError } from './refusals.ts'
import type { Answer, Call, NoAnswer } from './transport.ts'

export const WEBHOOK_EVENTS = ['generation.succeeded', 'generation.failed'] as const

export type WebhookEndpoint = { id: string; url: string; isActive: boolean; events: string[] }

/** `refused`: asking again will not help before something is changed. `code`: Rivya's word for why, or a status. */
export type WebhookTrouble = { kind: 'refused'; code: string } | { kind: 'not-now'; reason: string }

export type Webhooks = {
  read(
    id: string,
    signal: AbortSignal,
  ): Promise<{ kind: 'read'; endpoint: WebhookEndpoint } | { kind: 'missing' } | WebhookTrouble>
  list(signal: AbortSignal): Promise<{ kind: 'listed'; endpoints: WebhookEndpoint[] } | WebhookTrouble>
  /** The secret that deliveries are signed with is told here and never again; null where it was not. */
  create(
    url: string,
    signal: AbortSignal,
  ): Promise<{ kind: 'created'; endpoint: WebhookEndpoint; signingSecret: string | null } | WebhookTrouble>
  /** One that is gone already is as good as removed. */
  remove(id: string, signal: AbortSignal): Promise<{ kind: 'removed' } | WebhookTrouble>
}

const text = v.fallback(v.string(), '')
const endpointSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
    url: text,
    status: text,
    event_types: v.fallback(v.array(text), []),
  }),
  v.transform(
    ({ id, url, status, event_types: events }): WebhookEndpoint => ({
      id,
      url,
      isActive: status === 'active',
      events,
    }),
  ),
)
const createdSchema = v.object({ signing_secret: v.fallback(v.nullable(v.string()), null) })
const endpointsSchema = v.array(v.fallback(v.nullable(endpointSchema), null))

export function createWebhooks(
  send: (call: Call, signal: AbortSignal) => Promise<Answer | NoAnswer>,
): Webhooks {
  const pathOf = (id: string) => `/webhooks/${encodeURIComponent(id)}`
  return {
    async read(id, signal) {
      const answer = await send({ method: 'GET', path: pathOf(id) }, signal)
      const endpoint = v.safeParse(endpointSchema, successOf(answer))
      if (endpoint.success) return { kind: 'read', endpoint: endpoint.output }
      return isMissing(answer) ? { kind: 'missing' } : troubleOf(answer)
    },
    async list(signal) {
      const answer = await send({ method: 'GET', path: '/webhooks' }, signal)
      const list = v.safeParse(endpointsSchema, findList(successOf(answer)))
      if (!list.success) return troubleOf(answer)
      return { kind: 'listed', endpoints: list.output.filter((each) => each !== null) }
    },
    async create(url, signal) {
      const body = JSON.stringify({ name: 'Framefill relay', url, event_types: WEBHOOK_EVENTS })
      const headers = { 'content-type': 'application/json' }
      const answer = await send({ method: 'POST', path: '/webhooks', body, headers }, signal)
      const json = successOf(answer)
      const endpoint = v.safeParse(endpointSchema, json)
      if (!endpoint.success) return troubleOf(answer)
      const created = v.safeParse(createdSchema, json)
      const signingSecret = created.success ? created.output.signing_secret : null
      return { kind: 'created', endpoint: endpoint.output, signingSecret }
    },
    async remove(id, signal) {
      const answer = await send({ method: 'DELETE', path: pathOf(id) }, signal)
      const isGone = answer.kind === 'answer' && (isSuccess(answer) || isMissing(answer))
      return isGone ? { kind: 'removed' } : troubleOf(answer)
    },
  }
}

/** Bare, or under whatever name: the form of this list is not documented. */
function findList(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json
  return Object.values(json).find(Array.isArray)
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

function successOf(answer: Answer | NoAnswer): unknown {
  return answer.kind === 'answer' && isSuccess(answer) ? answer.json : undefined
}

/** Only when Rivya itself says so. */
function isMissing(answer: Answer | NoAnswer): boolean {
  return errorOf(answer)?.code === 'not_found'
}

function errorOf(answer: Answer | NoAnswer): RivyaError | null {
  return answer.kind === 'answer' ? readError(answer.json) : null
}

/** Rate limits, outages and pages of firewalls pass; what Rivya itself refuses does not. */
function troubleOf(answer: Answer | NoAnswer): WebhookTrouble {
  if (answer.kind === 'no-answer') return { kind: 'not-now', reason: answer.reason }
  const { status } = answer
  const code = errorOf(answer)?.code ?? ''
  const isPassing = status < 400 || status >= 500 || [408, 425, 429].includes(status)
  if (isPassing || code === '') return { kind: 'not-now', reason: `HTTP ${status}` }
  return { kind: 'refused', code: /^[\w.:-]{1,80}$/.test(code) ? code : `HTTP ${status}` }
}
