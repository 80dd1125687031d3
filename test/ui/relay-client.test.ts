import { describe, expect, it, vi } from 'vitest'
import { createRelay, type RelayDependencies } from '../../ui/relay-client.ts'
import { makeLook } from './support/look-relay.ts'
import { KEY, makeGeneration, makeMe } from './support/make.ts'

type Answer = Response | Error

function setUp(
  answer: Answer,
  {
    isOnline = true,
    closing = signal,
    ...others
  }: { isOnline?: boolean; closing?: AbortSignal } & Pick<RelayDependencies, 'download'> = {},
) {
  const calls: { url: string; init: RequestInit }[] = []
  const relay = createRelay({
    baseUrl: 'https://relay.example',
    readToken: () => 'rl_1_secret',
    isOnline: () => isOnline,
    fetch: async (url, init) => {
      calls.push({ url: String(url), init: init ?? {} })
      if (answer instanceof Error) throw answer
      return answer
    },
    closing,
    ...others,
  })
  return { relay, calls }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })
const { signal } = new AbortController()

describe('answers of the relay', () => {
  it('are parsed, fields it does not know included', async () => {
    const { relay, calls } = setUp(json(200, { ...makeMe(), future: true }))
    expect(await relay.readMe()).toEqual({ ok: true, value: makeMe() })
    expect(calls[0]?.url).toBe('https://relay.example/v1/me')
    expect(calls[0]?.init.headers).toMatchObject({ Authorization: 'Bearer rl_1_secret' })
  })

  it('tries a pasted token instead of the stored one', async () => {
    const { relay, calls } = setUp(json(200, makeMe()))
    await relay.readMe('rl_2_other')
    expect(calls[0]?.init.headers).toMatchObject({ Authorization: 'Bearer rl_2_other' })
  })

  it('sends the paid request with its key and exactly the body given', async () => {
    const { relay, calls } = setUp(json(202, makeGeneration('accepted')))
    const body = { prompt: 'a mug', aspect_ratio: '1:1', resolution: '1K', references: [] } as const
    await relay.createGeneration(KEY, { ...body, references: [] })
    expect(calls[0]?.init).toMatchObject({ method: 'POST', body: JSON.stringify(body) })
    expect(calls[0]?.init.headers).toMatchObject({ 'Idempotency-Key': KEY })
  })

  it('are a fault of the relay when their shape is wrong', async () => {
    const { relay } = setUp(json(200, { name: 'no credits' }, { 'X-Request-Id': 'req_1' }))
    expect(await relay.readMe()).toEqual({
      ok: false,
      failure: { code: 'internal', requestId: 'req_1' },
    })
  })

  it('asks for events after the cursor, and without one at first', async () => {
    const page = { cursor: '7', generations: [] }
    const first = setUp(json(200, page))
    await first.relay.readEvents(null, signal)
    expect(first.calls[0]?.url).toBe('https://relay.example/v1/events?wait=25')
    const second = setUp(json(200, page))
    await second.relay.readEvents('7', signal)
    expect(second.calls[0]?.url).toBe('https://relay.example/v1/events?wait=25&after=7')
  })
})

describe('an image', () => {
  const gone = json(404, { error: { code: 'not_found', message: 'gone', request_id: 'req_4' } })

  it('comes in on another thread, with the token', async () => {
    const bytes = new Uint8Array([1, 2])
    const download = vi.fn(async () => bytes)
    const { relay, calls } = setUp(gone, { download })
    expect(await relay.readImage('g1')).toEqual({ ok: true, value: bytes })
    expect(download).toHaveBeenCalledWith(
      'https://relay.example/v1/generations/g1/images/0',
      { Authorization: 'Bearer rl_1_secret' },
      120_000,
    )
    expect(calls).toEqual([])
  })

  it('that did not come there is asked for once more, which tells why', async () => {
    const { relay, calls } = setUp(gone, { download: async () => null })
    expect(await relay.readImage('g1')).toMatchObject({ failure: { code: 'not_found' } })
    expect(calls).toHaveLength(1)
  })

  it('is not asked for once more when it is no longer wanted', async () => {
    const controller = new AbortController()
    const download = async () => {
      controller.abort()
      return null
    }
    const { relay, calls } = setUp(gone, { download })
    await expect(relay.readImage('g1', controller.signal)).rejects.toThrow()
    expect(calls).toEqual([])
  })
})

describe('failures', () => {
  const envelope = { error: { code: 'quota_exceeded', message: 'limit 100', request_id: 'req_9' } }

  it('keep code, message and request id of the error envelope', async () => {
    const { relay } = setUp(json(402, envelope))
    expect(await relay.readMe()).toMatchObject({
      ok: false,
      failure: { code: 'quota_exceeded', detail: 'limit 100', requestId: 'req_9' },
    })
  })

  it.each([
    ['the envelope', { retry_after_ms: 1500 }, {}, 1500],
    ['the header', {}, { 'Retry-After': '3' }, 3000],
    ['the envelope before the header', { retry_after_ms: 1500 }, { 'Retry-After': '3' }, 1500],
    ['nothing when the header is a date', {}, { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
  ])('take the pause from %s', async (_, extra, headers, expected) => {
    const error = { code: 'rate_limited', message: 'slow down', request_id: 'r', ...extra }
    const { relay } = setUp(json(429, { error }, headers))
    const result = await relay.readMe()
    expect(result.ok ? null : result.failure.retryAfterMs).toBe(expected)
  })

  it.each([
    [502, 'internal'],
    [500, 'internal'],
    [401, 'unauthenticated'],
  ])('survive an HTML page with status %i', async (status, code) => {
    const { relay } = setUp(new Response('<html>Bad gateway</html>', { status }))
    expect(await relay.readMe()).toMatchObject({ ok: false, failure: { code } })
  })

  it('are internal when the envelope has a code nobody knows', async () => {
    const { relay } = setUp(json(418, { error: { code: 'teapot', message: 'x', request_id: 'r' } }))
    expect(await relay.readMe()).toMatchObject({ failure: { code: 'internal' } })
  })

  it.each([
    [true, 'relay_unreachable'],
    [false, 'offline'],
  ])('without an answer depend on the network (online: %s)', async (isOnline, code) => {
    const { relay } = setUp(new TypeError('Failed to fetch'), { isOnline })
    expect(await relay.readMe()).toEqual({ ok: false, failure: { code } })
  })

  it('of a body that breaks off count as unreachable', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.error(new TypeError('network error')),
    })
    const { relay } = setUp(new Response(body, { status: 200 }))
    expect(await relay.readImage('g1')).toEqual({
      ok: false,
      failure: { code: 'relay_unreachable' },
    })
  })

  it('are not what an aborted call ends in: it rejects', async () => {
    const controller = new AbortController()
    const { relay } = setUp(new DOMException('aborted', 'AbortError'), { closing: controller.signal })
    controller.abort()
    await expect(relay.readMe()).rejects.toThrow()
  })

  it('come from a relay that never answers, after its time', async () => {
    vi.useFakeTimers()
    try {
      const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
        const controller = new AbortController()
        setTimeout(() => controller.abort(), ms)
        return controller.signal
      })
      const relay = createRelay({
        baseUrl: '',
        readToken: () => null,
        isOnline: () => true,
        fetch: (_, init) =>
          new Promise((_resolve, reject) => {
            init?.signal?.addEventListener('abort', () => reject(new DOMException('late', 'AbortError')))
          }),
        closing: signal,
      })
      const asked = relay.readMe()
      await vi.advanceTimersByTimeAsync(60_000)
      expect(await asked).toEqual({ ok: false, failure: { code: 'relay_unreachable' } })
      timeout.mockRestore()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a look that is saved', () => {
  const draft = { name: 'Autumn', prompt: 'on oak', colours: [], references: [], scope: 'private' } as const
  const keyOf = (init: RequestInit | undefined) => new Headers(init?.headers).get('idempotency-key')

  it('has one key for as long as nobody has answered, and another for other words or another time', async () => {
    const calls: RequestInit[] = []
    const answers: (() => Response)[] = []
    const relay = createRelay({
      baseUrl: 'https://relay.example',
      readToken: () => 'rl_1_secret',
      isOnline: () => true,
      fetch: async (_url, init) => {
        calls.push(init ?? {})
        const answer = answers.shift()
        if (answer === undefined) throw new TypeError('the connection was cut')
        return answer()
      },
      closing: signal,
    })
    const save = (prompt: string) => relay.saveLook(null, { ...draft, prompt, colours: [], references: [] })
    await save('on oak')
    await save('on oak')
    await save('in snow')
    answers.push(() => json(201, makeLook()))
    expect(await save('in snow')).toMatchObject({ ok: true })
    await save('in snow')
    const [first, second, third, fourth, fifth] = calls.map(keyOf)
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect([second, fourth]).toEqual([first, third])
    expect(new Set([first, third, fifth]).size).toBe(3)
  })

  it('from a version goes with the version', async () => {
    const { relay, calls } = setUp(json(200, makeLook({ version: 2 })))
    await relay.saveLook(makeLook(), { ...draft, colours: [], references: [] })
    expect(calls[0]?.init.method).toBe('PUT')
    expect(new Headers(calls[0]?.init.headers).get('if-match')).toBe('"1"')
  })
})
