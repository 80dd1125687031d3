import fc from 'fast-check'
import * as valibot from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import * as journal from '../../contract/journal.ts'
import * as messages from '../../contract/messages.ts'
import * as provenance from '../../contract/provenance.ts'
import * as relay from '../../contract/relay-api.ts'

// The same contract, once more, written with the panel's stand-in for valibot.
const parsing = await import('../../contract/parsing.ts')
vi.resetModules()
vi.doMock('valibot', () => parsing)
const small = {
  ...(await import('../../contract/journal.ts')),
  ...(await import('../../contract/messages.ts')),
  ...(await import('../../contract/provenance.ts')),
  ...(await import('../../contract/relay-api.ts')),
}
type Parse = Parameters<typeof parsing.safeParse>[0]

const PAIRS = {
  'a fact': [messages.toPanel, small.toPanel],
  'an order': [messages.toSandbox, small.toSandbox],
  'a journal entry': [journal.journalEntry, small.journalEntry],
  provenance: [provenance.provenance, small.provenance],
  preferences: [messages.preferences, small.preferences],
  'a page of events': [relay.eventPage, small.eventPage],
  'an error': [relay.errorBody, small.errorBody],
} as const

function expectAgreement(name: keyof typeof PAIRS, value: unknown): boolean {
  const [full, stand] = PAIRS[name]
  const wanted = valibot.safeParse(full, value)
  const given = parsing.safeParse(stand as unknown as Parse, value)
  expect(given.success, `${name}: ${JSON.stringify(value)}`).toBe(wanted.success)
  if (wanted.success) expect(given.output).toEqual(wanted.output)
  return wanted.success
}

const sha = 'a'.repeat(64)
const request = {
  prompt: 'A chair',
  aspect_ratio: '1:1',
  resolution: '1K',
  references: [{ upload_id: sha, name: 'Card' }],
  origin: { document_id: 'd', node_id: '1:2' },
}
const reference = { name: 'Card', nodeId: '1:2', maxPixels: 1e6, uploadId: sha }
const entry = {
  version: 1,
  key: 'key-12345',
  batchId: 'b',
  documentId: 'd',
  documentName: 'Shop',
  target: {
    kind: 'fill',
    nodeId: '1:2',
    nodeName: 'Card',
    place: { pageId: '0:1', x: 0, y: 1, width: 2, height: 3 },
  },
  variation: 0,
  prompt: 'A chair',
  aspectRatio: '1:1',
  resolution: '1K',
  references: [reference],
  request,
  generationId: null,
  isAwaited: true,
  createdAt: 1,
}
const made = {
  version: 1,
  key: 'key-12345',
  generationId: 'g',
  prompt: 'A chair',
  aspectRatio: '16:9',
  resolution: '2K',
  references: [{ name: 'Card', nodeId: null, uploadId: null }],
  credits: 5,
  imageHash: 'h',
  width: 1,
  height: 2,
  placedAt: 3,
}
const generation = {
  id: 'g',
  status: 'failed',
  ...request,
  images: [{ mime_type: 'image/png', bytes: 4, width: 1, height: 1 }],
  credits: { reserved: 5, final: null },
  failure: { code: 'generation_failed', message: 'm' },
  created_at: '2026-06-01T09:30:00.000Z',
  updated_at: '2026-06-01T09:30:00+02:00',
  expected_at: null,
  idempotency_key: 'key-12345',
  starred: false,
  has_thumbnail: true,
}
const planned = { ...entry, target: { kind: 'beside', nodeId: '1:2' } }
const ORDERS = [
  { type: 'open-panel' },
  { type: 'save-token', request: 1, token: null },
  { type: 'save-preferences', request: 1, preferences: { resolution: '2K', recentPrompts: ['a'] } },
  { type: 'export-references', request: 1, references: [{ nodeId: '1:2', maxPixels: 1 }] },
  { type: 'begin-generations', request: 1, generations: [planned] },
  { type: 'record-request', request: 1, key: 'k', body: request },
  { type: 'place-image', request: 1, key: 'k', generationId: 'g', credits: null, bytes: new Uint8Array(3) },
]
const VALID: readonly (readonly [keyof typeof PAIRS, unknown])[] = [
  ...ORDERS.map((order) => ['an order', order] as const),
  ['a journal entry', entry],
  ['a journal entry', { ...entry, request: null, generationId: 'g', variation: 3 }],
  ['provenance', made],
  ['a page of events', { cursor: '7', generations: [generation] }],
  ['an error', { error: { code: 'rate_limited', message: 'm', request_id: 'r', retry_after_ms: 1500 } }],
  ['preferences', {}],
  ['preferences', { savedPrompts: [{ name: 'a', text: 'b' }], confirmAboveCredits: 60 }],
]

describe('the stand-in for valibot', () => {
  it.each(VALID)('takes %s as valibot does', (name, value) => {
    expect(expectAgreement(name, value)).toBe(true)
  })

  it('leaves out fields that a schema does not name, and refuses them where valibot does', () => {
    expectAgreement('a journal entry', { ...entry, more: 1, target: { ...entry.target, more: 1 } })
    expect(expectAgreement('a journal entry', { ...entry, request: { ...request, more: 1 } })).toBe(false)
  })

  it('agrees on every value that one change makes of a valid one', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, '', ' ', 0, -1, 1.5, 4, 1e9, Number.NaN, true, [], {}, [
        null,
      ]),
      fc.constantFrom<unknown>('2026-13-01T00:00:00Z', '2026-06-01', '2026-06-01T09:30:00 +02:00'),
      fc.constantFrom<unknown>('x'.repeat(5001), 'fill', 'new-image', '4:5', sha, new Uint8Array(1)),
      fc.string(),
    )
    const change = fc.record({
      start: fc.constantFrom(...VALID),
      at: fc.nat(),
      to: odd,
      isRemoved: fc.boolean(),
    })
    let refused = 0
    fc.assert(
      fc.property(change, ({ start: [name, value], at, to, isRemoved }) => {
        if (!expectAgreement(name, changeOne(value, at, to, isRemoved))) refused += 1
      }),
      { numRuns: 3000 },
    )
    expect(refused).toBeGreaterThan(500)
  })
})

/** A copy in which the `at`-th value, counted through everything inside and around again, is another or gone. */
function changeOne(value: unknown, at: number, to: unknown, isRemoved: boolean): unknown {
  const copy = structuredClone({ value })
  const places: { holder: Record<string, unknown>; field: string }[] = []
  const visit = (holder: unknown) => {
    if (typeof holder !== 'object' || holder === null || holder instanceof Uint8Array) return
    for (const field of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, field })
      visit((holder as Record<string, unknown>)[field])
    }
  }
  visit(copy)
  const place = places[at % places.length]
  if (place === undefined) return value
  if (isRemoved && !Array.isArray(place.holder)) delete place.holder[place.field]
  else place.holder[place.field] = to
  return copy.value
}

it('both take whichever option of a union fits, and no other', () => {
  const added = (image: unknown) => ({ type: 'images-added', request: 1, images: [image] })
  expect(expectAgreement('a fact', added({ hash: 'h', width: 1, height: 1 }))).toBe(true)
  expect(expectAgreement('a fact', added({ code: 'internal' }))).toBe(true)
  expect(expectAgreement('a fact', added({ hash: 'h' }))).toBe(false)
})

it('both refuse a start picture without a first reference', () => {
  const body = { prompt: 'a', aspect_ratio: '1:1', resolution: '1K', start: { kind: 'own' } }
  const journaled = (references: unknown[]) => ({ ...entry, request: { ...body, references } })
  expect(expectAgreement('a journal entry', journaled([{ upload_id: sha }]))).toBe(true)
  expect(expectAgreement('a journal entry', journaled([]))).toBe(false)
})
