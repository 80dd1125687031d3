import { connect } from 'node:net'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EventPage, errorBody, eventPage } from '../../../../contract/relay-api.ts'
import { systemClock } from '../../../../relay/clock.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { POLLS_EACH } from '../../../../relay/http/routes/poll-places.ts'
import { type Listening, serve } from '../../../../relay/http/serve.ts'
import { forgetGeneration, starGeneration } from '../../../../relay/store/generations/generations.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { accept, addToken, NOON } from '../../support/samples.ts'

let idle: IdleApp
let app: ReturnType<typeof createApp>
let stopping: AbortController
let ada: { id: string; bearer: string }

beforeEach(async () => {
  idle = await makeIdleDependencies()
  stopping = new AbortController()
  // A long poll really waits, so this clock runs; nothing below waits for it.
  app = createApp({ ...idle.dependencies, clock: systemClock, stopping: stopping.signal })
  ada = await addToken(idle.database)
})
afterEach(async () => {
  vi.useRealTimers()
  await idle.close()
})

const ask = async (query: string) =>
  app.request(`/v1/events${query}`, {
    headers: { authorization: ada.bearer },
  })

async function pageOf(response: Response | Promise<Response>): Promise<EventPage> {
  const answer = await response
  expect(answer.status).toBe(200)
  return v.parse(eventPage, await answer.json())
}

/** Resolves once somebody waits for news of the token. */
async function someoneWaits(): Promise<void> {
  const listen = vi.spyOn(idle.database.changes, 'onPerson')
  await expect.poll(() => listen).toHaveBeenCalled()
  listen.mockRestore()
}

/** Resolves once a poll's time has begun, while timers are faked. */
async function timerRuns(): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise(setImmediate)
}

it('without a cursor answers at once with what is running, even when asked to wait', async () => {
  const row = await accept(idle.database, ada.id)
  const page = await pageOf(ask('?wait=25'))
  expect(page.generations.map((each) => each.id)).toEqual([row.id])
  expect(await pageOf(ask(`?after=${page.cursor}`))).toEqual({ cursor: page.cursor, generations: [] })
})

it('answers a waiting panel as soon as something changes', async () => {
  const row = await accept(idle.database, ada.id)
  const { cursor } = await pageOf(ask(''))
  const waiting = pageOf(ask(`?after=${cursor}&wait=25`))
  await someoneWaits()
  await starGeneration(idle.database, ada.id, row.id, true)
  const page = await waiting
  expect(page.generations.map((each) => [each.id, each.starred])).toEqual([[row.id, true]])
  expect(Number(page.cursor)).toBeGreaterThan(Number(cursor))
})

it('sleeps on when only something invisible has changed', async () => {
  const row = await accept(idle.database, ada.id)
  const { cursor } = await pageOf(ask(''))
  const waiting = ask(`?after=${cursor}&wait=25`)
  const answered = vi.fn()
  void waiting.then(answered)
  await someoneWaits()
  // A deleted generation is no longer shown to anyone.
  await forgetGeneration(idle.database, ada.id, row.id, NOON)
  await pageOf(ask(`?after=${cursor}`))
  expect(answered).not.toHaveBeenCalled()
  const next = await accept(idle.database, ada.id)
  expect((await pageOf(waiting)).generations.map((each) => each.id)).toEqual([next.id])
})

it('answers with nothing new when the time is over, and cuts it to 25 seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const waiting = ask('?after=0&wait=9999')
  const answered = vi.fn()
  void waiting.then(answered)
  await timerRuns()
  await vi.advanceTimersByTimeAsync(24_900)
  expect(answered).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  expect(await pageOf(waiting)).toEqual({ cursor: '0', generations: [] })
})

it('ends a wait in time when the clock is set back meanwhile', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const waiting = pageOf(ask('?after=0&wait=25'))
  await timerRuns()
  await vi.advanceTimersByTimeAsync(10_000)
  vi.setSystemTime(Date.now() - 60 * 60_000)
  await vi.advanceTimersByTimeAsync(15_001)
  expect(await waiting).toEqual({ cursor: '0', generations: [] })
})

it('answers a cursor that this database never gave at once, with the one to go on from', async () => {
  const began = vi.spyOn(idle.dependencies.metrics, 'pollBegan')
  expect(await pageOf(ask('?after=1000&wait=25'))).toEqual({ cursor: '0', generations: [] })
  expect(began).not.toHaveBeenCalled()
})

it.each(['0', '7', '.5', '0.12345', '26', '1000000', '1e9', '9'.repeat(400)])(
  'takes %s for a number of seconds',
  async (wait) => {
    // Without a cursor nothing is waited for.
    expect(await pageOf(ask(`?wait=${wait}`))).toEqual({ cursor: '0', generations: [] })
  },
)

describe('long polls of one token', () => {
  it('are held up to a number, above which only news is told, and the rest later', async () => {
    const listen = vi.spyOn(idle.database.changes, 'onPerson')
    const row = await accept(idle.database, ada.id)
    const { cursor } = await pageOf(ask(''))
    const waiting = Array.from({ length: POLLS_EACH }, () => pageOf(ask(`?after=${cursor}&wait=25`)))
    await expect.poll(() => listen).toHaveBeenCalledTimes(1 + POLLS_EACH)

    const refused = await ask(`?after=${cursor}&wait=25`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect(v.parse(errorBody, await refused.json()).error).toMatchObject({
      code: 'rate_limited',
      retry_after_ms: 5000,
    })
    expect((await pageOf(ask('?after=0&wait=25'))).generations.map((each) => each.id)).toEqual([row.id])
    const other = await addToken(idle.database)
    const answered = app.request('/v1/events?after=0&wait=25', { headers: { authorization: other.bearer } })

    await starGeneration(idle.database, ada.id, row.id, true)
    for (const page of await Promise.all(waiting)) expect(page.generations).toHaveLength(1)
    const next = await pageOf(ask(''))
    const again = pageOf(ask(`?after=${next.cursor}&wait=25`))
    stopping.abort()
    expect((await pageOf(answered)).generations).toEqual([])
    expect((await again).generations).toEqual([])
  })

  it('that are too many are counted as requests', async () => {
    const strict = await makeIdleDependencies(2)
    const token = await addToken(strict.database)
    const limited = createApp({ ...strict.dependencies, stopping: stopping.signal })
    const poll = () =>
      limited.request('/v1/events?after=0&wait=25', { headers: { authorization: token.bearer } })
    const listen = vi.spyOn(strict.database.changes, 'onPerson')
    const waiting = Array.from({ length: POLLS_EACH }, poll)
    await expect.poll(() => listen).toHaveBeenCalledTimes(POLLS_EACH)
    const retries = []
    for (let attempt = 0; attempt < 3; attempt += 1) retries.push((await poll()).headers.get('retry-after'))
    expect(retries).toEqual(['5', '5', '60'])
    stopping.abort()
    await Promise.all(waiting)
    await strict.close()
  })
})

it('ends every wait at once when the relay stops', async () => {
  const waiting = [ask('?after=0&wait=25'), ask('?after=0&wait=25')]
  await someoneWaits()
  stopping.abort()
  for (const answer of waiting) expect(await pageOf(answer)).toEqual({ cursor: '0', generations: [] })
  expect((await app.request('/readyz')).status).toBe(503)
  expect((await app.request('/healthz')).status).toBe(200)
})

it('lets go of a panel that has gone away', async () => {
  const listening: Listening = await serve(app, ['127.0.0.1'], 0)
  const stopped = vi.fn()
  const listen = vi.spyOn(idle.database.changes, 'onPerson').mockReturnValue(stopped)
  const socket = connect(listening.port, '127.0.0.1')
  socket.write(`GET /v1/events?after=0&wait=25 HTTP/1.1\r\nHost: x\r\nAuthorization: ${ada.bearer}\r\n\r\n`)
  await expect.poll(() => listen).toHaveBeenCalled()
  socket.destroy()
  await expect.poll(() => stopped).toHaveBeenCalled()
  await listening.close(0)
})

it.each([
  'after=x',
  'after=-1',
  'wait=x',
  'wait=-1',
  'wait=',
  'wait=.',
  'wait=0x10',
  'wait=NaN',
  'other=1',
  `after=${'9'.repeat(16)}`,
])('refuses %s', async (query) => {
  const response = await ask(`?${query}`)
  expect(response.status).toBe(400)
  expect(v.parse(errorBody, await response.json()).error.code).toBe('validation_failed')
})

it('does not count waiting as a request, so that a quiet panel is never limited', async () => {
  const strict = await makeIdleDependencies(1)
  const token = await addToken(strict.database)
  const signal = AbortSignal.abort()
  const limited = createApp({ ...strict.dependencies, stopping: signal })
  for (let poll = 0; poll < 5; poll += 1) {
    const headers = { authorization: token.bearer }
    expect((await limited.request('/v1/events?after=0&wait=25', { headers })).status).toBe(200)
  }
  await strict.close()
})

it.each([
  ['GET', '?after=0&wait=0.1'],
  ['HEAD', '?after=0'],
  ['GET', '?other=1'],
  ['POST', '?after=0&wait=25'],
])('counts %s %s as a request, since it waits for nothing', async (method, query) => {
  const strict = await makeIdleDependencies(2)
  const token = await addToken(strict.database)
  const limited = createApp(strict.dependencies)
  const statuses = []
  for (let request = 0; request < 3; request += 1) {
    const headers = { authorization: token.bearer }
    statuses.push((await limited.request(`/v1/events${query}`, { method, headers })).status === 429)
  }
  expect(statuses).toEqual([false, false, true])
  await strict.close()
})
