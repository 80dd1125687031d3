import { describe, expect, it } from 'vitest'
import { DEFAULT_KEY } from '../../../../playground/rivya/stand-in.ts'
import { codeOf, GOOD, start } from '../open-stand-in.ts'
import { orderPicture } from '../pictures/order-picture.ts'

describe('keys', () => {
  it('are asked for everywhere but for the two public documents', async () => {
    const { standIn } = await start()
    expect((await fetch(`${standIn.url}/api/v1/models`)).status).toBe(200)
    expect((await fetch(`${standIn.url}/api/v1/openapi.json`)).status).toBe(200)
    for (const path of ['credits', 'generations/x', 'files/x']) {
      expect(await codeOf(await fetch(`${standIn.url}/api/v1/${path}`))).toBe('401 api_key_missing')
    }
  })

  it('can be wrong, revoked, expired or without a scope, and the API switched off', async () => {
    const { standIn, call } = await start()
    const credits = (key?: string) => call('/api/v1/credits', {}, key)
    expect(await codeOf(await credits('rvya_sk_other'))).toBe('401 api_key_invalid')
    standIn.change({ keyState: 'revoked' })
    expect(await codeOf(await credits())).toBe('401 api_key_revoked')
    standIn.change({ keyState: 'expired' })
    expect(await codeOf(await credits())).toBe('401 api_key_expired')
    standIn.change({ keyState: 'valid', deniedScopes: ['credits:read'] })
    expect(await codeOf(await credits())).toBe('403 api_scope_denied')
    standIn.change({ deniedScopes: [], isApiDisabled: true })
    expect(await codeOf(await credits())).toBe('503 public_api_disabled')
  })

  it('have a number of requests a minute, if that is switched on', async () => {
    const { call, passSeconds } = await start({ requestsPerMinute: 2 })
    expect((await call('/api/v1/credits')).status).toBe(200)
    expect((await call('/api/v1/credits')).status).toBe(200)
    expect(await codeOf(await call('/api/v1/credits'))).toBe('429 rate_limited')
    passSeconds(60)
    expect((await call('/api/v1/credits')).status).toBe(200)
  })

  it('see nothing of another account', async () => {
    const { create, look, call, upload } = await start({}, { keys: ['rvya_sk_a', DEFAULT_KEY] })
    const { id } = await (await create(GOOD, undefined, 'rvya_sk_a')).json()
    expect(await codeOf(await look(id))).toBe('404 not_found')
    const file = await (await upload(await orderPicture())).json()
    expect((await call(`/api/v1/files/${file.id}`)).status).toBe(200)
    expect(await codeOf(await call(`/api/v1/files/${file.id}`, {}, 'rvya_sk_a'))).toBe('404 not_found')
    const withFile = { ...GOOD, params: { referenceMediaItems: [{ url: file.url, kind: 'image' }] } }
    expect(await codeOf(await create(withFile, undefined, 'rvya_sk_a'))).toBe('400 validation_failed')
  })
})

it('allows no page in a browser: there are no CORS headers', async () => {
  const { call } = await start()
  const response = await call('/api/v1/credits', { headers: { origin: 'https://figma.com' } })
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})
