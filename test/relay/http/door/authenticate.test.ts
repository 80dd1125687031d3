import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errorBody } from '../../../../contract/relay-api.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { revokeToken } from '../../../../relay/store/people/tokens.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { addToken, NOON } from '../../support/samples.ts'
import { type AppStage, errorOf, startAppStage } from '../app-stage.ts'

let stage: AppStage
beforeEach(async () => {
  stage = await startAppStage()
})
afterEach(() => stage.close())

describe('the door', () => {
  it.each([
    ['no token', null],
    ['something else', 'Basic abc'],
    ['a token of the wrong form', 'Bearer rl_abc'],
    ['an unknown token', `Bearer rl_${'0'.repeat(12)}_${'x'.repeat(43)}`],
  ])('is shut for %s, also where there is nothing', async (_, bearer) => {
    for (const path of ['/v1/me', '/v1/generations', '/v1/nothing', '/v1']) {
      const response = await stage.call(path, { bearer })
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      expect(await errorOf(response)).toMatchObject({ status: 401, code: 'unauthenticated' })
    }
  })

  it('is shut for a right id with a wrong secret', async () => {
    const wrong = `${stage.ada.bearer.slice(0, -1)}${stage.ada.bearer.endsWith('A') ? 'B' : 'A'}`
    expect((await stage.call('/v1/me', { bearer: wrong })).status).toBe(401)
  })

  it('is shut at once for a revoked token, and for an expired one', async () => {
    const ending = await addToken(stage.database, { expiresAt: NOON })
    const lasting = await addToken(stage.database, { expiresAt: NOON + 1 })
    expect((await stage.call('/v1/me', { bearer: ending.bearer })).status).toBe(401)
    expect((await stage.call('/v1/me', { bearer: lasting.bearer })).status).toBe(200)
    await revokeToken(stage.database, stage.ada.tokenId, NOON)
    expect((await stage.call('/v1/me')).status).toBe(401)
  })

  it('lets nobody in when the database is away, and says so without details', async () => {
    await stage.database.close()
    const failed = await stage.call('/v1/me')
    expect(await errorOf(failed)).toMatchObject({
      status: 500,
      code: 'internal',
      message: 'The relay had a fault of its own.',
    })
    stage = await startAppStage()
  })

  it('lets so many requests a minute through and names the wait', async () => {
    const strict = await makeIdleDependencies(3)
    const token = await addToken(strict.database)
    const limited = createApp(strict.dependencies)
    const ask = (path: string) => limited.request(path, { headers: { authorization: token.bearer } })
    const statuses = []
    for (let request = 0; request < 4; request += 1) statuses.push((await ask('/v1/generations')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await ask('/v1/generations')
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(v.parse(errorBody, await refused.json()).error).toMatchObject({
      code: 'rate_limited',
      retry_after_ms: 60_000,
    })
    // Polling without waiting is no way around it.
    expect((await ask('/v1/events')).status).toBe(429)
    const other = await addToken(strict.database)
    const free = await limited.request('/v1/me', { headers: { authorization: other.bearer } })
    expect(free.status).toBe(200)
    await strict.close()
  })

  it('lets an address try 120 wrong tokens a minute, and the right one always', async () => {
    const statuses = new Map<number, number>()
    for (let attempt = 0; attempt < 125; attempt += 1) {
      const { status } = await stage.call('/v1/me', {
        bearer: `Bearer rl_${'0'.repeat(12)}_${'x'.repeat(43)}`,
      })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(statuses)).toEqual({ 401: 120, 429: 5 })
    expect((await stage.call('/v1/me')).status).toBe(200)
  })
})
