import { afterEach, describe, expect, it } from 'vitest'
import type { SwitchChanges } from '../../../playground/rivya/switches.ts'
import { readCreditsUsed } from '../../../relay/store/credits/credits.ts'
import type { Database } from '../../../relay/store/database.ts'
import { cancelGeneration } from '../../../relay/store/generations/cancel.ts'
import { fetchAgain } from '../../../relay/store/generations/fetch-again.ts'
import { forgetGeneration } from '../../../relay/store/generations/generations.ts'
import { readImage } from '../../../relay/store/generations/images.ts'
import type { GenerationRow } from '../../../relay/store/tables/generations.ts'
import { saveUpload } from '../../../relay/store/uploads/uploads.ts'
import { admitWaiting } from '../../../relay/store/work/admission.ts'
import { readDurations } from '../../../relay/store/work/durations.ts'
import { claimDue } from '../../../relay/store/work/leases.ts'
import { pausePaying, resumePaying } from '../../../relay/store/work/pause.ts'
import { MIN_PART_TRIES } from '../../../relay/work/decisions/decide-download.ts'
import { startScriptedServer } from '../rivya/scripted-server.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import {
  accept,
  addToken,
  drawPng,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  readAll,
  readRow,
  sha256,
} from '../support/samples.ts'
import { createWorkBench, type WorkBench } from '../support/work-bench.ts'

const DAY = '2026-06-01'

describeOnEachDatabase('the worker', ({ open }) => {
  let bench: WorkBench
  afterEach(() => bench.close())

  async function begin(
    options: { switches?: SwitchChanges; maxInFlight?: number; request?: typeof PROMPT } = {},
  ): Promise<{ database: Database; personId: string; id: string }> {
    const database = await open()
    bench = await createWorkBench(database, options)
    const { id: personId } = await addToken(database)
    const { id } = await accept(database, personId, { request: options.request ?? PROMPT })
    return { database, personId, id }
  }

  const charges = () => Object.values(bench.standIn.inspection.charges())
  const calls = (method: string, path: string) =>
    bench.standIn.inspection.requests().filter((each) => each.method === method && each.path.includes(path))

  it('brings a generation from its acceptance to its image', async () => {
    const { database, personId, id } = await begin()
    const row = await bench.runToEnd(id)
    expect(row).toMatchObject({ status: 'succeeded', credits_final: 5, has_slot: 0, lease_owner: null })
    const image = await readImage(database, personId, id, 0)
    expect(JSON.parse(row.image_list)).toEqual([
      {
        mime_type: 'image/png',
        bytes: image?.byteCount,
        width: expect.any(Number),
        height: expect.any(Number),
      },
    ])
    expect(charges()).toEqual([1])
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)
  })

  it.each(['webp', 'jpeg'] as const)('keeps the bytes of a %s as Rivya sent them', async (format) => {
    const inFormat = { on: 'image', kind: 'format', format } as const
    const { database, personId, id } = await begin({ switches: { faults: [inFormat] } })
    const { upstream_task_id } = await bench.runToEnd(id)
    const { url, key } = bench.standIn
    const task = await fetch(`${url}/api/v1/generations/${upstream_task_id}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const { result }: { result: { primary_url: string } } = JSON.parse(await task.text())
    const sent = new Uint8Array(await (await fetch(result.primary_url)).arrayBuffer())
    const kept = await readImage(database, personId, id, 0)
    expect(kept).toMatchObject({ mimeType: `image/${format}`, byteCount: sent.length, sha256: sha256(sent) })
    expect(new Uint8Array((await readAll(kept)) ?? [])).toEqual(sent)
  })

  it('hands references over in their order, each once for a whole batch', async () => {
    const database = await open()
    bench = await createWorkBench(database)
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

  it('looks at a task first after two seconds and never twice within two', async () => {
    const { id } = await begin({ switches: { taskSeconds: 40 } })
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
    const { id } = await begin({ switches: { faults: [{ on: 'create', times: 3, ...fault }] } })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
    const keys = calls('POST', '/generations').map((each) => each.headers['idempotency-key'])
    expect(keys).toHaveLength(4)
    expect(new Set(keys).size).toBe(1)
  })

  it('remembers between which looks a task ended, and what the times of both answers said', async () => {
    const { database, id } = await begin({ switches: { taskSeconds: 21.3 } })
    await bench.runToEnd(id)
    const [[seen]] = await readDurations(database.query, { resolution: '1K', referenceCount: 0 })
    expect(seen?.notYetMs).toBeGreaterThan(0)
    expect(seen?.notYetMs).toBeLessThan(21_300)
    expect(seen?.foundMs).toBeGreaterThanOrEqual(21_300)
    expect(seen?.saidMs).toBe(21_300)
    expect(seen?.saidBeforeMs).toBeLessThanOrEqual(seen?.notYetMs ?? 0)
  })

  it('says "unknown" when it was never confirmed within ten minutes, and keeps the credits counted', async () => {
    const { database, personId, id } = await begin({
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
    const { id } = await begin({ switches: { isApiDisabled: true } })
    expect((await bench.runToEnd(id, 20 * 60_000)).status).not.toBe('failed')
    bench.standIn.change({ isApiDisabled: false })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
  })

  it('gives up after an hour in which certainly nothing was paid', async () => {
    const { database, personId, id } = await begin({ switches: { isApiDisabled: true } })
    const row = await bench.runToEnd(id, 3 * 60 * 60_000)
    expect(row).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable', has_slot: 0 })
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(0)
  })

  it.each([
    ['by a refusal', '402'],
    ['by a task that fails at once', 'failed-task'],
  ] as const)('reports too few credits, told %s, and frees the reservation', async (_, tooFewCredits) => {
    const { database, personId, id } = await begin({ switches: { credits: 1, tooFewCredits } })
    expect(await bench.runToEnd(id)).toMatchObject({
      status: 'failed',
      failure_code: 'insufficient_credits',
    })
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(0)
  })

  it('hands on what Rivya says of a task that has failed', async () => {
    const error = { code: 'generation_failed', message: 'This prompt is not allowed.' }
    const { database, personId, id } = await begin({
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

  it('takes another link, or the same one later, when the first can not be read', async () => {
    const forbidden = { on: 'image', times: 5, kind: 'answer', status: 403, body: '' } as const
    const { database, personId, id } = await begin({ switches: { faults: [forbidden] } })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(await readImage(database, personId, id, 0)).toBeDefined()
    expect(calls('GET', '/results/')).toHaveLength(6)
  })

  describe('an answer to a look', () => {
    const answerOf = async (row: GenerationRow) => {
      const { url, key } = bench.standIn
      const headers = { authorization: `Bearer ${key}` }
      return (await fetch(`${url}/api/v1/generations/${row.upstream_task_id}`, { headers })).text()
    }

    it('that names the task of another generation is taken for none', async () => {
      const { database, personId, id } = await begin()
      const other = await bench.runToEnd(id)
      const image = await readImage(database, personId, id, 0)
      const body = await answerOf(other)
      bench.standIn.addFaults({ on: 'look', times: 7, kind: 'answer', status: 200, body })
      const second = await accept(database, personId)
      const row = await bench.runToEnd(second.id)
      expect([row.status, row.looks]).toEqual(['succeeded', 8])
      expect((await readImage(database, personId, second.id, 0))?.sha256).not.toBe(image?.sha256)
    })

    it('that names no task that is known here is believed, since ids may take another form', async () => {
      const { database, personId, id } = await begin()
      const task = JSON.parse(await answerOf(await bench.runToEnd(id)))
      const body = JSON.stringify({ ...task, id: `renamed ${task.id}` })
      bench.standIn.addFaults({ on: 'look', times: 1, kind: 'answer', status: 200, body })
      const row = await bench.runToEnd((await accept(database, personId)).id)
      expect([row.status, row.looks]).toEqual(['succeeded', 1])
    })
  })

  const DAYS_MS = 24 * 60 * 60_000

  it('fetches a paid image for seven days, says then that it was paid, and fetches it again when asked to', async () => {
    const forbidden = { on: 'image', kind: 'answer', status: 403, body: '' } as const
    const { database, personId, id } = await begin({ switches: { faults: [forbidden] } })
    const trying = await bench.runToEnd(id, 6.9 * DAYS_MS)
    expect(trying).toMatchObject({ status: 'downloading', has_slot: 0 })
    const row = await bench.runToEnd(id, DAYS_MS)
    expect(row).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable', credits_final: 5 })
    const tries = calls('GET', '/results/').map((each) => each.at)
    expect((tries.at(-1) ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(7 * DAYS_MS)
    expect(tries.length).toBeLessThan(300)
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)

    bench.standIn.change({ faults: [] })
    const begun = await fetchAgain(database, personId, id, bench.clock.now())
    expect(begun).toMatchObject({ kind: 'begun', row: { status: 'downloading', failure_code: null } })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(await readImage(database, personId, id, 0)).toBeDefined()
    expect(charges()).toEqual([1])
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)
  })

  it.each([
    ['an hour with a wrong key', { status: 401, code: 'api_key_invalid' }, 60 * 60_000],
    ["three days with another account's key", { status: 404, code: 'not_found' }, 3 * DAYS_MS],
  ])('loses nothing by %s', async (_, answer, forMs) => {
    const { id } = await begin({ switches: { taskSeconds: 20 } })
    await bench.worker.takeDueSteps()
    bench.standIn.change({ faults: [{ on: 'look', kind: 'error', ...answer }] })
    expect((await bench.runToEnd(id, forMs)).status).toBe('queued')
    bench.standIn.change({ faults: [] })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
  })

  it.each([
    [{ kind: 'foreign', format: 'avif' }, 'an AVIF image'],
    [{ kind: 'foreign', format: 'gif' }, 'a GIF image'],
    [{ kind: 'foreign', format: 'nothing' }, 'nothing'],
    [{ kind: 'foreign', format: 'junk' }, 'something else than an image'],
    [{ kind: 'huge', bytes: 32_000_001, hasLength: true }, 'more than 32 MB'],
  ] as const)(
    'says of a result like %j that it is paid and where it is, and fetches it again',
    async (fault, holds) => {
      const { database, personId, id } = await begin({ switches: { faults: [{ on: 'image', ...fault }] } })
      const row = await bench.runToEnd(id)
      expect(row).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable', credits_final: 5 })
      const [link] = row.failure_message?.match(/http\S+$/) ?? []
      expect(row.failure_message).toContain(`its link holds ${holds}, which can not be placed`)
      expect(link).toContain('/results/')
      expect((await fetch(link ?? '')).status).toBe(200)

      bench.standIn.change({ faults: [] })
      expect(await fetchAgain(database, personId, id, bench.clock.now())).toMatchObject({ kind: 'begun' })
      expect((await bench.runToEnd(id)).status).toBe('succeeded')
      expect(charges()).toEqual([1])
    },
  )

  it('asks again for a task that Rivya did not know for seven days', async () => {
    const { database, personId, id } = await begin()
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
    const { id } = await begin({
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
      bench = await createWorkBench(database, { switches: { faults } })
      const { id: personId } = await addToken(database)
      await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
      const request = { ...PROMPT, references: [{ upload_id: sha256(data) }] }
      const { id } = await accept(database, personId, { request })
      expect((await bench.runToEnd(id)).status).toBe('succeeded')
      expect(charges()).toEqual([1])
    },
  )

  it('lets others by after ten minutes while looks at two tasks fail', async () => {
    const { database, personId, id } = await begin({ maxInFlight: 2, switches: { taskSeconds: 20 } })
    const second = await accept(database, personId)
    await bench.worker.takeDueSteps()
    bench.standIn.change({ faults: [{ on: 'look', kind: 'error', status: 500, code: 'server_error' }] })
    const third = await accept(database, personId)
    await bench.runToEnd(id, 12 * 60_000)
    expect((await readRow(database, third.id)).upstream_task_id).not.toBeNull()
    bench.standIn.change({ faults: [] })
    for (const each of [id, second.id, third.id]) {
      expect((await bench.runToEnd(each)).status).toBe('succeeded')
    }
    expect(charges()).toEqual([1, 1, 1])
  })

  it('lets others by at once when a generation is deleted whose looks fail', async () => {
    const { database, personId, id } = await begin({ maxInFlight: 1 })
    await bench.worker.takeDueSteps()
    bench.standIn.change({ faults: [{ on: 'look', kind: 'error', status: 500, code: 'server_error' }] })
    const waiting = await accept(database, personId)
    await bench.runToEnd(id, 60_000)
    expect((await readRow(database, waiting.id)).status).toBe('accepted')
    await forgetGeneration(database, personId, id, bench.clock.now())
    await bench.worker.takeDueSteps()
    expect((await readRow(database, waiting.id)).status).not.toBe('accepted')
  })

  it.each([
    ['comes whole later', 3],
    ['never comes whole', Number.POSITIVE_INFINITY],
  ])('tries an image that ends too soon again, and keeps the best there is when it %s', async (_, cuts) => {
    const whole = drawPng(1)
    const part = whole.subarray(0, 50)
    let tries = 0
    const server = await startScriptedServer((response) => {
      tries += 1
      // Neither a length nor chunks.
      response.socket?.end(
        Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), tries <= cuts ? part : whole]),
      )
    })
    const fields = { result: { urls: [`${server.url}/a`] } }
    const { database, personId, id } = await begin({
      switches: { faults: [{ on: 'task', kind: 'fields', fields }] },
    })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(tries).toBeGreaterThanOrEqual(Math.min(MIN_PART_TRIES, cuts + 1))
    const kept = await readImage(database, personId, id, 0)
    expect(kept?.byteCount).toBe(Number.isFinite(cuts) ? whole.length : part.length)
    await server.close()
  })

  it('never gives up a task that takes for ever, looks once a minute then, and lets others by', async () => {
    const { database, personId, id } = await begin({
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
    const { id } = await begin({ switches: { taskSeconds: 3600 } })
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

  it('takes up what another relay held before the clock was set back', async () => {
    const { database, id } = await begin({ switches: { taskSeconds: 3600 } })
    await bench.worker.takeDueSteps()
    bench.clock.advance(60_000)
    await claimDue(database, { owner: 'a dead one', now: bench.clock.now(), leaseMs: 10_000, limit: 1 })
    bench.clock.advance(-24 * 60 * 60_000)
    await bench.startWorker('another').takeDueSteps()
    expect(await readRow(database, id)).toMatchObject({ lease_owner: null, looks: 1 })
  })

  it('never has more tasks at Rivya than allowed', async () => {
    const { database, personId, id } = await begin({ maxInFlight: 2, switches: { taskSeconds: 30 } })
    const ids = [id]
    for (let number = 0; number < 5; number += 1) ids.push((await accept(database, personId)).id)
    for (const each of ids) {
      expect((await bench.runToEnd(each)).status).toBe('succeeded')
    }
    const tasks = bench.standIn.inspection.tasks().map((task) => task.createdAt)
    expect(tasks).toHaveLength(6)
    for (const [index, createdAt] of tasks.entries()) {
      expect(createdAt - (tasks[index - 2] ?? 0)).toBeGreaterThanOrEqual(30_000)
    }
  })

  it('pays nothing while paying is paused, keeps what was sent going, and goes on after', async () => {
    const { database, personId, id } = await begin({ maxInFlight: 2, switches: { taskSeconds: 20 } })
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
    const { database, id } = await begin({
      switches: { faults: [{ on: 'create', times: 1, kind: 'cut-after' }] },
    })
    await bench.worker.takeDueSteps()
    await pausePaying(database, bench.clock.now())
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(charges()).toEqual([1])
  })

  it('sends nothing of what is cancelled while its references are on their way', async () => {
    const { database, id } = await begin({ switches: { isApiDisabled: true } })
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
    const { database, id } = await begin({
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
    const { database, id } = await begin({
      switches: { faults: [{ on: 'create', times: 1, kind: 'cut-after' }] },
    })
    await bench.worker.takeDueSteps()
    bench.clock.advance(10 * 60_000)
    await bench.startWorker('two').takeDueSteps()
    expect((await readRow(database, id)).status).toBe('unknown')
    expect(calls('POST', '/generations')).toHaveLength(1)
  })

  it('sees the task of a deleted generation to its end, settles it and keeps no image', async () => {
    const { database, personId, id } = await begin()
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

  it('sends nothing for a generation that was deleted while its references were on their way', async () => {
    const data = makePng(200)
    const database = await open()
    bench = await createWorkBench(database, { switches: { faults: [{ on: 'upload', kind: 'cut-before' }] } })
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

  it('goes on with the others when one generation can not be worked on', async () => {
    const { database, personId, id } = await begin()
    const sound = await accept(database, personId)
    await database.query
      .updateTable('generations')
      .set({ reference_list: 'broken' })
      .where('id', '=', id)
      .execute()
    expect((await bench.runToEnd(sound.id, 60_000)).status).toBe('succeeded')
    const broken = await readRow(database, id)
    expect(broken).toMatchObject({ status: 'accepted' })
    expect(broken.setbacks).toBeGreaterThan(2)
  })
})

describeOnEachDatabase('a database that is away', ({ open }) => {
  it('for a moment after the paid call loses nothing and pays nothing twice', async () => {
    const database = await open()
    const { id: personId } = await addToken(database)
    const { id } = await accept(database, personId)
    const bench = await createWorkBench(
      withOutage(database, () => bench.standIn.inspection.tasks().length === 1, 6),
    )
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    const creates = bench.standIn.inspection.requests().filter((each) => each.method === 'POST')
    expect(creates).toHaveLength(1)
    await bench.close()
  })

  it('for longer finds the paid task again under the same key', async () => {
    const database = await open()
    const { id: personId } = await addToken(database)
    const { id } = await accept(database, personId)
    const bench = await createWorkBench(
      withOutage(database, () => bench.standIn.inspection.tasks().length === 1, 40),
    )
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(bench.standIn.inspection.tasks()).toHaveLength(1)
    const creates = bench.standIn.inspection.requests().filter((each) => each.method === 'POST')
    expect(creates.length).toBeGreaterThan(1)
    await bench.close()
  })
})

/** Every write fails, `times` in all, from the moment `hasBegun` says so. */
function withOutage(database: Database, hasBegun: () => boolean, times: number): Database {
  let left = times
  return {
    ...database,
    async write(run) {
      if (left > 0 && hasBegun()) {
        left -= 1
        throw new Error('the database is away')
      }
      return database.write(run)
    },
  }
}
