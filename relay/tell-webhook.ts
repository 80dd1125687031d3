/** Tells an address that an admin has set. Like a result's link it is not trusted: public https alone, no redirect. */
import { request } from 'undici'
import { AddressRefused, createGuardedAgent, findObstacle, type Guard } from './rivya/guarded-agent.ts'
import { dropBody } from './rivya/read-result.ts'

const DEADLINE_MS = 10_000

export type Webhook = {
  /** @returns null when it was taken (2xx), else a sentence */
  tell: (url: string, body: object) => Promise<string | null>
  close: () => Promise<void>
}

export function createWebhook(guard: Guard): Webhook {
  const agent = createGuardedAgent({ ...guard, headersTimeoutMs: DEADLINE_MS, bodyTimeoutMs: DEADLINE_MS })
  return {
    async tell(url, body) {
      const obstacle = findWebhookObstacle(url, guard.allowLoopback)
      if (obstacle !== null) return obstacle
      try {
        const answer = await request(url, {
          method: 'POST',
          dispatcher: agent,
          signal: AbortSignal.timeout(DEADLINE_MS),
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        dropBody(answer)
        return answer.statusCode >= 200 && answer.statusCode < 300
          ? null
          : `the address answered with ${answer.statusCode}`
      } catch (error) {
        return error instanceof AddressRefused ? error.message : 'the address does not answer'
      }
    },
    close: () => agent.destroy(),
  }
}

/** What can be said of it before anything is sent. */
export function findWebhookObstacle(url: string, allowLoopback: boolean): string | null {
  return URL.canParse(url) ? findObstacle(new URL(url), allowLoopback) : 'the link is no URL'
}
