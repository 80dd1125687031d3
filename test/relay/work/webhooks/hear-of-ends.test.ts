import { afterEach, describe, expect, it } from 'vitest'
import type { SwitchChanges } from '../../../../playground/rivya/switches.ts'
import { createLog } from '../../../../relay/observe/log.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { insertDuration, readDurations } from '../../../../relay/store/work/durations.ts'
import { type Heard, hearOfEnds } from '../../../../relay/store/work/told-ends.ts'
import { createForecast } from '../../../../relay/work/schedule/forecast.ts'
import { isControl } from '../../../../relay/work/schedule/poll-schedule.ts'
import { createHearing } from '../../../../relay/work/webhooks/hear-of-ends.ts'
import { LOOKS_PER_SECOND } from '../../../../relay/work/webhooks/look-pace.ts'
import { createAwaitWord } from '../../../../relay/work/webhooks/recall-looks.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, NOON, readRow } from '../../support/samples.ts'
import { createWorkBench, type WorkBench } from '../../support/work-bench.ts'

const KIND = { resolution: '1K', referenceCount: 0 } as const

describeOnEachDatabase("Rivya's word that a task has ended", ({ open, openThree }) => {
  let bench: WorkBench
  afterEach(() => bench.close())

  const looks = () =>
    bench.standIn.inspection.requests().filter((each) => each.path.includes('/generations/')).length

  /** Of generations that have been sent; each with its task's id at Rivya. */
  async function begin(database: Database, switches: SwitchChanges = {}, count = 1, hearsOfEnds = false) {
    bench = await createWorkBench(database, { switches, maxInFlight: 100, hearsOfEnds })
    const { id: personId } = await addToken(database)
    const ids: string[] = []
    while (ids.length < count) ids.push((await accept(database, personId)).id)
    while (
      (await Promise.all(ids.map((id) => readRow(database, id)))).some((row) => row.submitted_at === null)
    )
      await bench.worker.takeDueSteps()
    const rows = await Promise.all(ids.map((id) => readRow(database, id)))
    const tasks = rows.map((row) => row.upstream_task_id ?? '')
    const hear = createHearing(database, bench.clock)
    return { database, tasks, ids, hear, id: ids[0] ?? '', task: tasks[0] ?? '' }
  }

  it('makes the relay look at once, and the image is had', async () => {
    const { database, hear, id, task } = await begin(await open())
    bench.clock.advance(8000)
    expect(await hear(['evt_1', task])).toBe('looking')
    await bench.worker.takeDueSteps()
    const row = await readRow(database, id)
    expect(row).toMatchObject({ status: 'succeeded', planned_look_at: null, next_step_at: null })
    const [[seen]] = await readDurations(database.query, KIND)
    expect(seen).toMatchObject({ notYetMs: 0, foundMs: 8000, toldMs: 8000 })
  })

  it('costs a look and changes nothing else when it is wrong', async () => {
    const { database, hear, id, task } = await begin(await open(), { taskSeconds: 40 })
    const before = await readRow(database, id)
    bench.clock.advance(3000)
    expect(await hear([task])).toBe('looking')
    expect(looks()).toBe(0)
    await bench.worker.takeDueSteps()
    await bench.worker.takeDueSteps()
    expect(looks()).toBe(1)
    const after = await readRow(database, id)
    expect(after.status).toBe('processing')
    expect([after.next_step_at, after.looks, after.planned_look_at]).toEqual([before.next_step_at, 0, null])
  })

  it('takes no look away from the schedule, and moves none, however often it is forged', async () => {
    const { database, hear, ids, tasks } = await begin(await open(), { taskSeconds: 60 }, 2)
    const scheduled: number[][] = [[], []]
    const looked = [0, 0]
    for (let ms = 500; ms < 58_000; ms += 500) {
      bench.clock.advance(500)
      await bench.worker.takeDueSteps()
      for (const [index, id] of ids.entries()) {
        const row = await readRow(database, id)
        if (row.looks > (looked[index] ?? 0)) scheduled[index]?.push(ms)
        looked[index] = row.looks
      }
      await hear(tasks.slice(0, 1))
    }
    expect(scheduled[0]?.length).toBeGreaterThan(5)
    expect(scheduled[0]).toEqual(scheduled[1])
  })

  describe('that came each time, so that looks are left out,', () => {
    /** Eight tasks that end after eight seconds, of which the first is looked at after nine; the others wait for long. */
    async function beginQuiet(database: Database, hearsOfEnds = true) {
      for (let number = 0; number < 30; number += 1) {
        const ms = 8000 + number * 400
        const sighting = { notYetMs: 0, foundMs: ms, saidMs: null, saidBeforeMs: null, toldMs: ms }
        await database.transact((trx) =>
          insertDuration(trx, `gen_${number}`, { ...KIND, sighting, finishedAt: NOON - 60_000 }),
        )
      }
      const begun = await begin(database, { taskSeconds: 8 }, 8, hearsOfEnds)
      const [first = '', ...others] = begun.ids
      const waiting = others.filter((id) => !isControl(id))
      const lateAt = bench.clock.now() + 30_000
      const set = (id: string, at: number) =>
        database.query.updateTable('generations').set({ next_step_at: at }).where('id', '=', id).execute()
      for (const id of others) await set(id, lateAt)
      await set(first, bench.clock.now() + 9000)
      bench.clock.advance(9000)
      const nextLooks = async () =>
        (await Promise.all(waiting.map((id) => readRow(database, id)))).map((row) => row.next_step_at)
      return { ...begun, lateAt, waiting, nextLooks }
    }

    it('and is missing once, has every task looked at as ever, those that wait as well', async () => {
      const { nextLooks, waiting } = await beginQuiet(await open())
      await bench.worker.takeDueSteps()
      await expect
        .poll(async () => (await nextLooks()).every((at) => at !== null && at <= bench.clock.now()))
        .toBe(true)
      expect(waiting.length).toBeGreaterThan(0)
    })

    it('and comes some seconds late, leaves the others as they are', async () => {
      const { database, id, hear, task, nextLooks, waiting, lateAt } = await beginQuiet(await open(), false)
      await bench.worker.takeDueSteps()
      const { now } = bench.clock
      const clock = { now, wait: async () => void (await hear([task])) }
      const forecast = createForecast(database, clock, true)
      const awaitWord = createAwaitWord({ database, forecast, clock, log: createLog('silent') })
      await awaitWord(id, new AbortController().signal)
      expect(await nextLooks()).toEqual(waiting.map(() => lateAt))
    })

    it('and has come once more, leaves the others as they are', async () => {
      const { hear, task, nextLooks, waiting, lateAt } = await beginQuiet(await open())
      await hear([task])
      await bench.worker.takeDueSteps()
      bench.clock.advance(6000)
      expect(await nextLooks()).toEqual(waiting.map(() => lateAt))
    })
  })

  it('brings at most one look a second for each task', async () => {
    const { hear, task } = await begin(await open(), { taskSeconds: 40 })
    const heard: Heard[] = []
    for (let ms = 0; ms < 3000; ms += 250) {
      heard.push(await hear([task]))
      await bench.worker.takeDueSteps()
      bench.clock.advance(250)
    }
    expect(heard.filter((each) => each === 'looking')).toHaveLength(3)
    expect(heard.filter((each) => each === 'repeated')).toHaveLength(9)
    // The schedule has looked once itself by then, at most.
    expect(looks()).toBeLessThanOrEqual(4)
  })

  it('that comes a thousand times at the same instant brings one look', async () => {
    const { hear, task } = await begin(await open(), { taskSeconds: 40 })
    const heard = await Promise.all(Array.from({ length: 1000 }, () => hear([task])))
    expect(heard.filter((each) => each !== 'repeated')).toEqual(['looking'])
  })

  it('is heard again after one that came while the database was away', async () => {
    const database = await open()
    const { task } = await begin(database, { taskSeconds: 40 })
    let isAway = true
    const flaky = {
      ...database,
      get query() {
        if (isAway) throw new Error('the database is away')
        return database.query
      },
    }
    const hear = createHearing(flaky, bench.clock)
    await expect(Promise.all([hear([task]), hear(['another'])])).rejects.toThrow('away')
    isAway = false
    expect(await hear([task])).toBe('looking')
  })

  it('that another relay hears at the same instant brings one look', async () => {
    const [first, second] = await openThree()
    const { task } = await begin(first, { taskSeconds: 40 })
    const now = bench.clock.now()
    const heard = await hearOfEnds(first, [task], now, async () => {
      expect(await createHearing(second, bench.clock)([task])).toBe('looking')
      return now
    })
    expect(heard.get(task)).toBe('repeated')
  })

  it('is noted also where the end is found while it is heard', async () => {
    const database = await open()
    const { id, task } = await begin(database)
    const now = bench.clock.now()
    await hearOfEnds(database, [task], now, async () => {
      await bench.runToEnd(id)
      return now
    })
    const [[seen]] = await readDurations(database.query, KIND)
    expect(seen?.toldMs).not.toBeNull()
  })

  it('brings at most ten looks a second in all, over all relays; the others come in the next seconds', async () => {
    const three = await openThree()
    const { tasks } = await begin(three[0], { taskSeconds: 40 }, 25)
    // One process serves a SQLite file.
    const relays = three[0] === three[1] ? three.slice(0, 1) : three
    const hears = relays.map((database) => createHearing(database, bench.clock))
    await Promise.all(tasks.map((task, index) => hears[index % hears.length]?.([task])))
    const counts: number[] = []
    for (let second = 0; second < 4; second += 1) {
      const before = looks()
      for (let round = 0; round < 4; round += 1) await bench.worker.takeDueSteps()
      counts.push(looks() - before)
      bench.clock.advance(1000)
    }
    expect(counts).toEqual([LOOKS_PER_SECOND, LOOKS_PER_SECOND, 5, 0])
  })

  it('reaches the relay that watches the task, whichever heard it', async () => {
    const [first, second, third] = await openThree()
    const { id, task } = await begin(first)
    const woken: string[] = []
    if (first !== second)
      await first.listen(
        (personId) => woken.push(...(personId === null ? [] : [personId])),
        createLog('silent'),
      )
    bench.clock.advance(8000)
    expect(await createHearing(second, bench.clock)([task])).toBe('looking')
    await bench.worker.takeDueSteps()
    expect((await readRow(third, id)).status).toBe('succeeded')
    if (first !== second) await expect.poll(() => woken.length).toBeGreaterThan(0)
  })

  it('that comes while a look is under way is followed by another look', async () => {
    const database = await open()
    const { hear, id, task } = await begin(database, { taskSeconds: 8 })
    bench.standIn.addFaults({ on: 'look', times: 1, kind: 'slow', ms: 100 })
    // The schedule's own look, which sees the task just before its end.
    await database.query.updateTable('generations').set({ next_step_at: bench.clock.now() }).execute()
    const looking = bench.worker.takeDueSteps()
    await expect.poll(async () => (await readRow(database, id)).lease_owner).toBe('one')
    await hear([task])
    await looking
    const row = await readRow(database, id)
    expect(row.next_step_at).toBeLessThanOrEqual(bench.clock.now())
  })

  it('does not shorten what Rivya has asked to wait', async () => {
    const database = await open()
    const { hear, id, task } = await begin(database)
    bench.standIn.addFaults({
      on: 'look',
      times: 1,
      kind: 'error',
      status: 429,
      code: 'rate_limited',
      retryAfter: '30',
    })
    await hear([task])
    await bench.worker.takeDueSteps()
    const waiting = (await readRow(database, id)).next_step_at ?? 0
    expect(waiting).toBeGreaterThanOrEqual(bench.clock.now() + 30_000)
    bench.clock.advance(9000)
    await hear([task])
    expect((await readRow(database, id)).next_step_at).toBe(waiting)
  })

  it('about a task that is not ours, or has been found ended, brings no look', async () => {
    const database = await open()
    const { hear, id, task } = await begin(database)
    await bench.runToEnd(id)
    const before = looks()
    expect(await hear(['task_of_somebody_else'])).toBe('unknown')
    expect(await hear([])).toBe('unknown')
    expect(await hear([task])).toBe('late')
    await bench.worker.takeDueSteps()
    expect(looks()).toBe(before)
  })

  it('that comes after a look has found the end is noted, so that it is known to come', async () => {
    const database = await open()
    const { hear, id, task } = await begin(database)
    await bench.runToEnd(id)
    const [[before]] = await readDurations(database.query, KIND)
    expect(before?.toldMs).toBeNull()
    bench.clock.advance(500)
    await hear([task])
    const [[after]] = await readDurations(database.query, KIND)
    expect(after?.toldMs).toBe(bench.clock.now() - ((await readRow(database, id)).submitted_at ?? 0))
  })
})
