/** The stand-in's HTTP: Rivya's documented API, strict, with the faults that are switched on. */
import { type Context, type Handler, Hono } from 'hono'
import { type Ledger, taskObject } from '../accounts/ledger.ts'
import { fileObject, type StoredFile, type Uploads } from '../accounts/uploads.ts'
import type { Webhooks } from '../accounts/webhooks.ts'
import type { FaultList } from '../fault-list.ts'
import { Problem } from '../problem.ts'
import type { CallName, Scope, Switches } from '../switches.ts'
import { answerAfter, answerInstead, type Env, type Handle, jsonAnswer, problemAnswer } from './answers.ts'
import { MODELS, OPENAPI } from './models.ts'
import { readForm } from './read-body.ts'
import type { Results } from './results.ts'
import { addWebhookRoutes } from './webhook-routes.ts'

type ApiParts = {
  keys: string[]
  switches: () => Switches
  faults: FaultList
  ledger: Ledger
  uploads: Uploads
  results: Results
  /** `http://host:port` under which results are reached. */
  origin: () => string
  uploadUrl: (file: StoredFile) => string
  webhooks: Webhooks
  /** @returns whether this call is still within the key's requests a minute */
  countCall: (key: string) => boolean
}

export function createApi(parts: ApiParts): Hono<Env> {
  const { switches, ledger, uploads, results, origin, uploadUrl } = parts
  const app = new Hono<Env>()
  const route = (name: Exclude<CallName, 'image'>, scope: Scope | null, handle: Handle): Handler<Env> =>
    withFaults(parts.faults, name, (c) => handle(c, scope === null ? '' : authorize(parts, c, scope)))

  app.get(
    '/api/v1/models',
    route('models', null, (c) => c.json(MODELS)),
  )
  app.get('/api/v1/openapi.json', (c) => c.json(OPENAPI))
  app.post(
    '/api/v1/files',
    route('upload', 'files:create', async (c, owner) => {
      const file = await uploads.add(owner, await readForm(c))
      return jsonAnswer(fileObject(file, uploadUrl(file)), switches().uploadStatus)
    }),
  )
  app.get(
    '/api/v1/files/:id',
    route('file', 'files:read', (c, owner) => {
      const file = uploads.get(owner, c.req.param('id') ?? '')
      return c.json(fileObject(file, uploadUrl(file)))
    }),
  )
  app.post(
    '/api/v1/generations',
    route('create', 'generations:create', async (c, owner) => {
      const task = ledger.create(owner, await c.req.text(), c.req.header('idempotency-key') ?? null)
      return jsonAnswer(taskObject(task, origin()), switches().createStatus)
    }),
  )
  app.get(
    '/api/v1/generations/:id',
    route('look', 'generations:read', (c, owner) =>
      c.json(taskObject(ledger.look(owner, c.req.param('id') ?? ''), origin())),
    ),
  )
  app.get(
    '/api/v1/credits',
    route('credits', 'credits:read', (c, owner) => c.json({ current_credits: ledger.credits(owner) })),
  )
  addWebhookRoutes(app, parts.webhooks, (handle) => route('webhooks', 'webhooks:manage', handle))
  app.get('/results/:name', (c) => results.answer(c))
  app.notFound(() => problemAnswer(new Problem('not_found', 'There is nothing at this address.')))
  return app
}

/** @returns the key, which names the account. @throws Problem */
function authorize({ keys, switches, countCall }: ApiParts, c: Context<Env>, scope: Scope): string {
  const { keyState, isApiDisabled, deniedScopes } = switches()
  if (isApiDisabled) throw new Problem('public_api_disabled', 'The public API is switched off for now.')
  const key = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (key === undefined) throw new Problem('api_key_missing', 'A Bearer key is required.')
  if (!keys.includes(key)) throw new Problem('api_key_invalid', 'The key is not valid.')
  if (keyState === 'revoked') throw new Problem('api_key_revoked', 'The key has been revoked.')
  if (keyState === 'expired') throw new Problem('api_key_expired', 'The key has expired.')
  if (deniedScopes.includes(scope)) throw new Problem('api_scope_denied', `The key lacks ${scope}.`)
  if (!countCall(key)) throw new Problem('rate_limited', 'Too many requests in the current window.')
  return key
}

function withFaults(
  faults: FaultList,
  name: Exclude<CallName, 'image'>,
  handle: (c: Context<Env>) => Response | Promise<Response>,
): Handler<Env> {
  return async (c) => {
    const fault = faults.take(name)
    const instead = await answerInstead(c, fault)
    if (instead !== null) return instead
    const answer = await catchProblems(() => handle(c))
    return answerAfter(c, fault) ?? answer
  }
}

async function catchProblems(handle: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    if (error instanceof Problem) return problemAnswer(error)
    throw error
  }
}
