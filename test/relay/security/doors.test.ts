import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../relay/http/app.ts'
import type { RelayEnv } from '../../../relay/http/env.ts'
import { revokeToken } from '../../../relay/store/people/tokens.ts'
import type { GenerationRow } from '../../../relay/store/tables/generations.ts'
import { saveUpload } from '../../../relay/store/uploads/uploads.ts'
import { type IdleApp, makeIdleDependencies } from '../support/idle-app.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER, PROMPT, sha256 } from '../support/samples.ts'

const OPEN = [
  'GET /healthz',
  'GET /openapi.json',
  'GET /readyz',
  'GET /sign-in',
  'GET /sign-in/admin',
  'GET /sign-in/callback',
  // The secret in its address is its token.
  'POST /hooks/rivya/:secret{.+}',
  'POST /sign-in',
  'POST /v1/sign-in',
  'POST /v1/sign-in/token',
]
const GENERATION = 'gen_00000000000000000000000000000000'

let idle: IdleApp
let app: Hono<RelayEnv>
let bearers: Record<'ada' | 'ben' | 'expired' | 'revoked', string>
let adas: GenerationRow
const upload = makePng(300, 7)

beforeAll(async () => {
  idle = await makeIdleDependencies()
  // So many wrong tokens from one address would be refused for their number.
  const limits = { ...idle.dependencies.limits, checkWrongToken: async () => null }
  app = createApp({ ...idle.dependencies, limits })
  const { database } = idle
  const [ada, ben] = [await addToken(database), await addToken(database)]
  const expired = await addToken(database, { expiresAt: NOON })
  const revoked = await addToken(database)
  await revokeToken(database, revoked.tokenId, NOON)
  bearers = {
    ada: ada.bearer,
    ben: ben.bearer,
    expired: expired.bearer,
    revoked: revoked.bearer,
  }
  const id = sha256(upload)
  await saveUpload(database, ada.id, { id, header: PNG_HEADER, data: upload }, NOON)
  const request = { ...PROMPT, prompt: 'a prompt of Ada', references: [{ upload_id: id }] }
  adas = await accept(database, ada.id, { request })
  await insertImage(adas.id)
  const thumbnail = await ask('PUT', `/v1/generations/${adas.id}/thumbnail`, bearers.ada, makePng(64))
  expect(thumbnail.status).toBe(204)
})
afterAll(() => idle.close())

async function insertImage(generation_id: string): Promise<void> {
  const image = {
    mime_type: 'image/png',
    sha256: sha256(makePng()),
    created_at: NOON,
    data: makePng(),
  } as const
  await idle.database.query
    .insertInto('images')
    .values({ generation_id, number: 0, ...image })
    .execute()
}

/** Whatever has been added to the app, without anyone having to think of this test. */
const routes = async () => {
  const { dependencies, close } = await makeIdleDependencies()
  const names = createApp(dependencies)
    .routes.filter(({ method }) => !['ALL', 'OPTIONS'].includes(method))
    // Those have a door of their own: see http/admin.
    .filter(({ path }) => path !== '/admin' && !path.startsWith('/admin/'))
    .map(({ method, path }) => `${method} ${fill(path)}`)
  await close()
  return [...new Set(names)].sort()
}

/** `/v1/generations/:id{gen_[0-9a-f]{32}}/images/:number{…}` as a client would write it. */
function fill(path: string): string {
  return path
    .replace(/:id\{(?:[^{}]|\{[^{}]*\})*\}/, GENERATION)
    .replace(/:number\{(?:[^{}]|\{[^{}]*\})*\}/, '0')
}

async function ask(method: string, path: string, bearer?: string, body?: Uint8Array<ArrayBuffer> | string) {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'idempotency-key': 'door-key-1',
    ...(bearer === undefined ? {} : { authorization: bearer }),
  }
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(method)
  return app.request(path, { method, headers, ...(hasBody ? { body: body ?? JSON.stringify(PROMPT) } : {}) })
}

const routeNames = await routes()
const guarded = routeNames.filter((name) => !OPEN.includes(name))

it('stand open without a token only where it is meant', () => {
  const isOpen = (name: string) => !name.includes(' /v1/') || name.includes('/sign-in')
  expect(routeNames.filter(isOpen)).toEqual(OPEN)
  expect(guarded.length).toBeGreaterThanOrEqual(11)
})

describe.each(guarded)('%s', (name) => {
  const [method = '', path = ''] = name.split(' ')

  it.each([
    ['no token', () => undefined],
    ['an empty one', () => 'Bearer '],
    ['no bearer', () => bearers.ada.replace('Bearer', 'Basic')],
    ['the token without its scheme', () => bearers.ada.replace('Bearer ', '')],
    ['another secret', () => bearers.ada.slice(0, -1) + (bearers.ada.endsWith('A') ? 'B' : 'A')],
    ["another user's secret", () => bearers.ada.slice(0, 23) + bearers.ben.slice(23)],
    ['two tokens', () => `${bearers.revoked}, ${bearers.ada}`],
    ['a revoked one', () => bearers.revoked],
    ['an expired one', () => bearers.expired],
  ])('is shut to %s', async (_what, bearer) => {
    const answer = await ask(method, path, bearer())
    expect(answer.status).toBe(401)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    if (method !== 'HEAD') {
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    }
  })

  it('opens with the right one', async () => {
    expect((await ask(method, path, bearers.ada)).status).not.toBe(401)
  })

  if (path.includes(GENERATION)) {
    it("is no way to another user's generation", async () => {
      const way = path.replace(GENERATION, adas.id)
      const body = method === 'PUT' ? makePng(100, 99) : JSON.stringify({ starred: true })
      const answers = [await ask(method, way, bearers.ben, body), await ask(method, path, bearers.ben, body)]
      const [theirs, absent] = await Promise.all(
        answers.map(async (answer) => ({ status: answer.status, text: (await answer.text()).slice(0, 90) })),
      )
      expect(theirs?.status).toBe(404)
      // What belongs to someone else looks the same as what never was.
      expect(theirs).toEqual(absent)
    })
  }
})

it("hold nobody else's generations, uploads or news", async () => {
  for (const path of ['/v1/generations', '/v1/generations?q=ada', '/v1/events', '/v1/events?after=0']) {
    expect(await (await ask('GET', path, bearers.ben)).text()).not.toContain(adas.id)
    expect(await (await ask('GET', path, bearers.ada)).text()).toContain(adas.id)
  }
  const thumbnails = `/v1/thumbnails?ids=${adas.id}`
  expect([...(await (await ask('GET', thumbnails, bearers.ben)).formData()).keys()]).toEqual([])
  expect([...(await (await ask('GET', thumbnails, bearers.ada)).formData()).keys()]).toEqual([adas.id])
  const refer = async (uploadId: string) => {
    const body = JSON.stringify({ ...PROMPT, references: [{ upload_id: uploadId }] })
    return (await (await ask('POST', '/v1/generations', bearers.ben, body)).json()).error.message
  }
  expect(await refer(sha256(upload))).toBe(await refer('0'.repeat(64)))
  // After all that was tried on it above, with Ben's token.
  const mine = await (await ask('GET', `/v1/generations/${adas.id}`, bearers.ada)).json()
  expect(mine).toMatchObject({ starred: false, prompt: 'a prompt of Ada' })
  const thumbnail = await ask('GET', `/v1/generations/${adas.id}/thumbnail`, bearers.ada)
  expect(new Uint8Array(await thumbnail.arrayBuffer())).toEqual(makePng(64))
  const image = await ask('GET', `/v1/generations/${adas.id}/images/0`, bearers.ada)
  expect(image.status).toBe(200)
  // Nor does a browser's cache show it to the next token.
  expect(image.headers.get('vary')).toBe('Authorization')
})
