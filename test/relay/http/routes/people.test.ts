import * as v from 'valibot'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { eventPage, generation, generationPage, me } from '../../../../contract/relay-api.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { createRequestLimits } from '../../../../relay/http/door/request-limits.ts'
import { replaceToken } from '../../../../relay/store/people/tokens.ts'
import { createAccessToken, formatAccessToken, hashSecret } from '../../../../relay/token.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { addDevice, addToken, makePng, NOON, PROMPT } from '../../support/samples.ts'

let idle: IdleApp
let app: ReturnType<typeof createApp>
let ada: { id: string; tokenId: string; bearer: string }
let laptop: string

beforeEach(async () => {
  idle = await makeIdleDependencies()
  app = createApp(idle.dependencies)
  ada = await addToken(idle.database)
  laptop = await addDevice(idle.database, ada.id)
})
afterEach(() => idle.close())

const ask = (bearer: string, path: string, init: RequestInit = {}) =>
  Promise.resolve(app.request(path, { ...init, headers: { authorization: bearer, ...init.headers } }))

async function start(bearer: string, key: string, body: object = PROMPT) {
  const headers = { 'idempotency-key': key, 'content-type': 'application/json' }
  const answer = await ask(bearer, '/v1/generations', { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, id: v.parse(generation, await answer.json()).id }
}

it('what one device has made, every device of the person sees, stars and deletes', async () => {
  const { id } = await start(ada.bearer, 'key-of-one')
  const list = v.parse(generationPage, await (await ask(laptop, '/v1/generations')).json())
  expect(list.generations.map((each) => each.id)).toEqual([id])
  const star = { method: 'PATCH', body: '{"starred":true}', headers: { 'content-type': 'application/json' } }
  expect((await ask(laptop, `/v1/generations/${id}`, star)).status).toBe(200)
  const seen = v.parse(generation, await (await ask(ada.bearer, `/v1/generations/${id}`)).json())
  expect(seen.starred).toBe(true)
  expect((await ask(laptop, `/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await ask(ada.bearer, `/v1/generations/${id}`)).status).toBe(404)
})

it('the same press sent with another device’s key is the same generation, paid once', async () => {
  const first = await start(ada.bearer, 'one-press')
  const again = await start(laptop, 'one-press')
  expect([first.status, again.status, again.id]).toEqual([202, 200, first.id])
})

it('an upload of one device is a reference for the other', async () => {
  const png = { method: 'POST', body: makePng(64), headers: { 'content-type': 'image/png' } }
  const { id } = v.parse(
    v.object({ id: v.string() }),
    await (await ask(ada.bearer, '/v1/uploads', png)).json(),
  )
  expect((await start(laptop, 'with-upload', { ...PROMPT, references: [{ upload_id: id }] })).status).toBe(
    202,
  )
})

it('news of what one device does reaches the other’s long poll', async () => {
  const listen = vi.spyOn(idle.database.changes, 'onPerson')
  const polling = ask(laptop, '/v1/events?after=0&wait=25')
  await expect.poll(() => listen).toHaveBeenCalled()
  const { id } = await start(ada.bearer, 'news-key')
  const page = v.parse(eventPage, await (await polling).json())
  expect(page.generations.map((each) => each.id)).toEqual([id])
})

it('a rotated key goes on where the old one ended, which is shut', async () => {
  const { id } = await start(ada.bearer, 'before-rotation')
  const token = createAccessToken()
  const row = { id: token.id, person_id: ada.id, name: 'Ada', secret_hash: hashSecret(token.secret) }
  await replaceToken(idle.database, ada.tokenId, { ...row, created_at: NOON, expires_at: null })
  expect((await ask(ada.bearer, `/v1/generations/${id}`)).status).toBe(401)
  expect((await ask(`Bearer ${formatAccessToken(token)}`, `/v1/generations/${id}`)).status).toBe(200)
})

it('both devices are told the same person, and each has requests of its own', async () => {
  app = createApp({ ...idle.dependencies, limits: createRequestLimits(idle.database, 2) })
  for (const bearer of [ada.bearer, laptop]) {
    const { person } = v.parse(me, await (await ask(bearer, '/v1/me')).json())
    expect(person).toEqual({ id: ada.id, name: 'Ada', role: 'member' })
    expect((await ask(bearer, '/v1/me')).status).toBe(200)
    expect((await ask(bearer, '/v1/me')).status).toBe(429)
  }
})
