/** A browser at the admin's page, as far as the relay can tell. */
import type { Hono } from 'hono'
import type { RelayEnv } from '../../../relay/http/env.ts'
import type { Database } from '../../../relay/store/database.ts'
import { insertAdminLink, openSessionOfPerson } from '../../../relay/store/people/admin-sessions.ts'
import { createId, createSecret, hashSecret } from '../../../relay/token.ts'

export const PUBLIC_URL = 'https://relay.example.com'

export type AdminClient = {
  cookie: string
  proof: string
  ask: (method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<Response>
}

/** Signed in with a link. */
export async function openAdmin(
  app: Hono<RelayEnv>,
  database: Database,
  now: number,
  origin = PUBLIC_URL,
): Promise<AdminClient> {
  const answer = await redeem(app, await makeLink(database, now), origin)
  return withCookie(app, cookieOf(answer), origin)
}

/** Signed in as somebody who is an admin. */
export async function openAdminAs(
  app: Hono<RelayEnv>,
  database: Database,
  personId: string,
  now: number,
): Promise<AdminClient> {
  const secret = createSecret()
  if (!(await openSessionOfPerson(database, personId, hashSecret(secret), now))) throw new Error('no admin')
  return withCookie(app, `__Host-framefill_admin=${secret}`, PUBLIC_URL)
}

/** @returns what stands behind the # of a new link */
export async function makeLink(database: Database, now: number): Promise<string> {
  const secret = createSecret()
  await insertAdminLink(database, { id: createId(), secretHash: hashSecret(secret), author: 'commands' }, now)
  return secret
}

export async function redeem(
  app: Hono<RelayEnv>,
  link: string,
  origin = PUBLIC_URL,
  headers: Record<string, string> = {},
): Promise<Response> {
  return app.request('/admin/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: JSON.stringify({ link }),
  })
}

export function cookieOf(answer: Response): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function withCookie(app: Hono<RelayEnv>, cookie: string, origin: string): Promise<AdminClient> {
  const session = await app.request('/admin/api/session', { headers: { cookie } })
  const { proof } = await session.json()
  return {
    cookie,
    proof,
    ask: async (method, path, body, headers = {}) =>
      app.request(`/admin/api/${path}`, {
        method,
        headers: {
          cookie,
          ...(method === 'GET' ? {} : { origin, 'x-admin-proof': proof }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}
