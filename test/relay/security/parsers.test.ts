// Whatever comes in: a parser gives a value of the promised kind or a refusal, never an exception or a surprise.
import * as fc from 'fast-check'
import type { Hono } from 'hono'
import * as v from 'valibot'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readImageHeader } from '../../../contract/image-header.ts'
import { createGeneration, errorBody } from '../../../contract/relay-api.ts'
import { createApp } from '../../../relay/http/app.ts'
import { networkOf } from '../../../relay/http/door/request-limits.ts'
import type { RelayEnv } from '../../../relay/http/env.ts'
import { kindOfAddress } from '../../../relay/rivya/address.ts'
import { parseRetryAfter } from '../../../relay/rivya/retry-after.ts'
import { readTask } from '../../../relay/rivya/task.ts'
import { readSettings, SettingError } from '../../../relay/settings/settings.ts'
import { formatAccessToken, parseAccessToken } from '../../../relay/token.ts'
import { type IdleApp, makeIdleDependencies } from '../support/idle-app.ts'
import { addToken, PROMPT } from '../support/samples.ts'

let idle: IdleApp
let app: Hono<RelayEnv>
let authorization: string
beforeAll(async () => {
  idle = await makeIdleDependencies()
  app = createApp(idle.dependencies)
  authorization = (await addToken(idle.database)).bearer
})
afterAll(() => idle.close())

it('a token that is read is written the same again', () => {
  const near = fc.stringMatching(/^rl_[0-9a-fA-F]{11,13}_[A-Za-z0-9_=-]{42,44}$/)
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      const token = parseAccessToken(text)
      if (token !== null) expect(formatAccessToken(token)).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

it('settings are read whole or refused in one line that never repeats a value', () => {
  const names = [
    'HOST',
    'PORT',
    'DATABASE_URL',
    'MAX_IN_FLIGHT',
    'RESULT_DAYS',
    'RIVYA_BASE_URL',
    'RIVYA_API_KEY',
  ]
  const value = fc.oneof(fc.string({ minLength: 12 }), fc.webUrl(), fc.ipV6(), fc.double().map(String))
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (env) => {
      try {
        const settings = readSettings({ RIVYA_API_KEY: 'key', ...env })
        expect(settings.port).toBeGreaterThanOrEqual(0)
        expect(settings.maxInFlight).toBeGreaterThanOrEqual(1)
        expect(new URL(settings.rivya.baseUrl).protocol).toMatch(/^https?:$/)
      } catch (error) {
        if (!(error instanceof SettingError)) throw error
        expect(error.message).not.toContain('\n')
        // A short one, such as "0", may well stand in the sentence for another reason.
        for (const text of Object.values(env).filter(({ length }) => length > 8)) {
          expect(error.message).not.toContain(text)
        }
      }
    }),
    { numRuns: 400 },
  )
})

it("an image's head is read from any bytes within their own length", () => {
  const start = fc.constantFrom(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
    [0xff, 0xd8, 0xff, 0xe0],
    [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8],
    [...Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
    [...Buffer.from('RIFF\0\0\0\0WEBPVP8L', 'latin1')],
    [...Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1')],
    [],
  )
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 80 }), (first, rest) => {
      const header = readImageHeader(Uint8Array.from([...first, ...rest]))
      if (header === null) return
      expect(header.width).toBeGreaterThan(0)
      expect(header.height).toBeGreaterThan(0)
    }),
    { numRuns: 5000 },
  )
})

it.each(['/v1/events', '/v1/generations'])(
  'any query of %s is answered, or refused by name',
  async (path) => {
    const name = fc.oneof(
      fc.constantFrom('after', 'wait', 'limit', 'before', 'q', 'document', 'starred'),
      fc.string(),
    )
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer().map(String),
      fc.double().map(String),
      fc.constantFrom(
        '',
        '-1',
        '1e9',
        '0x10',
        ' 1',
        '1 ',
        '٣',
        '99999999999999999999',
        'NaN',
        'true',
        '\0',
        "' OR 1=1--",
      ),
    )
    const known = ['after', 'wait', 'limit', 'before', 'q', 'document', 'starred']
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 3 }), async (pairs) => {
        // The clock stands still here, so nothing may be asked to wait.
        const query = new URLSearchParams(pairs.filter(([key]) => key !== 'wait' || path !== '/v1/events'))
        const answer = await app.request(`${path}?${query}`, { headers: { authorization } })
        if (answer.status === 200) return
        expect(answer.status).toBe(400)
        const { error } = v.parse(errorBody, await answer.json())
        expect(error.code).toBe('validation_failed')
        const fields = [...known, ...pairs.map(([key]) => key.slice(0, 200))]
        expect(fields.filter((field) => error.message.startsWith(field))).not.toEqual([])
      }),
      { numRuns: 300 },
    )
  },
)

it('any JSON is a valid generation by the contract, or refused', async () => {
  const nearly = fc.record(
    {
      prompt: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
      aspect_ratio: fc.oneof(fc.constantFrom('1:1', '16:9', '5:4'), fc.jsonValue()),
      resolution: fc.oneof(fc.constantFrom('1K', '2K', '4K'), fc.jsonValue()),
      references: fc.oneof(fc.constant([]), fc.jsonValue()),
      origin: fc.oneof(fc.constant({ document_id: 'd' }), fc.jsonValue()),
      extra: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  let number = 0
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        nearly,
        nearly.map((some) => ({ ...PROMPT, ...some })),
        fc.jsonValue(),
      ),
      async (value) => {
        number += 1
        const headers = {
          authorization,
          'content-type': 'application/json',
          'idempotency-key': `parsers-${String(number).padStart(6, '0')}`,
        }
        const body = JSON.stringify(value)
        const answer = await app.request('/v1/generations', { method: 'POST', headers, body })
        if (answer.status === 202) expect(v.is(createGeneration, JSON.parse(body))).toBe(true)
        else expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'validation_failed'])
      },
    ),
    { numRuns: 400 },
  )
})

it('any bytes as a JSON body are refused, not failed on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const headers = {
        authorization,
        'content-type': 'application/json',
        'idempotency-key': 'parsers-bytes',
      }
      const body = new Uint8Array(bytes)
      expect((await app.request('/v1/generations', { method: 'POST', headers, body })).status).toBe(400)
    }),
    { numRuns: 300 },
  )
})

it('any address belongs to one network, and whoever changes half of an IPv6 address stays in theirs', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof networkOf(text) === 'string'))
  const group = fc.integer({ min: 0, max: 0xffff }).map((part) => part.toString(16))
  const half = fc.tuple(group, group, group, group).map((parts) => parts.join(':'))
  fc.assert(
    fc.property(half, half, half, (network, one, other) => {
      expect(networkOf(`${network}:${one}`)).toBe(networkOf(`${network}:${other}`))
    }),
  )
})

it('an address is public only if it is one', () => {
  fc.assert(fc.property(fc.string(), (text) => kindOfAddress(text) !== 'public' || /^[\d.]+$|:/.test(text)))
  const byte = fc.integer({ min: 0, max: 255 })
  const inside = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127, 0), byte, byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
  )
  fc.assert(
    fc.property(inside, (parts) => {
      const dotted = parts.join('.')
      expect(kindOfAddress(dotted)).not.toBe('public')
      expect(kindOfAddress(`::ffff:${dotted}`)).not.toBe('public')
    }),
  )
})

it('Retry-After is a bounded wait or nothing', () => {
  const text = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  )
  fc.assert(
    fc.property(text, (header) => {
      const ms = parseRetryAfter(header, Date.UTC(2026, 5, 1))
      if (ms === null) return
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThanOrEqual(15 * 60_000)
    }),
    { numRuns: 2000 },
  )
})

it('any JSON from Rivya is a task or none', () => {
  const nearly = fc.record(
    {
      id: fc.oneof(fc.string(), fc.jsonValue()),
      status: fc.oneof(fc.constantFrom('queued', 'SUCCEEDED', 'failed', 'new'), fc.jsonValue()),
      final_credits: fc.oneof(fc.double(), fc.jsonValue()),
      result: fc.oneof(
        fc.record({ urls: fc.array(fc.jsonValue()), primary_url: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      error: fc.oneof(fc.record({ code: fc.jsonValue(), message: fc.string() }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(nearly, fc.jsonValue()), (json) => {
      const task = readTask(json, null, 'the-key')
      if (task === null) return
      expect(task.id).not.toBe('')
      expect(task.urls.length).toBeLessThanOrEqual(8)
      expect(['queued', 'processing', 'succeeded', 'failed']).toContain(task.status)
      for (const credits of [task.finalCredits, task.reservedCredits]) {
        if (credits !== null) expect(Number.isFinite(credits) && credits >= 0).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})
