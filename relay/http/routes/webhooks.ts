/**
 * `POST /hooks/rivya/{secret}`: Rivya's word that a task has ended. Whatever comes is answered in the same way, so that
 * nobody learns from the answer whether the secret was right or the task is known.
 */
import type { Hono } from 'hono'
import { isSecretOf } from '../../token.ts'
import { sendNothing } from '../answers.ts'
import { readBody } from '../bodies/read-body.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { readTaskIds } from './read-delivery.ts'

export const WEBHOOK_PATH = '/hooks/rivya'
/** A task with its links and an error takes a few kilobytes. */
const LIMITS = { maxBytes: 64_000, idleMs: 5000, totalMs: 10_000 }

export function addWebhookRoute(app: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { webhookSecretHash, hearOfEnds, log, metrics } = dependencies
  let isFirst = true
  app.post(`${WEBHOOK_PATH}/:secret{.+}`, async (c) => {
    if (!isSecretOf(c.req.param('secret'), webhookSecretHash)) {
      metrics.webhookArrived('wrong-address')
      return sendNothing(c)
    }
    const body = await readBody(c, LIMITS)
    if (!(body instanceof Uint8Array)) {
      metrics.webhookArrived('unreadable')
      return sendNothing(c)
    }
    const { headers } = c.req.raw
    // For whoever wants to know how Rivya signs. Names alone: what stands in them may be a secret.
    if (isFirst) log.info({ names: [...headers.keys()] }, "Rivya's first word of an end has come")
    isFirst = false
    const taskIds = readTaskIds({ body, headers })
    try {
      metrics.webhookArrived(taskIds.length === 0 ? 'unreadable' : await hearOfEnds(taskIds))
    } catch (error) {
      // The schedule finds what this one would have.
      log.warn({ error, request: c.get('requestId') }, "Rivya's word of an end could not be noted")
    }
    return sendNothing(c)
  })
}
