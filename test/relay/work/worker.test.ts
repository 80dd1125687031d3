import { expect, it } from 'vitest'
import { readCreditsUsed } from '../../../relay/store/credits/credits.ts'
import type { Database } from '../../../relay/store/database.ts'
import { forgetGeneration } from '../../../relay/store/generations/generations.ts'
import { readImage } from '../../../relay/store/generations/images.ts'
import { claimDue } from '../../../relay/store/work/leases.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { accept, addToken, readRow } from '../support/samples.ts'
import { createWorkBench } from '../support/work-bench.ts'
import { createBenches } from './benches.ts'

const DAY = '2026-06-01'

describeOnEachDatabase('the worker', ({ open }) => {
  const { begin } = createBenches(open)

  it('brings a generation from its acceptance to its image', async () => {
    const { bench, charges, database, personId, id } = await begin()
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

  it('lets others by after ten minutes while looks at two tasks fail', async () => {
    const { bench, charges, database, personId, id } = await begin({
      maxInFlight: 2,
      switches: { taskSeconds: 20 },
    })
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
    const { bench, database, personId, id } = await begin({ maxInFlight: 1 })
    await bench.worker.takeDueSteps()
    bench.standIn.change({ faults: [{ on: 'look', kind: 'error', status: 500, code: 'server_error' }] })
    const waiting = await accept(database, personId)
    await bench.runToEnd(id, 60_000)
    expect((await readRow(database, waiting.id)).status).toBe('accepted')
    await forgetGeneration(database, personId, id, bench.clock.now())
    await bench.worker.takeDueSteps()
    expect((await readRow(database, waiting.id)).status).not.toBe('accepted')
  })

  it('takes up what another relay held before the clock was set back', async () => {
    const { bench, database, id } = await begin({ switches: { taskSeconds: 3600 } })
    await bench.worker.takeDueSteps()
    bench.clock.advance(60_000)
    await claimDue(database, { owner: 'a dead one', now: bench.clock.now(), leaseMs: 10_000, limit: 1 })
    bench.clock.advance(-24 * 60 * 60_000)
    await bench.startWorker('another').takeDueSteps()
    expect(await readRow(database, id)).toMatchObject({ lease_owner: null, looks: 1 })
  })

  it('never has more tasks at Rivya than allowed', async () => {
    const { bench, database, personId, id } = await begin({ maxInFlight: 2, switches: { taskSeconds: 30 } })
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

  it('goes on with the others when one generation can not be worked on', async () => {
    const { bench, database, personId, id } = await begin()
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
