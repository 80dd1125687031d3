import { describe, expect, it } from 'vitest'
import type { SwitchChanges } from '../../../playground/rivya/switches.ts'
import { codeOf, GOOD, start } from './open-stand-in.ts'

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
