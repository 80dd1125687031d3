/** Where the stand-in is asked to tell that tasks have ended. Loopback alone: it never sends anything elsewhere. */
import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { Problem } from '../problem.ts'

export type Endpoint = {
  id: string
  /** The API key whose tasks it is told of. */
  owner: string
  name: string
  url: string
  eventTypes: string[]
  secret: string
  status: 'active' | 'disabled'
  createdAt: number
  disabledAt: number | null
  failureCount: number
}

export type Webhooks = {
  /** @throws Problem */
  create(owner: string, body: unknown): Endpoint
  /** @throws Problem `not_found`, also for another account's */
  get(owner: string, id: string): Endpoint
  list(owner: string): Endpoint[]
  /** @throws Problem */
  remove(owner: string, id: string): void
  disable(owner: string): void
  /** Whether there is anybody to tell. */
  isAsked(): boolean
}

const EVENT_TYPES = ['generation.succeeded', 'generation.failed'] as const
const request = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  url: v.pipe(v.string(), v.url(), v.maxLength(2000)),
  event_types: v.pipe(v.array(v.picklist(EVENT_TYPES)), v.minLength(1)),
})
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

/** @param keepsDisabled whether one that is disabled can't be removed */
export function createWebhooks(now: () => number, keepsDisabled: () => boolean): Webhooks {
  const endpoints = new Map<string, Endpoint>()
  const ownBy = (owner: string) => [...endpoints.values()].filter((each) => each.owner === owner)

  function get(owner: string, id: string): Endpoint {
    const endpoint = endpoints.get(id)
    if (endpoint?.owner !== owner) throw new Problem('not_found', 'There is no such webhook endpoint.')
    return endpoint
  }

  return {
    get,
    create(owner, body) {
      const parsed = v.safeParse(request, body)
      if (!parsed.success) {
        const [issue] = parsed.issues
        throw new Problem('validation_failed', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
      }
      const { name, url, event_types: eventTypes } = parsed.output
      // Rivya takes public addresses alone, the stand-in those of this computer alone.
      const { hostname, username, password, hash } = new URL(url)
      if (!LOOPBACK.includes(hostname) || username + password + hash !== '') {
        throw new Problem('webhook_url_rejected', 'The stand-in tells this computer alone.')
      }
      const endpoint: Endpoint = {
        id: `whend_${randomBytes(4).toString('hex')}`,
        owner,
        name,
        url,
        eventTypes,
        secret: `whsec_${randomBytes(24).toString('hex')}`,
        status: 'active',
        createdAt: now(),
        disabledAt: null,
        failureCount: 0,
      }
      endpoints.set(endpoint.id, endpoint)
      return endpoint
    },
    list: ownBy,
    isAsked: () => endpoints.size > 0,
    remove(owner, id) {
      if (get(owner, id).status === 'disabled' && keepsDisabled())
        throw new Problem('validation_failed', 'A disabled webhook endpoint can not be removed.')
      endpoints.delete(id)
    },
    disable(owner) {
      for (const endpoint of ownBy(owner)) Object.assign(endpoint, { status: 'disabled', disabledAt: now() })
    },
  }
}

/** As Rivya answers it; the secret comes at the creation alone. */
export function endpointObject(endpoint: Endpoint): Record<string, unknown> {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    name: endpoint.name,
    url: endpoint.url,
    event_types: endpoint.eventTypes,
    status: endpoint.status,
    secret_preview: `${endpoint.secret.slice(0, 8)}...${endpoint.secret.slice(-6)}`,
    failure_count: endpoint.failureCount,
    created_at: time(endpoint.createdAt),
    disabled_at: time(endpoint.disabledAt),
    revoked_at: null,
  }
}
