/** Generations that a worker is to bring to their end, each test with a bench of its own. */
import { afterEach } from 'vitest'
import type { Database } from '../../../relay/store/database.ts'
import { accept, addToken, PROMPT } from '../support/samples.ts'
import { createWorkBench, type WorkBench } from '../support/work-bench.ts'

type BenchOptions = Parameters<typeof createWorkBench>[1]

/** @param open as `describeOnEachDatabase` gives it. Benches are closed after their test. */
export function createBenches(open: () => Promise<Database>) {
  const benches: WorkBench[] = []
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.close()
  })

  async function openBench(database: Database, options: BenchOptions = {}) {
    const bench = await createWorkBench(database, options)
    benches.push(bench)
    const { inspection } = bench.standIn
    return {
      bench,
      /** How often each accepted generation was paid. */
      charges: () => Object.values(inspection.charges()),
      /** What reached Rivya with this method and, within its path, this. */
      calls: (method: string, path: string) =>
        inspection.requests().filter((each) => each.method === method && each.path.includes(path)),
    }
  }

  /** One generation of a new person, accepted and waiting for its first step. */
  async function begin({ request = PROMPT, ...options }: BenchOptions & { request?: typeof PROMPT } = {}) {
    const database = await open()
    const opened = await openBench(database, options)
    const { id: personId } = await addToken(database)
    const { id } = await accept(database, personId, { request })
    return { ...opened, database, personId, id }
  }

  return { openBench, begin }
}
