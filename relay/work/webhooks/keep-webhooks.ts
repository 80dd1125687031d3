/**
 * Sees to it that Rivya tells the ends of tasks: one endpoint for all relays of the database, made anew when Rivya has
 * disabled or lost it, and taken away when it is wanted no more. Nothing depends on it: where it can't be had, looks alone
 * find everything.
 */
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import {
  WEBHOOK_EVENTS,
  type WebhookEndpoint,
  type Webhooks,
  type WebhookTrouble,
} from '../../rivya/webhooks.ts'
import type { Database } from '../../store/database.ts'
import {
  claimEndpoint,
  claimLeft,
  type KnownEndpoint,
  saveEndpoint,
} from '../../store/work/webhook-endpoint.ts'
import { repeat } from '../repeat.ts'

/** Another relay takes over from one that has died over it. */
const CLAIM_MS = 60_000
/** Shorter, so that the claim still holds when the work is broken off. */
const PATIENCE_MS = 45_000
const AGAIN_MS = 10 * 60_000
/** After a refusal: somebody may have given the key its scope. */
const REFUSED_AGAIN_MS = 60 * 60_000
const NOT_NOW_AGAIN_MS = 60_000
const LOOK_MS = 60_000

type KeepWebhooksDependencies = {
  database: Database
  webhooks: Webhooks
  /** Where Rivya is to tell, its secret included; null: nowhere. */
  url: string | null
  clock: Clock
  log: Log
}

type Ensured = { kind: 'kept' } | { kind: 'registered' } | { kind: 'removed' } | WebhookTrouble

/** Until it is stopped. @returns stops, and resolves when a try under way has ended */
export function keepWebhooks(dependencies: KeepWebhooksDependencies): () => Promise<void> {
  const { clock, log } = dependencies
  const [ensure, wanted] =
    dependencies.url === null ? ([removeEndpoint, 'gives up'] as const) : ([ensureEndpoint, 'takes'] as const)
  let isFirst = true
  let lastSaid = ''
  const say = (what: string, tell: () => void) => {
    if (what !== lastSaid) tell()
    lastSaid = what
  }
  return repeat({
    clock,
    everyMs: LOOK_MS,
    async run(stopping) {
      const ensured = await ensure(dependencies, stopping, isFirst)
      isFirst = false
      if (ensured?.kind === 'removed') log.info('the webhook at Rivya was removed')
      if (ensured?.kind === 'registered') log.info('Rivya tells this relay when a task has ended')
      if (ensured?.kind === 'refused') {
        const { code } = ensured
        say(code, () => log.warn({ code }, `Rivya ${wanted} no webhook; looks alone find what has ended`))
      }
      if (ensured?.kind === 'not-now') log.debug({ reason: ensured.reason }, 'webhooks could not be seen to')
    },
    tellFailure: (error) => log.warn({ error }, 'webhooks could not be seen to'),
  })
}

/** @returns null when another relay has seen to it, or does so now */
export async function ensureEndpoint(
  { database, webhooks, url, clock }: KeepWebhooksDependencies,
  stopping: AbortSignal,
  isFirst = false,
): Promise<Ensured | null> {
  if (url === null) return null
  const now = clock.now()
  const known = await claimEndpoint(database, { url, now, until: now + CLAIM_MS, isFirst })
  if (known === null) return null
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)])
  const ensured = await findOrCreate({ database, webhooks, url, clock }, known, signal)
  const again = {
    kept: AGAIN_MS,
    registered: AGAIN_MS,
    removed: 0,
    refused: REFUSED_AGAIN_MS,
    'not-now': NOT_NOW_AGAIN_MS,
  }
  await saveEndpoint(database, { next_check_at: clock.now() + again[ensured.kind] })
  return ensured
}

async function findOrCreate(
  { database, webhooks, url }: Omit<KeepWebhooksDependencies, 'log' | 'url'> & { url: string },
  { endpointId }: KnownEndpoint,
  signal: AbortSignal,
): Promise<Ensured> {
  if (endpointId !== null) {
    const known = await webhooks.read(endpointId, signal)
    if (known.kind === 'read' && isGood(known.endpoint, url)) return { kind: 'kept' }
    if (known.kind === 'refused' || known.kind === 'not-now') return known
    if (known.kind === 'read') {
      const removed = await removeOne(webhooks, known.endpoint, signal)
      if (removed.kind !== 'removed') return removed
    }
    await saveEndpoint(database, { endpoint_id: null, signing_secret: null })
  }
  const cleared = await removeAllAt(webhooks, url, signal)
  if (cleared.kind !== 'removed') return cleared
  const created = await webhooks.create(url, signal)
  if (created.kind !== 'created') return created
  const { endpoint, signingSecret } = created
  await saveEndpoint(database, { endpoint_id: endpoint.id, signing_secret: signingSecret })
  return { kind: 'registered' }
}

/** Nobody else can know this address: a relay that died before it could note what it had registered. */
async function removeAllAt(
  webhooks: Webhooks,
  url: string,
  signal: AbortSignal,
): Promise<{ kind: 'removed' } | WebhookTrouble> {
  const listed = await webhooks.list(signal)
  if (listed.kind !== 'listed') return listed
  for (const endpoint of listed.endpoints.filter((each) => each.url === url)) {
    const removed = await removeOne(webhooks, endpoint, signal)
    if (removed.kind !== 'removed') return removed
  }
  return { kind: 'removed' }
}

/** One that tells nothing any more and that Rivya keeps all the same is in nobody's way. */
async function removeOne(
  webhooks: Webhooks,
  { id, isActive }: WebhookEndpoint,
  signal: AbortSignal,
): Promise<{ kind: 'removed' } | WebhookTrouble> {
  const removed = await webhooks.remove(id, signal)
  return removed.kind === 'refused' && !isActive ? { kind: 'removed' } : removed
}

/** Ours alone: whatever else is registered at the account is somebody's. @returns null when there is none, or another sees to it */
export async function removeEndpoint(
  { database, webhooks, clock }: KeepWebhooksDependencies,
  stopping: AbortSignal,
  isFirst = false,
): Promise<Ensured | null> {
  const now = clock.now()
  const left = await claimLeft(database, { now, until: now + CLAIM_MS, isFirst })
  if (left === null) return null
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)])
  const known =
    left.endpointId === null ? { kind: 'removed' as const } : await webhooks.remove(left.endpointId, signal)
  const removed = known.kind === 'removed' ? await removeAllAt(webhooks, left.url, signal) : known
  if (removed.kind === 'removed') {
    await saveEndpoint(database, { endpoint_id: null, signing_secret: null, url: null, next_check_at: 0 })
  } else {
    const again = removed.kind === 'refused' ? REFUSED_AGAIN_MS : NOT_NOW_AGAIN_MS
    await saveEndpoint(database, { next_check_at: clock.now() + again })
  }
  return removed
}

function isGood({ isActive, url, events }: WebhookEndpoint, wanted: string): boolean {
  return isActive && url === wanted && WEBHOOK_EVENTS.every((event) => events.includes(event))
}
