// What a million generations of a thousand people cost beside a thousand of one. Alone: `node test/bench/large-history.ts`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StorePlace } from '../../relay/settings/settings.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { startPostgres } from '../relay/support/postgres.ts'
import { fillWithOld } from './large-history/fill-with-old.ts'
import { type HistorySize, makeHistory } from './large-history/make-history.ts'
import { type Compared, compareHistories, type History } from './large-history/measure-history.ts'
import { pressDuringCleanUp } from './large-history/press-during-clean-up.ts'
import { table, verdict } from './support/tables.ts'

const SMALL = { people: 1, generationsEach: 1000 }
const LARGE = { people: 1000, generationsEach: 1000 }
const AIM = 1.5
const OLD = { images: 200, uploads: 50, namedEach: 200, durations: 10_000, callers: 500 }
const BLOCK_MS = 50

/** @returns Markdown */
export async function run(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-history-'))
  const postgres = await startPostgres({ isDurable: true })
  const rows: string[][] = []
  const pressed: string[][] = []
  try {
    for (const kind of ['SQLite', 'Postgres']) {
      const createPlace = async (name: string): Promise<StorePlace> =>
        kind === 'SQLite'
          ? { kind: 'sqlite', directory: join(directory, name) }
          : { kind: 'postgres', url: await postgres.createDatabase() }
      const small = await openHistory(await createPlace('small'), SMALL)
      const place = await createPlace('large')
      const large = await openHistory(place, LARGE)
      for (const compared of await compareHistories([small, large])) rows.push([kind, ...describe(compared)])
      await small.database.close()
      await large.database.close()
      pressed.push([kind, ...(await measureCleanUp(place, large.personId))])
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
    `A press every five milliseconds in the large one, for fifteen seconds with nothing else and then beside a clean-up of what is old,`,
    `the giving back of room and Postgres's vacuum. The longest press is at most ${BLOCK_MS} ms longer than the longest without. Work at a`,
    'stretch is that of the one thread that reads the sockets, and on SQLite the database is part of it.',
    '',
    table(
      [
        'database',
        'deleted',
        'a press: p50, longest',
        'beside the clean-up',
        'longest work at a stretch: without, with',
        'reached?',
      ],
      pressed,
    ),
    '',
  ].join('\n')
}

async function openHistory(place: StorePlace, size: HistorySize): Promise<History> {
  const personId = await makeHistory(place, size)
  return { personId, database: await openDatabase(place) }
}

/** @returns cells */
async function measureCleanUp(place: StorePlace, personId: string): Promise<string[]> {
  const now = Date.now()
  await fillWithOld(place, OLD, now)
  const database = await openDatabase(place)
  try {
    const { quiet, busy, deleted } = await pressDuringCleanUp(database, personId, now)
    return [
      `${deleted} rows`,
      ...[quiet, busy].map(({ p50, longest }) => `${p50.toFixed(1)}, ${longest.toFixed(0)} ms`),
      `${quiet.turn.toFixed(0)}, ${busy.turn.toFixed(0)} ms`,
      verdict(busy.longest <= quiet.longest + BLOCK_MS),
    ]
  } finally {
    await database.close()
  }
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
