import { describe, expect, it } from 'vitest'
import { codeOf, GOOD, start } from '../open-stand-in.ts'
import { orderPicture } from '../pictures/order-picture.ts'

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
    const { url } = await (await upload(await orderPicture())).json()
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
