// What each view of the admin's page reads, with a large company's figures. Alone: `node test/bench/admin-page.ts`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { REPORT_GROUPINGS } from '../../contract/admin-api.ts'
import { createApp } from '../../relay/http/app.ts'
import type { StorePlace } from '../../relay/settings/settings.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { openAdmin, PUBLIC_URL } from '../relay/support/admin-client.ts'
import { makeIdleDependencies } from '../relay/support/idle-app.ts'
import { startPostgres } from '../relay/support/postgres.ts'
import { NOON } from '../relay/support/samples.ts'
import { makeCompany } from './admin-page/make-company.ts'
import { median, table, verdict } from './support/tables.ts'

const COMPANY = { people: 10_000, teams: 40, documents: 2000, generations: 1_000_000, days: 28 }
const AIM_MS = 300
const TIMES = 7

const PATHS = [
  'overview?by=team',
  'overview?by=person',
  'people',
  'people?q=person 99',
  'people?from=9950',
  'people/person_77',
  'teams',
  'looks',
  ...REPORT_GROUPINGS.map((by) => `report?month=2026-06&by=${by}`),
  'report.csv?month=2026-06&by=person',
  'work',
  'health',
  'audit',
]

/** @returns Markdown */
export async function run(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-admin-'))
  const postgres = await startPostgres({ isDurable: true })
  try {
    const ofSqlite = await measure({ kind: 'sqlite', directory })
    const ofPostgres = await measure({ kind: 'postgres', url: await postgres.createDatabase() })
    return [
      '## The admin’s page',
      '',
      `10,000 people in 40 teams and 1,000,000 generations within four weeks of one month. Whole answers, one at a time,`,
      `median and longest of ${TIMES}; at most ${AIM_MS} ms.`,
      '',
      table(
        ['asked for', 'SQLite', 'Postgres', 'reached?'],
        PATHS.map((path) => {
          const both = [ofSqlite.get(path) ?? [], ofPostgres.get(path) ?? []]
          const longest = Math.max(...both.flat())
          return [`\`${path}\``, ...both.map(show), verdict(longest <= AIM_MS)]
        }),
      ),
      '',
    ].join('\n')
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true })
  }
}

/** @param place empty */
async function measure(place: StorePlace): Promise<Map<string, number[]>> {
  // The last of the days is the last of the month.
  const now = NOON + 28 * 24 * 60 * 60_000
  await makeCompany(place, COMPANY, now)
  const database = await openDatabase(place)
  const idle = await makeIdleDependencies()
  try {
    const clock = { now: () => now, wait: async () => undefined }
    const app = createApp({ ...idle.dependencies, database, clock, publicUrl: PUBLIC_URL })
    const admin = await openAdmin(app, database, now)
    const times = new Map<string, number[]>()
    for (const path of PATHS) {
      const taken: number[] = []
      // The first is that of a page that nobody has opened for long.
      for (let time = 0; time < TIMES; time += 1) {
        const startedAt = performance.now()
        const answer = await admin.ask('GET', path)
        await answer.arrayBuffer()
        if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
        taken.push(performance.now() - startedAt)
      }
      times.set(path, taken)
    }
    return times
  } finally {
    await idle.close()
    await database.close()
  }
}

const show = (times: number[]) => `${median(times).toFixed(0)}, ${Math.max(...times).toFixed(0)} ms`

if (import.meta.main) console.log(await run())
