import { describe, expect, it } from 'vitest'
import type { SwitchChanges } from '../../../../playground/rivya/switches.ts'
import { readCreditsUsed } from '../../../../relay/store/credits/credits.ts'
import { cancelGeneration } from '../../../../relay/store/generations/cancel.ts'
import { forgetGeneration } from '../../../../relay/store/generations/generations.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { admitWaiting } from '../../../../relay/store/work/admission.ts'
import { claimDue } from '../../../../relay/store/work/leases.ts'
import { pausePaying, resumePaying } from '../../../../relay/store/work/pause.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import {
  accept,
  addToken,
  drawPng,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  readRow,
  sha256,
} from '../../support/samples.ts'
import { createBenches } from '../benches.ts'

const DAY = '2026-06-01'

describeOnEachDatabase('the worker', ({ open }) => {
  const { begin, openBench } = createBenches(open)

  it('hands references over in their order, each once for a whole batch', async () => {
    const database = await open()
    const { bench } = await openBench(database)
    const { id: personId } = await addToken(database)
    const references = []
    for (const seed of [1, 2]) {
      const data = drawPng(seed)
      await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
      references.push({ upload_id: sha256(data), name: `Frame ${seed}` })
    }
    const request = { ...PROMPT, references: references.reverse() }
    const rows = [
      await accept(database, personId, { request }),
      await accept(database, personId, { request }),
    ]
    for (const row of rows) expect((await bench.runToEnd(row.id)).status).toBe('succeeded')
    expect(bench.standIn.inspection.files()).toHaveLength(2)
    for (const task of bench.standIn.inspection.tasks()) {
      expect(task.references.map((file) => sha256(file.bytes))).toEqual(
        references.map((each) => each.upload_id),
      )
    }
  })

  describe('with links of references that Rivya has forgotten', () => {
    async function beginWithOld(switches: SwitchChanges = {}) {
      const database = await open()
      const opened = await openBench(database, { switches: { fileSeconds: 60, ...switches } })
      const { bench } = opened
      const { id: personId } = await addToken(database)
      const references: { upload_id: string }[] = []
      for (let seed = 1; seed <= 8; seed += 1) {
        const data = drawPng(seed)
        await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
        references.push({ upload_id: sha256(data) })
      }
      const press = async () => (await accept(database, personId, { request: { ...PROMPT, references } })).id
      expect((await bench.runToEnd(await press())).status).toBe('succeeded')
      const paid = opened.calls('POST', '/generations').length
      bench.clock.advance(2 * 60_000)
      const callsSince = () => opened.calls('POST', '/generations').length - paid
      return { ...opened, database, press, callsSince }
    }

    it('hands all of them over anew, and pays once', async () => {
      const { bench, press, charges, callsSince } = await beginWithOld()
      const row = await bench.runToEnd(await press())
      expect(row.status).toBe('succeeded')
      expect(bench.standIn.inspection.files()).toHaveLength(16)
      expect([charges(), callsSince()]).toEqual([[1, 1], 2])
    })

    it('says what Rivya says of new ones, too', async () => {
      const { bench, press, charges, callsSince } = await beginWithOld()
      const fault = { on: 'create', kind: 'error', status: 400, code: 'validation_failed' } as const
      bench.standIn.addFaults({ ...fault, message: 'Not this prompt.' })
      const row = await bench.runToEnd(await press())
      expect(row).toMatchObject({ status: 'failed', failure_message: 'Not this prompt.', credits_counted: 0 })
      expect([charges(), callsSince()]).toEqual([[1], 2])
    })

    it('pays nothing again after an attempt that may have arrived', async () => {
      const { bench, press, charges } = await beginWithOld({ fileSeconds: null })
      const forgotten = {
        kind: 'error',
        status: 400,
        code: 'validation_failed',
        message: 'No such file.',
      } as const
      bench.standIn.addFaults(
        { on: 'create', times: 1, kind: 'cut-after' },
        { on: 'create', times: 2, ...forgotten },
      )
      expect((await bench.runToEnd(await press())).status).toBe('succeeded')
      expect(charges()).toEqual([1, 1])
      expect(bench.standIn.inspection.files()).toHaveLength(8)
    })

    it('is as one that was never sent when they can not be handed over: it can be paused, and pays once', async () => {
      const { bench, database, press, charges } = await beginWithOld()
      bench.standIn.addFaults({ on: 'upload', times: 8, kind: 'cut-before' })
      const id = await press()
      await bench.worker.takeDueSteps()
      expect(await readRow(database, id)).toMatchObject({ status: 'submitting', doubt_since: null })
      await pausePaying(database, NOON)
      bench.clock.advance(60_000)
      await bench.worker.takeDueSteps()
      expect(charges()).toEqual([1])
      await resumePaying(database)
      expect((await bench.runToEnd(id)).status).toBe('succeeded')
      expect(charges()).toEqual([1, 1])
    })

    it('finds new ones after a task that has failed, which they may have been the reason for', async () => {
      const { bench, press } = await beginWithOld({ fileSeconds: null })
      bench.standIn.addFaults({ on: 'task', times: 1, kind: 'failed', error: null })
      expect((await bench.runToEnd(await press())).status).toBe('failed')
      expect(bench.standIn.inspection.files()).toHaveLength(8)
      expect((await bench.runToEnd(await press())).status).toBe('succeeded')
      expect(bench.standIn.inspection.files()).toHaveLength(16)
    })
  })

  it.each([
    ['the connection breaks before the call is carried out', { kind: 'cut-before' }],
    ['the connection breaks after the task was made', { kind: 'cut-after' }],
    [
      'a gateway answers 502 with a page',
      { kind: 'answer', status: 502, body: '<h1>Bad gateway</h1>', isHandled: true },
    ],
    ['Rivya answers 500', { kind: 'error', status: 500, code: 'server_error' }],
    ['Rivya answers 429', { kind: 'error', status: 429, code: 'rate_limited', retryAfter: '7' }],
  ] as const)('pays once when %s', async (_, fault) => {
    const { bench, charges, calls, id } = await begin({
      switches: { faults: [{ on: 'create', times: 3, ...fault }] },
    })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
    const keys = calls('POST', '/generations').map((each) => each.headers['idempotency-key'])
    expect(keys).toHaveLength(4)
    expect(new Set(keys).size).toBe(1)
  })

  it('says "unknown" when it was never confirmed within ten minutes, and keeps the credits counted', async () => {
    const { bench, calls, database, personId, id } = await begin({
      switches: { faults: [{ on: 'create', kind: 'cut-after' }] },
    })
    const row = await bench.runToEnd(id)
    expect(row.status).toBe('unknown')
    const attempts = calls('POST', '/generations')
    const first = attempts[0]?.at ?? 0
    expect(attempts.length).toBeGreaterThan(8)
    for (const { at } of attempts) expect(at - first).toBeLessThan(10 * 60_000)
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)
    bench.standIn.change({ faults: [] })
    bench.clock.advance(60_000)
    await bench.worker.takeDueSteps()
    expect(calls('POST', '/generations')).toHaveLength(attempts.length)
  })

  it('goes on for more than ten minutes while Rivya certainly does nothing', async () => {
    const { bench, charges, id } = await begin({ switches: { isApiDisabled: true } })
    expect((await bench.runToEnd(id, 20 * 60_000)).status).not.toBe('failed')
    bench.standIn.change({ isApiDisabled: false })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
  })

  it('gives up after an hour in which certainly nothing was paid', async () => {
    const { bench, database, personId, id } = await begin({ switches: { isApiDisabled: true } })
    const row = await bench.runToEnd(id, 3 * 60 * 60_000)
    expect(row).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable', has_slot: 0 })
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(0)
  })

  it.each([
    ['by a refusal', '402'],
    ['by a task that fails at once', 'failed-task'],
  ] as const)('reports too few credits, told %s, and frees the reservation', async (_, tooFewCredits) => {
    const { bench, database, personId, id } = await begin({ switches: { credits: 1, tooFewCredits } })
    expect(await bench.runToEnd(id)).toMatchObject({
      status: 'failed',
      failure_code: 'insufficient_credits',
    })
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(0)
  })

  it('pays nothing while paying is paused, keeps what was sent going, and goes on after', async () => {
    const { bench, charges, database, personId, id } = await begin({
      maxInFlight: 2,
      switches: { taskSeconds: 20 },
    })
    await bench.worker.takeDueSteps()
    const second = await accept(database, personId)
    // Has its place, and is stopped on the way.
    await admitWaiting(database, 2, bench.clock.now())
    const third = await accept(database, personId)
    await pausePaying(database, bench.clock.now())
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    await bench.runToEnd(second.id, 10 * 60_000)
    expect(bench.standIn.inspection.tasks()).toHaveLength(1)
    expect((await readRow(database, third.id)).has_slot).toBe(0)
    await resumePaying(database)
    for (const each of [second, third]) expect((await bench.runToEnd(each.id)).status).toBe('succeeded')
    expect(charges()).toEqual([1, 1, 1])
  })

  it('asks again while paying is paused for what may have been paid before', async () => {
    const { bench, charges, database, id } = await begin({
      switches: { faults: [{ on: 'create', times: 1, kind: 'cut-after' }] },
    })
    await bench.worker.takeDueSteps()
    await pausePaying(database, bench.clock.now())
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
  })

  it('sends nothing of what is cancelled while its references are on their way', async () => {
    const { bench, database, id } = await begin({ switches: { isApiDisabled: true } })
    await bench.worker.takeDueSteps()
    expect(await cancelGeneration(database, id, bench.clock.now())).toBe('cancelled')
    bench.standIn.change({ isApiDisabled: false })
    bench.clock.advance(60_000)
    await bench.worker.takeDueSteps()
    expect(bench.standIn.inspection.tasks()).toEqual([])
    expect(await readRow(database, id)).toMatchObject({
      status: 'failed',
      failure_code: 'cancelled',
      has_slot: 0,
    })
  })

  it('takes up a submission that another relay left in the middle of the paid call, and pays once', async () => {
    const { bench, charges, database, id } = await begin({
      switches: { taskSeconds: 60, faults: [{ on: 'create', times: 1, kind: 'cut-after' }] },
    })
    await bench.worker.takeDueSteps()
    // As a killed relay leaves it: marked, claimed, and nobody there to say what came of it.
    bench.clock.advance(3000)
    await claimDue(database, { owner: 'killed', now: bench.clock.now(), leaseMs: 10_000, limit: 1 })
    await bench.worker.takeDueSteps()
    expect(charges()).toEqual([1])
    expect((await readRow(database, id)).status).toBe('submitting')
    bench.clock.advance(10_000)
    await bench.startWorker('two').takeDueSteps()
    expect((await readRow(database, id)).status).toBe('processing')
    expect(charges()).toEqual([1])
  })

  it('never resends what it finds in doubt after the window', async () => {
    const { bench, calls, database, id } = await begin({
      switches: { faults: [{ on: 'create', times: 1, kind: 'cut-after' }] },
    })
    await bench.worker.takeDueSteps()
    bench.clock.advance(10 * 60_000)
    await bench.startWorker('two').takeDueSteps()
    expect((await readRow(database, id)).status).toBe('unknown')
    expect(calls('POST', '/generations')).toHaveLength(1)
  })

  it('sends nothing for a generation that was deleted while its references were on their way', async () => {
    const data = makePng(200)
    const database = await open()
    const { bench } = await openBench(database, {
      switches: { faults: [{ on: 'upload', kind: 'cut-before' }] },
    })
    const { id: personId } = await addToken(database)
    await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
    const request = { ...PROMPT, references: [{ upload_id: sha256(data) }] }
    const { id } = await accept(database, personId, { request })
    await bench.worker.takeDueSteps()
    await forgetGeneration(database, personId, id, bench.clock.now())
    bench.standIn.change({ faults: [] })
    bench.clock.advance(60_000)
    await bench.worker.takeDueSteps()
    expect(bench.standIn.inspection.tasks()).toEqual([])
  })
})
