import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Downloader } from '../../../../relay/rivya/download.ts'
import { openDatabase } from '../../../../relay/store/database.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, makePng, PNG_HEADER, readRow } from '../../support/samples.ts'
import { createWorkBench } from '../../support/work-bench.ts'

/** Each time lets two more in. */
const OFTEN = { interval: 5 }

/** A host that lets everybody wait until it is told otherwise. */
function createSilentHost() {
  const waiting: (() => void)[] = []
  const downloader: Downloader = {
    async download() {
      await new Promise<void>((resolve) => waiting.push(resolve))
      return { kind: 'downloaded', bytes: makePng(), header: PNG_HEADER }
    },
    close: async () => undefined,
  }
  return { waiting, downloader, answerAll: () => waiting.splice(0).forEach((answer) => void answer()) }
}

describeOnEachDatabase('a host that lets everybody wait', ({ open }) => {
  it('has two downloads at once, and keeps nobody’s press from being sent', async () => {
    const database = await open()
    const { waiting, downloader, answerAll } = createSilentHost()
    const bench = await createWorkBench(database, { maxInFlight: 30, downloader })
    const { standIn, worker, clock } = bench
    const { id } = await addToken(database)
    for (let count = 0; count < 20; count += 1) await accept(database, id)
    for (let rounds = 0; rounds < 2; rounds += 1) await worker.takeDueSteps()
    expect(standIn.inspection.tasks()).toHaveLength(20)
    clock.advance(60_000)
    // Nothing of what is done comes to an end, so no round does.
    const rounds = [worker.takeDueSteps()]
    await expect.poll(() => waiting).toHaveLength(2)
    await accept(database, id)
    await expect
      .poll(() => {
        rounds.push(worker.takeDueSteps())
        return standIn.inspection.tasks()
      })
      .toHaveLength(21)
    const stored = database.query.selectFrom('images').selectAll()
    let mostWaiting = 0
    await expect
      .poll(() => {
        mostWaiting = Math.max(mostWaiting, waiting.length)
        answerAll()
        return stored.execute()
      }, OFTEN)
      .toHaveLength(20)
    expect(mostWaiting).toBe(2)
    await Promise.all(rounds)
    await bench.close()
  })
})

it('two hundred wait for such a host, and of more the row alone, a minute at a time', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'relay-silent-'))
  const database = await openDatabase({ kind: 'sqlite', directory })
  const { downloader, answerAll } = createSilentHost()
  const bench = await createWorkBench(database, { downloader })
  const { worker, clock } = bench
  const { id } = await addToken(database)
  const made = await accept(database, id)
  await worker.takeDueSteps()
  const { upstream_task_id } = await readRow(database, made.id)
  for (let count = 1; count < 210; count += 1) await accept(database, id)
  clock.advance(60_000)
  const done = { status: 'downloading', upstream_task_id, next_step_at: clock.now() } as const
  await database.query.updateTable('generations').set(done).execute()
  const rounds: Promise<void>[] = []
  const later = database.query
    .selectFrom('generations')
    .select('id')
    .where('next_step_at', '=', clock.now() + 60_000)
  // Two have places.
  await expect
    .poll(() => {
      rounds.push(worker.takeDueSteps())
      return later.execute()
    })
    .toHaveLength(210 - 200 - 2)
  const stored = database.query.selectFrom('images').selectAll()
  await expect
    .poll(() => {
      answerAll()
      return stored.execute()
    }, OFTEN)
    .toHaveLength(202)
  await Promise.all(rounds)
  await bench.close()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})
