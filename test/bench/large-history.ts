// What a million generations of a thousand people cost beside a thousand of one. Alone: `node test/bench/large-history.ts`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StorePlace } from '../../relay/settings.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { startPostgres } from '../relay/support/postgres.ts'
import { type HistorySize, makeHistory } from './large-history/make-history.ts'
import { type Compared, compareHistories, type History } from './large-history/measure-history.ts'
import { table, verdict } from './support/tables.ts'

const SMALL = { people: 1, generationsEach: 1000 }
const LARGE = { people: 1000, generationsEach: 1000 }
const AIM = 1.5

/** @returns Markdown */
export async function run(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-history-'))
  const postgres = await startPostgres({ isDurable: true })
  const rows: string[][] = []
  try {
    for (const kind of ['SQLite', 'Postgres']) {
      const createPlace = async (name: string): Promise<StorePlace> =>
        kind === 'SQLite'
          ? { kind: 'sqlite', directory: join(directory, name) }
          : { kind: 'postgres', url: await postgres.createDatabase() }
      const small = await openHistory(await createPlace('small'), SMALL)
      const large = await openHistory(await createPlace('large'), LARGE)
      for (const compared of await compareHistories([small, large])) rows.push([kind, ...describe(compared)])
      await small.database.close()
      await large.database.close()
    }
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true })
  }
  return [
    '## Large histories',
    '',
    'One person with 1,000 generations in all, beside the same person among 1,000 with 1,000,000, in the order of time; one call at a',
    `time, by turns of both. p99 is the middle one of seven rounds of a hundred, and at most ${AIM} times.`,
    '',
    table(['database', 'call', '1,000: p50, p99', '1,000,000: p50, p99', 'p50', 'p99', 'reached?'], rows),
    '',
  ].join('\n')
}

async function openHistory(place: StorePlace, size: HistorySize): Promise<History> {
  const personId = await makeHistory(place, size)
  return { personId, database: await openDatabase(place) }
}

function describe({ name, p50, p99 }: Compared): string[] {
  const ratio = p99[1] / p99[0]
  return [
    name,
    ...([0, 1] as const).map((side) => `${p50[side].toFixed(2)}, ${p99[side].toFixed(2)} ms`),
    `${(p50[1] / p50[0]).toFixed(2)} ×`,
    `${ratio.toFixed(2)} ×`,
    verdict(ratio <= AIM),
  ]
}

if (import.meta.main) console.log(await run())
