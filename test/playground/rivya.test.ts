import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { loadImage } from '@napi-rs/canvas'
import { afterEach, describe, expect, it } from 'vitest'
import { readImageHeader } from '../../contract/image-header.ts'
import { ASPECT_RATIOS, ratioOf } from '../../contract/model.ts'
import { makePicture, pictureSize } from '../../playground/rivya/picture.ts'
import {
  DEFAULT_KEY,
  type StandIn,
  type StandInOptions,
  startStandIn,
} from '../../playground/rivya/stand-in.ts'
import type { SwitchChanges } from '../../playground/rivya/switches.ts'

const START = Date.parse('2026-06-01T09:30:00.000Z')
const open: StandIn[] = []
afterEach(async () => {
  for (const standIn of open.splice(0)) await standIn.close()
})

/** A stand-in that paints small pictures, on a clock that the test moves. */
async function start(switches: SwitchChanges = {}, options: StandInOptions = {}) {
  const clock = { ms: START }
  const standIn = await startStandIn({
    now: () => clock.ms,
    switches: { taskSeconds: 15, longerSidePx: 64, ...switches },
    ...options,
  })
  open.push(standIn)
  const call = (path: string, init: RequestInit = {}, key = DEFAULT_KEY) =>
    fetch(standIn.url + path, {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    })
  return {
    standIn,
    call,
    passSeconds: (seconds: number) => {
      clock.ms += seconds * 1000
    },
    create: (body: unknown = GOOD, idempotencyKey?: string, key?: string) =>
      call(
        '/api/v1/generations',
        {
          method: 'POST',
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          },
        },
        key,
      ),
    look: (id: string, key?: string) => call(`/api/v1/generations/${id}`, {}, key),
    upload: async (bytes: Uint8Array, fields: Record<string, string> = { kind: 'image' }) => {
      const form = new FormData()
      form.set('file', new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' }))
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      return call('/api/v1/files', { method: 'POST', body: form })
    },
  }
}

const GOOD = { model: 'flux-2-pro', prompt: 'A mug', params: { aspectRatio: '4:3', resolution: '1K' } }

const picture = (order: Partial<Parameters<typeof makePicture>[0]> = {}) =>
  makePicture(
    {
      prompt: 'A mug',
      aspectRatio: '1:1',
      resolution: '1K',
      references: [],
      ordinal: 0,
      hasNoise: false,
      longerSidePx: 128,
      drift: null,
      ...order,
    },
    'png',
  )

async function codeOf(response: Response): Promise<string> {
  const { error } = await response.json()
  expect(error.requestId).toMatch(/^req_/)
  return `${response.status} ${error.code}`
}

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
    const file = await (await upload(await picture())).json()
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

describe('a generation', () => {
  it('is queued, then processed, then done, by the clock, and costs what was reserved', async () => {
    const { standIn, create, look, call, passSeconds } = await start()
    const created = await create()
    expect(created.status).toBe(202)
    const task = await created.json()
    expect(task).toEqual({
      id: expect.stringMatching(/^task_flux_2_pro_/),
      status: 'queued',
      model: 'flux-2-pro',
      reserved_credits: 5,
      final_credits: 0,
      created_at: '2026-06-01T09:30:00.000Z',
      updated_at: '2026-06-01T09:30:00.000Z',
      result: null,
      error: null,
    })
    expect(await (await call('/api/v1/credits')).json()).toEqual({ current_credits: 995 })
    passSeconds(5)
    expect(await (await look(task.id)).json()).toMatchObject({ status: 'processing', result: null })
    passSeconds(10)
    const done = await (await look(task.id)).json()
    expect(done).toMatchObject({
      status: 'succeeded',
      final_credits: 5,
      updated_at: '2026-06-01T09:30:15.000Z',
    })
    expect(done.result).toEqual({ primary_url: done.result.urls[0], urls: [expect.any(String)] })
    expect(standIn.inspection.credits()).toBe(995)
  })

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['another model', { ...GOOD, model: 'flux-3' }],
    ['no prompt', { ...GOOD, prompt: undefined }],
    ['an empty prompt', { ...GOOD, prompt: '' }],
    ['a prompt of 5001', { ...GOOD, prompt: 'x'.repeat(5001) }],
    ['files at the top', { ...GOOD, files: [] }],
    ['a ratio that is none', { ...GOOD, params: { aspectRatio: '5:4' } }],
    ['a resolution that is none', { ...GOOD, params: { resolution: '4K' } }],
    ['an unknown parameter', { ...GOOD, params: { seed: 1 } }],
    [
      'a link that was not uploaded',
      { ...GOOD, params: { referenceMediaItems: [{ url: 'https://a.test/1', kind: 'image' }] } },
    ],
    [
      'nine references',
      { ...GOOD, params: { referenceMediaItems: Array(9).fill({ url: 'u', kind: 'image' }) } },
    ],
    ['a video', { ...GOOD, params: { referenceMediaItems: [{ url: 'u', kind: 'video' }] } }],
    ['a trace id of 129', { ...GOOD, client_request_id: 'x'.repeat(129) }],
  ])('with %s is refused and costs nothing', async (_, body) => {
    const { standIn, create } = await start()
    expect(await codeOf(await create(body))).toBe('400 validation_failed')
    expect(standIn.inspection.credits()).toBe(1000)
    expect(standIn.inspection.tasks()).toEqual([])
  })

  it('with a prompt of 5000, or without parameters, is taken', async () => {
    const { create } = await start()
    expect((await create({ ...GOOD, prompt: 'x'.repeat(5000) })).status).toBe(202)
    expect((await create({ model: 'flux-2-pro', prompt: 'x' })).status).toBe(202)
  })

  it('may have unknown parameters where that is switched on', async () => {
    const { create } = await start({ unknownParams: 'ignore' })
    expect((await create({ ...GOOD, params: { seed: 1, aspectRatio: '5:4' } })).status).toBe(202)
  })

  it('can cost more at 2K and with references, by switch', async () => {
    const { standIn, create, upload } = await start({ price2K: 9, pricePerReference: 2, createStatus: 200 })
    const { url } = await (await upload(await picture())).json()
    const params = { resolution: '2K', referenceMediaItems: [{ url, kind: 'image' }] }
    const response = await create({ ...GOOD, params })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ reserved_credits: 11 })
    expect(standIn.inspection.credits()).toBe(989)
  })
})

describe('an idempotency key', () => {
  it('finds the first task again and charges once', async () => {
    const { standIn, create } = await start()
    const first = await (await create(GOOD, 'key-1')).json()
    const second = await (await create(GOOD, 'key-1')).json()
    expect(second.id).toBe(first.id)
    expect(standIn.inspection.charges()).toEqual({ 'key-1': 1 })
    expect(standIn.inspection.credits()).toBe(995)
  })

  it('with another body is a conflict', async () => {
    const { create } = await start()
    await create(GOOD, 'key-1')
    expect(await codeOf(await create({ ...GOOD, prompt: 'B' }, 'key-1'))).toBe('409 idempotency_conflict')
  })

  it('is forgotten after its time, or not heeded at all, by switch', async () => {
    const { standIn, create, passSeconds } = await start({ replaySeconds: 60 })
    await create(GOOD, 'key-1')
    passSeconds(61)
    await create(GOOD, 'key-1')
    expect(standIn.inspection.charges()).toEqual({ 'key-1': 2 })
    standIn.change({ isReplaying: false })
    await create(GOOD, 'key-1')
    expect(standIn.inspection.charges()).toEqual({ 'key-1': 3 })
  })
})

describe('too few credits', () => {
  it('are said at once', async () => {
    const { create } = await start({ credits: 4 })
    expect(await codeOf(await create())).toBe('402 insufficient_credits')
  })

  it('or by a task that has failed, by switch', async () => {
    const { standIn, create, look } = await start({ credits: 4, tooFewCredits: 'failed-task' })
    const { id } = await (await create(GOOD, 'key-1')).json()
    expect(await (await look(id)).json()).toMatchObject({
      status: 'failed',
      final_credits: 0,
      error: { code: 'insufficient_credits' },
    })
    expect(standIn.inspection.credits()).toBe(4)
    expect(standIn.inspection.charges()).toEqual({})
  })
})

describe('an upload', () => {
  it('is known by what its bytes are', async () => {
    const { standIn, call, upload } = await start()
    const fields = { kind: 'image', model: 'flux-2-pro', client_request_id: 'c' }
    const response = await upload(await picture(), fields)
    expect(response.status).toBe(201)
    const file = await response.json()
    expect(file).toMatchObject({
      url: expect.stringContaining(standIn.url),
      mime_type: 'image/png',
      duration_token: null,
    })
    expect(await (await call(`/api/v1/files/${file.id}`)).json()).toEqual(file)
  })

  it.each<[string, Uint8Array, Record<string, string>]>([
    ['bytes of no image', Buffer.from('hello'), { kind: 'image' }],
    ['more than 10 MB', Buffer.alloc(10_000_001), { kind: 'image' }],
    ['another kind', Buffer.from('hello'), { kind: 'video' }],
    ['no kind', Buffer.from('hello'), {}],
    ['another model', Buffer.from('hello'), { kind: 'image', model: 'other' }],
    ['parts that nobody knows', Buffer.from('hello'), { kind: 'image', folder: 'a' }],
  ])('is refused with %s', async (_, bytes, fields) => {
    const { upload } = await start()
    expect(await codeOf(await upload(bytes, fields))).toBe('400 validation_failed')
  })

  it('is refused when it is no form', async () => {
    const { call } = await start()
    expect(await codeOf(await call('/api/v1/files', { method: 'POST', body: 'x' }))).toBe(
      '400 validation_failed',
    )
  })
})

describe('faults', () => {
  it('concern as many calls as was said, of the kind that was said', async () => {
    const { standIn, call, create } = await start()
    standIn.addFaults({
      on: 'credits',
      kind: 'error',
      status: 429,
      code: 'rate_limited',
      retryAfter: '7',
      times: 2,
    })
    expect((await create()).status).toBe(202)
    const limited = await call('/api/v1/credits')
    expect(limited.headers.get('retry-after')).toBe('7')
    expect(await codeOf(limited)).toBe('429 rate_limited')
    expect((await call('/api/v1/credits')).status).toBe(429)
    expect((await call('/api/v1/credits')).status).toBe(200)
  })

  it('stay until they are switched off, if nothing was said', async () => {
    const { standIn, call } = await start({
      faults: [{ on: 'any', kind: 'answer', status: 502, body: '<h1>Bad</h1>' }],
    })
    const answer = await call('/api/v1/credits')
    expect(answer.status).toBe(502)
    expect(await answer.text()).toBe('<h1>Bad</h1>')
    expect((await call('/api/v1/models')).status).toBe(502)
    standIn.change({ faults: [] })
    expect((await call('/api/v1/credits')).status).toBe(200)
  })

  it('cut the connection before anything happened', async () => {
    const { standIn, create } = await start({ faults: [{ on: 'create', kind: 'cut-before' }] })
    await expect(create(GOOD, 'key-1')).rejects.toThrow('fetch failed')
    expect(standIn.inspection.tasks()).toEqual([])
  })

  it('cut the connection after the task was created', async () => {
    const { standIn, create } = await start({ faults: [{ on: 'create', kind: 'cut-after', times: 1 }] })
    await expect(create(GOOD, 'key-1')).rejects.toThrow('fetch failed')
    expect(standIn.inspection.charges()).toEqual({ 'key-1': 1 })
    expect((await create(GOOD, 'key-1')).status).toBe(202)
    expect(standIn.inspection.charges()).toEqual({ 'key-1': 1 })
  })

  it('put a gateway in front of a call that was carried out', async () => {
    const { standIn, create } = await start({
      faults: [{ on: 'create', kind: 'answer', status: 504, body: '', isHandled: true }],
    })
    expect((await create(GOOD, 'key-1')).status).toBe(504)
    expect(standIn.inspection.charges()).toEqual({ 'key-1': 1 })
  })

  it('make answers slow', async () => {
    const { call } = await start({ faults: [{ on: 'credits', kind: 'slow', ms: 60 }] })
    const began = performance.now()
    expect((await call('/api/v1/credits')).status).toBe(200)
    expect(performance.now() - began).toBeGreaterThanOrEqual(55)
  })

  it.each<[string, NonNullable<SwitchChanges['faults']>[number], object]>([
    ['never end', { on: 'task', kind: 'stuck' }, { status: 'processing' }],
    [
      'fail without a reason',
      { on: 'task', kind: 'failed', error: null },
      { status: 'failed', error: null, final_credits: 0 },
    ],
    [
      'succeed without links',
      { on: 'task', kind: 'result', result: { urls: [] } },
      { status: 'succeeded', result: { urls: [] } },
    ],
    [
      'succeed without a list',
      { on: 'task', kind: 'result', result: {} },
      { status: 'succeeded', result: {} },
    ],
    [
      'have odd fields',
      { on: 'task', kind: 'fields', fields: { status: 'moderating' } },
      { status: 'moderating' },
    ],
  ])('make a task %s', async (_, fault, outcome) => {
    const { create, look, passSeconds } = await start({ faults: [{ ...fault, times: 1 }] })
    const { id } = await (await create()).json()
    const other = await (await create()).json()
    passSeconds(3600)
    expect(await (await look(id)).json()).toMatchObject(outcome)
    expect(await (await look(other.id)).json()).toMatchObject({ status: 'succeeded' })
  })

  it('give the credits of a failed task back', async () => {
    const { standIn, create, passSeconds } = await start({
      faults: [{ on: 'task', kind: 'failed', error: null }],
    })
    await create(GOOD, 'key-1')
    expect(standIn.inspection.credits()).toBe(995)
    passSeconds(15)
    expect(standIn.inspection.credits()).toBe(1000)
    expect(standIn.inspection.charges()).toEqual({})
  })
})

describe('a result', () => {
  async function finish(switches: SwitchChanges = {}) {
    const stage = await start({ taskSeconds: 0, ...switches })
    const { id } = await (await stage.create()).json()
    const { result } = await (await stage.look(id)).json()
    return { ...stage, id, url: String(result.primary_url) }
  }

  it('is a PNG under an address that only the task names, without a key', async () => {
    const { url } = await finish()
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(readImageHeader(new Uint8Array(await response.arrayBuffer()))).toMatchObject({
      mimeType: 'image/png',
    })
    expect(await codeOf(await fetch(`${url}0`))).toBe('404 not_found')
  })

  it('is not there before the task has ended', async () => {
    const { standIn, create } = await start()
    await create()
    const [task] = standIn.inspection.tasks()
    expect((await fetch(`${standIn.url}/results/${task?.resultName}`)).status).toBe(404)
  })

  it('has the same bytes each time', async () => {
    const { url } = await finish()
    const [one, other] = await Promise.all([fetch(url), fetch(url)])
    expect(new Uint8Array(await one.arrayBuffer())).toEqual(new Uint8Array(await other.arrayBuffer()))
  })

  it.each(['jpeg', 'webp'] as const)('can be %s', async (format) => {
    const { url, standIn } = await finish()
    standIn.addFaults({ on: 'image', kind: 'format', format })
    const response = await fetch(url)
    const header = readImageHeader(new Uint8Array(await response.arrayBuffer()))
    expect(header).toMatchObject({ mimeType: `image/${format}`, width: 64 })
  })

  it('can be larger than Figma takes', async () => {
    const { url } = await finish({ longerSidePx: 5000 })
    const header = readImageHeader(new Uint8Array(await (await fetch(url)).arrayBuffer()))
    expect(header).toMatchObject({ width: 5000 })
  })

  it('can be forbidden, gone, elsewhere, no image, too much, or half', async () => {
    const { url, standIn } = await finish({
      faults: [
        { on: 'image', kind: 'error', status: 403, code: 'forbidden', times: 1 },
        { on: 'image', kind: 'answer', status: 404, body: 'gone', times: 1 },
        { on: 'image', kind: 'redirect', to: 'http://127.0.0.1:1/', times: 1 },
        { on: 'image', kind: 'no-image', times: 1 },
        { on: 'image', kind: 'huge', bytes: 300_000, hasLength: false, times: 1 },
        { on: 'image', kind: 'huge', bytes: 300_000, hasLength: true, times: 1 },
        { on: 'image', kind: 'half', times: 1 },
      ],
    })
    expect((await fetch(url)).status).toBe(403)
    expect((await fetch(url)).status).toBe(404)
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('http://127.0.0.1:1/')
    expect(readImageHeader(new Uint8Array(await (await fetch(url)).arrayBuffer()))).toBeNull()
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(300_000)
    expect((await fetch(url)).headers.get('content-length')).toBe('300000')
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow()
    expect((await fetch(url)).status).toBe(200)
    expect(standIn.switches().faults).toEqual([])
  })
})

describe('a picture', () => {
  it.each(ASPECT_RATIOS)(
    'of %s has its ratio, about a megapixel or four, and sides of sixteens',
    (aspectRatio) => {
      for (const [resolution, megapixels] of [
        ['1K', 1.05],
        ['2K', 4.19],
      ] as const) {
        const { width, height } = pictureSize(aspectRatio, resolution)
        expect(width % 16).toBe(0)
        expect(height % 16).toBe(0)
        expect(width / height).toBeCloseTo(ratioOf(aspectRatio), 1)
        expect((width * height) / 1e6).toBeCloseTo(megapixels, 1)
      }
    },
  )

  it('is the same for the same order and another for another prompt, variation, ratio or reference', async () => {
    const same = await picture()
    expect(await picture()).toEqual(same)
    const reference = await picture({ prompt: 'A red bag' })
    const others = [
      await picture({ prompt: 'A bottle' }),
      await picture({ ordinal: 1 }),
      await picture({ aspectRatio: '16:9' }),
      await picture({ references: [reference] }),
    ]
    for (const other of others) expect(other).not.toEqual(same)
  })

  it('shows each reference in its place', async () => {
    const red = await picture({ prompt: 'red red' })
    const same = await picture()
    const one = await picture({ references: [red, same], longerSidePx: 512 })
    const swapped = await picture({ references: [same, red], longerSidePx: 512 })
    expect(one).not.toEqual(swapped)
  })

  it('opens in a decoder that is not ours, and with noise is as large as a photograph', async () => {
    const bytes = await picture({ longerSidePx: null, hasNoise: true })
    const image = await loadImage(bytes)
    expect([image.width, image.height]).toEqual([1024, 1024])
    expect(bytes.length).toBeGreaterThan(1_500_000)
  })

  it('copes with any prompt', async () => {
    for (const prompt of ['x'.repeat(5000), '\u0000\ud800', '画像 🍵', ' ', 'a\n'.repeat(400)]) {
      expect(readImageHeader(await picture({ prompt }))).toMatchObject({ width: 128 })
    }
  })
})

describe('control', () => {
  it('says on its page that it is a stand-in', async () => {
    const { standIn } = await start()
    const page = await (await fetch(standIn.url)).text()
    expect(page).toContain('stand-in for Rivya')
    expect(page).toContain('No model runs here')
    expect(page).toContain(DEFAULT_KEY)
  })

  it('takes switches and tells the state over HTTP', async () => {
    const { standIn, create } = await start()
    await create(GOOD, 'key-1')
    const changed = await fetch(`${standIn.url}/_stand-in/switches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ credits: 7, faults: [{ on: 'look', kind: 'slow', ms: 1 }] }),
    })
    expect(await changed.json()).toMatchObject({ credits: 7, charges: { 'key-1': 1 } })
    const state = await (await fetch(`${standIn.url}/_stand-in/state`)).json()
    expect(state.tasks).toMatchObject([{ idempotencyKey: 'key-1', request: { prompt: 'A mug' } }])
    expect(standIn.switches().faults).toHaveLength(1)
  })

  it.each([
    ['an unknown switch', 'application/json', '{"colour":1}'],
    ['a wrong value', 'application/json', '{"credits":-1}'],
    ['no JSON', 'application/json', 'x'],
    ['a type that any page may send', 'text/plain', '{"credits":1}'],
  ])('refuses %s', async (_, type, body) => {
    const { standIn } = await start()
    const headers = { 'content-type': type }
    const response = await fetch(`${standIn.url}/_stand-in/switches`, { method: 'POST', headers, body })
    expect(response.status).toBe(400)
    expect(standIn.inspection.credits()).toBe(1000)
  })

  it('notes what a client sent', async () => {
    const { standIn, create } = await start()
    await create(GOOD, 'key-1')
    expect(standIn.inspection.requests()).toMatchObject([
      { method: 'POST', path: '/api/v1/generations', headers: { 'idempotency-key': 'key-1' }, at: START },
    ])
  })
})

describe('npm run stand-in', () => {
  const run = (env: NodeJS.ProcessEnv) =>
    spawn(process.execPath, ['playground/rivya/main.ts'], { env: { ...process.env, ...env } })

  it('prints its address and key, says what it is, and ends when asked to', async () => {
    const child = run({ STAND_IN_PORT: '0', STAND_IN_KEY: 'rvya_sk_mine' })
    let printed = ''
    for await (const chunk of child.stdout) {
      printed += chunk
      if (printed.includes('No model runs here')) break
    }
    const [, url = ''] = /at (http:\S+), API key rvya_sk_mine/.exec(printed) ?? []
    const response = await fetch(`${url}/api/v1/credits`, {
      headers: { authorization: 'Bearer rvya_sk_mine' },
    })
    expect(response.status).toBe(200)
    await response.text()
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  it('names the setting that is wrong', async () => {
    const child = run({ STAND_IN_SECONDS: 'soon' })
    const [message, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect(code).toBe(1)
    expect(message).toBe('STAND_IN_SECONDS must be a number from 0 to 86400, not "soon".\n')
  })
})
