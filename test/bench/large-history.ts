// What a million generations of a thousand people cost beside a thousand of one. Alone: `node test/bench/large-history.ts`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../relay/store/database.ts'
import { startPostgres } from '../relay/support/postgres.ts'
import { makeHistory } from './large-history/make-history.ts'
import { type Measured, measureHistory } from './large-history/measure-history.ts'
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
    for (const kind of ['SQLite', 'Postgres'] as const) {
      const open = async (name: string) =>
        kind === 'SQLite'
          ? openDatabase({ kind: 'sqlite', directory: join(directory, name) })
          : openDatabase({ kind: 'postgres', url: await postgres.createDatabase() })
      const small = await measureOne(await open('small'), SMALL)
      const large = await measureOne(await open('large'), LARGE)
      for (const [name, before] of small) {
        const after = large.get(name) ?? { p50: Number.NaN, p99: Number.NaN }
        const ratio = after.p99 / before.p99
        rows.push([
          kind,
          name,
          show(before),
          show(after),
          `${(after.p50 / before.p50).toFixed(2)} ×`,
          `${ratio.toFixed(2)} ×`,
          verdict(ratio <= AIM),
        ])
      }
    }
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true })
  }
  return [
    '## Large histories',
    '',
    'One person with 1,000 generations in all, beside the same person among 1,000 with 1,000,000, in the order of time; one call at a',
    `time. p99 at most ${AIM} times.`,
    '',
    table(['database', 'call', '1,000: p50, p99', '1,000,000: p50, p99', 'p50', 'p99', 'reached?'], rows),
    '',
  ].join('\n')
}

async function measureOne(
  database: Database,
  size: { people: number; generationsEach: number },
): Promise<Map<string, Measured>> {
  try {
    return await measureHistory(database, await makeHistory(database, size))
  } finally {
    await database.close()
  }
}

const show = ({ p50, p99 }: Measured) => `${p50.toFixed(2)}, ${p99.toFixed(2)} ms`

if (import.meta.main) console.log(await run())
