import type { Handler, Hono } from 'hono'
import { endpointObject, type Webhooks } from '../accounts/webhooks.ts'
import { type Env, type Handle, jsonAnswer } from './answers.ts'
import { readJson } from './read-body.ts'

/** @param guard asks for the key and its scope, and puts the faults in */
export function addWebhookRoutes(
  app: Hono<Env>,
  webhooks: Webhooks,
  guard: (handle: Handle) => Handler<Env>,
): void {
  app.get(
    '/api/v1/webhooks',
    guard((c, owner) => c.json({ object: 'list', data: webhooks.list(owner).map(endpointObject) })),
  )
  app.post(
    '/api/v1/webhooks',
    guard(async (c, owner) => {
      const endpoint = webhooks.create(owner, await readJson(c))
      return jsonAnswer({ ...endpointObject(endpoint), signing_secret: endpoint.secret }, 201)
    }),
  )
  app.get(
    '/api/v1/webhooks/:id',
    guard((c, owner) => c.json(endpointObject(webhooks.get(owner, c.req.param('id') ?? '')))),
  )
  app.delete(
    '/api/v1/webhooks/:id',
    guard((c, owner) => {
      webhooks.remove(owner, c.req.param('id') ?? '')
      return c.body(null, 204)
    }),
  )
}
