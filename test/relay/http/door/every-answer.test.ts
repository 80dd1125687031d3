import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AppStage, startAppStage } from '../app-stage.ts'

let stage: AppStage
beforeEach(async () => {
  stage = await startAppStage()
})
afterEach(() => stage.close())

describe('every answer', () => {
  it.each([
    ['/healthz', 200],
    ['/readyz', 200],
    ['/nothing', 404],
    ['/v1/me', 401],
  ])('of %s may be read by any origin and carries a fresh id', async (path, status) => {
    const response = await stage.call(path, {
      bearer: null,
      headers: { 'x-request-id': 'mine', origin: 'null' },
    })
    expect(response.status).toBe(status)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const exposed = response.headers.get('access-control-expose-headers') ?? ''
    for (const header of ['Retry-After', 'X-Request-Id', 'ETag']) expect(exposed).toContain(header)
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f-]{36}$/)
  })

  it('to a preflight names what the panel sends, without a token', async () => {
    const response = await stage.call('/v1/generations', {
      bearer: null,
      method: 'OPTIONS',
      headers: { origin: 'null', 'access-control-request-private-network': 'true' },
    })
    expect(response.status).toBe(204)
    const allowed = response.headers.get('access-control-allow-headers') ?? ''
    for (const header of ['Authorization', 'Content-Type', 'Idempotency-Key'])
      expect(allowed).toContain(header)
    expect(response.headers.get('access-control-allow-methods')).toContain('DELETE')
    expect(response.headers.get('access-control-allow-private-network')).toBe('true')
  })

  it('to a path with tricks in it is 404 and never a fault', async () => {
    const tricks = [
      '%00',
      '..%2f..%2fme',
      '%ff',
      `gen_${'0'.repeat(31)}`,
      `gen_${'0'.repeat(32)}%00`,
      '*',
      "' or 1=1",
    ]
    for (const trick of tricks) {
      expect((await stage.call(`/v1/generations/${trick}`)).status, trick).toBe(404)
    }
  })
})
