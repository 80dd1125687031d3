import { describe, expect, it } from 'vitest'
import { readCreditsUsed } from '../../../../relay/store/credits/credits.ts'
import { fetchAgain } from '../../../../relay/store/generations/fetch-again.ts'
import { forgetGeneration } from '../../../../relay/store/generations/generations.ts'
import { readImage } from '../../../../relay/store/generations/images.ts'
import type { GenerationRow } from '../../../../relay/store/tables/generations.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { readDurations } from '../../../../relay/store/work/durations.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import {
  accept,
  addToken,
  drawPng,
  NOON,
  PNG_HEADER,
  PROMPT,
  readRow,
  sha256,
} from '../../support/samples.ts'
import type { WorkBench } from '../../support/work-bench.ts'
import { createBenches } from '../benches.ts'

const DAY = '2026-06-01'
const DAYS_MS = 24 * 60 * 60_000

describeOnEachDatabase('the worker', ({ open }) => {
  const { begin, openBench } = createBenches(open)

  it('looks at a task first after two seconds and never twice within two', async () => {
    const { bench, calls, id } = await begin({ switches: { taskSeconds: 40 } })
    await bench.runToEnd(id)
    const [created] = calls('POST', '/generations')
    const times = calls('GET', '/generations/').map((each) => each.at)
    expect(times.length).toBeGreaterThan(1)
    let last = created?.at ?? 0
    for (const time of times) {
      expect(time - last).toBeGreaterThanOrEqual(2000)
      last = time
    }
  })

  it('remembers between which looks a task ended, and what the times of both answers said', async () => {
    const { bench, database, id } = await begin({ switches: { taskSeconds: 21.3 } })
    await bench.runToEnd(id)
    const [[seen]] = await readDurations(database.query, { resolution: '1K', referenceCount: 0 })
    expect(seen?.notYetMs).toBeGreaterThan(0)
    expect(seen?.notYetMs).toBeLessThan(21_300)
    expect(seen?.foundMs).toBeGreaterThanOrEqual(21_300)
    expect(seen?.saidMs).toBe(21_300)
    expect(seen?.saidBeforeMs).toBeLessThanOrEqual(seen?.notYetMs ?? 0)
  })

  it('hands on what Rivya says of a task that has failed', async () => {
    const error = { code: 'generation_failed', message: 'This prompt is not allowed.' }
    const { bench, database, personId, id } = await begin({
      switches: { faults: [{ on: 'task', kind: 'failed', error }] },
    })
    expect(await bench.runToEnd(id)).toMatchObject({
      status: 'failed',
      failure_code: 'generation_failed',
      failure_message: error.message,
      credits_final: 0,
    })
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(0)
  })

  describe('an answer to a look', () => {
    const answerOf = async ({ standIn: { url, key } }: WorkBench, row: GenerationRow) => {
      const headers = { authorization: `Bearer ${key}` }
      return (await fetch(`${url}/api/v1/generations/${row.upstream_task_id}`, { headers })).text()
    }

    it('that names the task of another generation is taken for none', async () => {
      const { bench, database, personId, id } = await begin()
      const other = await bench.runToEnd(id)
      const image = await readImage(database, personId, id, 0)
      const body = await answerOf(bench, other)
      bench.standIn.addFaults({ on: 'look', times: 7, kind: 'answer', status: 200, body })
      const second = await accept(database, personId)
      const row = await bench.runToEnd(second.id)
      expect([row.status, row.looks]).toEqual(['succeeded', 8])
      expect((await readImage(database, personId, second.id, 0))?.sha256).not.toBe(image?.sha256)
    })

    it('that names no task that is known here is believed, since ids may take another form', async () => {
      const { bench, database, personId, id } = await begin()
      const task = JSON.parse(await answerOf(bench, await bench.runToEnd(id)))
      const body = JSON.stringify({ ...task, id: `renamed ${task.id}` })
      bench.standIn.addFaults({ on: 'look', times: 1, kind: 'answer', status: 200, body })
      const row = await bench.runToEnd((await accept(database, personId)).id)
      expect([row.status, row.looks]).toEqual(['succeeded', 1])
    })
  })

  it.each([
    ['an hour with a wrong key', { status: 401, code: 'api_key_invalid' }, 60 * 60_000],
    ["three days with another account's key", { status: 404, code: 'not_found' }, 3 * DAYS_MS],
  ])('loses nothing by %s', async (_, answer, forMs) => {
    const { bench, charges, id } = await begin({ switches: { taskSeconds: 20 } })
    await bench.worker.takeDueSteps()
    bench.standIn.change({ faults: [{ on: 'look', kind: 'error', ...answer }] })
    expect((await bench.runToEnd(id, forMs)).status).toBe('queued')
    bench.standIn.change({ faults: [] })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
  })

  it('asks again for a task that Rivya did not know for seven days', async () => {
    const { bench, charges, database, personId, id } = await begin()
    await bench.worker.takeDueSteps()
    bench.standIn.change({ faults: [{ on: 'look', kind: 'error', status: 404, code: 'not_found' }] })
    expect((await bench.runToEnd(id, 8 * DAYS_MS)).status).toBe('unknown')
    bench.standIn.change({ faults: [] })
    await fetchAgain(database, null, id, bench.clock.now())
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)
    expect(charges()).toEqual([1])
  })

  it('fetches the result of a task whose status is new', async () => {
    const { bench, id } = await begin({
      switches: { faults: [{ on: 'task', kind: 'fields', fields: { status: 'completed' } }] },
    })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
  })

  it.each(['create', 'upload', 'look'] as const)(
    "takes a firewall's pages in place of the answer to %s for nothing that Rivya said",
    async (on) => {
      const data = drawPng(1)
      const database = await open()
      const faults = [403, 418, 423, 451].map((status) => ({
        on,
        times: 1,
        kind: 'answer' as const,
        status,
        body: '<h1>Blocked</h1>',
      }))
      const { bench, charges } = await openBench(database, { switches: { faults } })
      const { id: personId } = await addToken(database)
      await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
      const request = { ...PROMPT, references: [{ upload_id: sha256(data) }] }
      const { id } = await accept(database, personId, { request })
      expect((await bench.runToEnd(id)).status).toBe('succeeded')
      expect(charges()).toEqual([1])
    },
  )

  it('never gives up a task that takes for ever, looks once a minute then, and lets others by', async () => {
    const { bench, calls, database, personId, id } = await begin({
      maxInFlight: 1,
      switches: { faults: [{ on: 'task', times: 1, kind: 'stuck' }] },
    })
    const next = await accept(database, personId)
    await bench.runToEnd(id, 40 * 60_000)
    expect(await readRow(database, id)).toMatchObject({ status: 'processing', has_slot: 0 })
    expect((await readRow(database, next.id)).status).toBe('succeeded')
    const taskId = bench.standIn.inspection.tasks()[0]?.id ?? ''
    const times = calls('GET', taskId).map((each) => each.at)
    const late = times.filter((time) => time - (times[0] ?? 0) > 11 * 60_000)
    expect(late.length).toBeGreaterThan(20)
    for (const [index, time] of late.slice(1).entries()) {
      expect(time - (late[index] ?? 0)).toBeGreaterThanOrEqual(60_000)
    }
  })

  it('goes on looking at a paid task in due course when the clock is set back', async () => {
    const { bench, calls, id } = await begin({ switches: { taskSeconds: 3600 } })
    await bench.runToEnd(id, 20_000)
    const made = calls('GET', '/generations/').length
    bench.clock.advance(-24 * 60 * 60_000)
    const setBackAt = bench.clock.now()
    await bench.runToEnd(id, 20 * 60_000)
    const times = calls('GET', '/generations/').map((each) => each.at - setBackAt)
    const gaps = times.slice(made + 1).map((time, index) => time - (times[made + index] ?? 0))
    expect(gaps.length).toBeGreaterThan(1)
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(2000)
      expect(gap).toBeLessThanOrEqual(10 * 60_000)
    }
  })

  it('sees the task of a deleted generation to its end, settles it and keeps no image', async () => {
    const { bench, calls, database, personId, id } = await begin()
    await bench.worker.takeDueSteps()
    await forgetGeneration(database, personId, id, bench.clock.now())
    for (let step = 0; step < 10; step += 1) {
      bench.clock.advance(5000)
      await bench.worker.takeDueSteps()
    }
    const rows = await database.query.selectFrom('generations').selectAll().execute()
    expect(rows).toMatchObject([{ status: 'succeeded', has_slot: 0, next_step_at: null, prompt: '' }])
    expect(await database.query.selectFrom('images').select('number').execute()).toEqual([])
    expect(calls('GET', '/results/')).toEqual([])
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)
  })
})
