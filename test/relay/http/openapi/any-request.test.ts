/** Requests that nobody has thought of: right, wrong and half right ones, made at random of what the document names. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { accept, addToken, drawPng, makePng, NOON, PNG_HEADER, PROMPT } from '../../support/samples.ts'
import { LOOK } from '../routes/call-look-routes.ts'
import { compareWithDocument, described } from './set-up.ts'

let idle: IdleApp
let app: ReturnType<typeof createApp>
let values: { bearers: string[]; ids: string[] }

beforeAll(async () => {
  idle = await makeIdleDependencies()
  app = createApp(idle.dependencies)
  const { id: personId, bearer } = await addToken(idle.database)
  const poor = await addToken(idle.database, { dailyCredits: 1 })
  const row = await accept(idle.database, personId)
  await idle.database.query.updateTable('generations').set({ lease_owner: 'me' }).execute()
  const images = [{ header: PNG_HEADER, bytes: drawPng(1) }]
  await saveStep(idle.database, row, { change: { status: 'succeeded' }, owner: 'me', now: NOON, images })
  const { id: other } = await accept(idle.database, personId)
  values = {
    bearers: [bearer, poor.bearer, `${bearer}x`, 'Basic YTpi', ''],
    ids: [row.id, other, `gen_${'0'.repeat(32)}`, `look_${'a'.repeat(32)}`, 'f'.repeat(64), '0', '1', '%00'],
  }
})
afterAll(() => idle.close())

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const bodies = fc.constantFrom<string | Uint8Array<ArrayBuffer>>(
  JSON.stringify(PROMPT),
  JSON.stringify({ ...PROMPT, references: [{ upload_id: 'f'.repeat(64) }] }),
  JSON.stringify({ ...PROMPT, surplus: 1 }),
  JSON.stringify(LOOK),
  JSON.stringify({ starred: true }),
  JSON.stringify({ device_code: 'x' }),
  '{"prompt":',
  'null',
  '',
  'x'.repeat(70_000),
  makePng(),
  makePng(2000, 1, 60_000, 60_000),
)

const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'image/png', 'text/plain'),
    'content-encoding': fc.constantFrom('identity', 'gzip'),
    'idempotency-key': fc.oneof(
      fc.constantFrom('any-request-1', 'any-request-2', 'short', 'no key'),
      fc.uuid(),
    ),
    'if-match': fc.constantFrom('"1"', '"9"', 'W/"1"', '*', 'one'),
    'if-none-match': fc.constantFrom('*', '"1"'),
    range: fc.constantFrom('bytes=0-9', 'bytes=900000-', 'lines=1-2'),
  },
  { requiredKeys: [] },
)

const queries = fc.constantFrom(
  '',
  '?limit=2&starred=true&q=oak',
  '?limit=x',
  '?before=x',
  '?wait=0',
  '?after=0&wait=0',
  '?after=%00',
  '?surplus=1',
  '?user_code=BBBB-BBBB',
)

type Asked = {
  method: (typeof METHODS)[number]
  template: string
  /** Which of `values.ids` stand in the places of the path. */
  ids: number[]
  who: number
  query: string
  headers: Partial<Record<string, string>>
  body: string | Uint8Array<ArrayBuffer>
}

const requests: fc.Arbitrary<Asked> = fc.record({
  method: fc.constantFrom(...METHODS),
  template: fc.constantFrom(...Object.keys(described.paths)),
  ids: fc.array(fc.nat(7), { minLength: 2, maxLength: 2 }),
  who: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4),
  query: queries,
  headers,
  body: bodies,
})

const right = { ids: [0, 5], who: 0, query: '', headers: { 'content-type': 'application/json' } }
/** Three that are right, since chance alone hardly makes one. */
const EXAMPLES: [Asked][] = [
  [
    {
      ...right,
      method: 'POST',
      template: '/v1/generations',
      headers: { ...right.headers, 'idempotency-key': 'all-is-right' },
      body: JSON.stringify(PROMPT),
    },
  ],
  [{ ...right, method: 'POST', template: '/v1/uploads', body: makePng() }],
  [{ ...right, method: 'GET', template: '/v1/generations/{id}/images/{n}', body: '' }],
]

it('answers any request as the document says, with 405 and `Allow` for a method that it does not name', async () => {
  const seen = new Set<string>()
  const check = fc.asyncProperty(requests, async (asked) => {
    const { method, template, query, who } = asked
    let at = 0
    const path = template.replace(/\{\w+\}/g, () => values.ids[asked.ids[at++] ?? 0] ?? '') + query
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const response = await app.request(path, {
      method,
      headers: { authorization: values.bearers[who] ?? '', ...asked.headers },
      ...(hasBody ? { body: asked.body } : {}),
    })
    const named = Object.keys(described.paths[template] ?? {}).map((each) => each.toUpperCase())
    const isNamed = named.includes(method) || (method === 'HEAD' && named.includes('GET'))
    // Who has no token learns nothing of what there is.
    const isAtTheDoor = template.startsWith('/v1/') && [401, 429].includes(response.status)
    if (!isNamed && isAtTheDoor) return
    if (!isNamed && response.status !== 404) {
      expect([response.status, response.headers.get('allow')?.split(', ')]).toEqual([
        405,
        expect.arrayContaining(named),
      ])
      return
    }
    if (method === 'HEAD') {
      expect((await response.arrayBuffer()).byteLength).toBe(0)
      return
    }
    if (response.status === 404) {
      // An id of another form names nothing, like one that is not there.
      expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
      return
    }
    const { name, problems } = await compareWithDocument(method, path, response)
    seen.add(name)
    expect(problems).toEqual([])
  })
  await fc.assert(check, { numRuns: 1000, examples: EXAMPLES })
  expect([...seen]).toEqual(expect.arrayContaining(['createGeneration 202', 'addUpload 201', 'getImage 200']))
})
