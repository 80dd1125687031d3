import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOfTask } from '../../../relay/rivya/refusals.ts'
import { readTask } from '../../../relay/rivya/task.ts'

const KEY = 'rvya_sk_secret'
const read = (json: unknown) => readTask(json, 'task_1', KEY)

it.each([
  [{ primary_url: 'https://a', urls: ['https://a'] }, ['https://a']],
  [{ primary_url: 'https://a', urls: [] }, ['https://a']],
  [{ primary_url: 'https://a' }, ['https://a']],
  [{ urls: ['https://a', null, 3, '', 'https://b', 'https://a'] }, ['https://a', 'https://b']],
  [{ urls: [{ url: 'https://a', width: 8 }, { href: 'https://b' }, { url: '' }] }, ['https://a']],
  [{ primary_url: { url: 'https://a' } }, ['https://a']],
  [{ urls: 'https://a' }, ['https://a']],
  [{ urls: [] }, []],
  [{}, []],
  [null, []],
  ['https://a', ['https://a']],
  [
    [{ url: 'https://a' }, 'https://b'],
    ['https://a', 'https://b'],
  ],
  [7, []],
])('finds in the result %j the links %j', (result, urls) => {
  expect(read({ status: 'succeeded', result })?.urls).toEqual(urls)
})

it('takes no more links than a model could mean', () => {
  const urls = Array.from({ length: 100_000 }, (_, index) => `https://a/${index}`)
  expect(read({ status: 'succeeded', result: { urls } })?.urls).toHaveLength(8)
})

it.each([
  ['queued', 'queued'],
  ['SUCCEEDED', 'succeeded'],
  ['failed', 'failed'],
  ['processing', 'processing'],
  ['moderating', 'processing'],
  ['', 'processing'],
  [null, 'processing'],
  [7, 'processing'],
])('understands the status %j as %s', (status, expected) => {
  expect(read({ id: 'task_1', status })?.status).toBe(expected)
})

it.each([
  [{ result: { urls: ['https://a'] } }, 'succeeded'],
  [{ result: { primary_url: 'https://a' }, error: { code: '', message: '' } }, 'succeeded'],
  [{ error: { code: 'nsfw', message: 'Refused.' } }, 'failed'],
  [{ error: { message: 'Refused.' } }, 'failed'],
  [{ error: {} }, 'processing'],
  [{ result: { urls: [] }, error: null }, 'processing'],
])('takes a status that is new, with %j, for %s', (fields, expected) => {
  expect(read({ id: 'task_1', status: 'completed', ...fields })?.status).toBe(expected)
})

it.each(['queued', 'processing'])('waits for the end of one that is %s, whatever else it says', (status) => {
  const fields = { result: { urls: ['https://a'] }, error: { code: 'x', message: 'x' } }
  expect(read({ id: 'task_1', status, ...fields })?.status).toBe(status)
})

it('survives fields that are missing, null or odd', () => {
  expect(read({ status: 'failed', reserved_credits: '5', final_credits: -1, error: null })).toEqual({
    id: 'task_1',
    status: 'failed',
    reservedCredits: null,
    finalCredits: null,
    urls: [],
    error: null,
  })
})

it.each([-0.01, '5', 1e10, 1e308, [5], true])(
  'takes %j for no price, since it would ruin the sums',
  (credits) => {
    expect(read({ status: 'succeeded', reserved_credits: credits, final_credits: credits })).toMatchObject({
      reservedCredits: null,
      finalCredits: null,
    })
    expect(read({ status: 'succeeded', final_credits: 4.5 })?.finalCredits).toBe(4.5)
  },
)

it('takes a number as an id', () => {
  expect(readTask({ id: 17, status: 'queued' }, null, KEY)?.id).toBe('17')
})

it('makes a task or null of any JSON, and never an odd one', () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        id: fc.jsonValue(),
        status: fc.jsonValue(),
        reserved_credits: fc.jsonValue(),
        result: fc.oneof(fc.jsonValue(), fc.record({ primary_url: fc.jsonValue(), urls: fc.jsonValue() })),
        error: fc.jsonValue(),
        created_at: fc.jsonValue(),
        updated_at: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(json, fc.option(fc.constant('task_1')), (value, knownId) => {
      const task = readTask(value, knownId, KEY)
      if (task === null) return
      expect(task.id).toBeTypeOf('string')
      expect(task.id).not.toBe('')
      expect(['queued', 'processing', 'succeeded', 'failed']).toContain(task.status)
      for (const url of task.urls) expect(url).toBeTypeOf('string')
      expect(task.saidMs ?? 1).toBeGreaterThan(0)
    }),
  )
})

describe('the failure of a task', () => {
  it.each([
    [null, 'generation_failed'],
    [{ code: 'generation_failed', message: 'No.' }, 'generation_failed'],
    [{ code: 'insufficient_credits', message: '' }, 'insufficient_credits'],
    [{ code: 'moderated', message: 'No.' }, 'generation_failed'],
    [{ code: 'api_key_revoked', message: '' }, 'generation_failed'],
    [{ code: 'rate_limited', message: '' }, 'generation_failed'],
    [{ code: '', message: '' }, 'generation_failed'],
  ])('from %j has the code %s and always a sentence', (error, code) => {
    const failure = failureOfTask(error)
    expect(failure.code).toBe(code)
    expect(failure.message).not.toBe('')
  })

  it("is told in Rivya's words where there are any", () => {
    expect(failureOfTask({ code: 'x', message: 'The model was asleep.' }).message).toBe(
      'The model was asleep.',
    )
  })
})
