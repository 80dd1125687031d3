// One to three relays on one Postgres. Alone: `node test/bench/replicas.ts`.
import { rmSync } from 'node:fs'
import { buildRelay } from '../chaos/support/relay-process.ts'
import { startPostgres } from '../relay/support/postgres.ts'
import { type MeasuredFleet, startMeasuredFleet } from './replicas/measured-fleet.ts'
import { measureAccepting, measureFinishing, measureTelling } from './replicas/rounds.ts'
import { percentile, table, verdict } from './support/tables.ts'

const EVENT_AIM_MS = 300

/** @returns Markdown */
export async function run(): Promise<string> {
  const builtIn = await buildRelay()
  const postgres = await startPostgres({ isDurable: true })
  const rows: string[][] = []
  try {
    for (const size of [1, 2, 3]) {
      const start = async (maxInFlight: number) =>
        startMeasuredFleet({ builtIn, databaseUrl: await postgres.createDatabase(), size, maxInFlight })
      // One place at Rivya: next to nothing is carried out while requests are accepted.
      const accepted = await withFleet(await start(1), measureAccepting)
      const finished = await withFleet(await start(1000), measureFinishing)
      const delaysMs = await withFleet(await start(1000), measureTelling)
      const [p50, p99] = [percentile(delaysMs, 50), percentile(delaysMs, 99)]
      rows.push([
        String(size),
        `${accepted.toFixed(0)} a second`,
        `${finished.perSecond.toFixed(0)} a second`,
        `${finished.lost} of ${finished.wanted}`,
        String(finished.paidTwice),
        `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
        verdict(p99 <= EVENT_AIM_MS && finished.lost === 0 && finished.paidTwice === 0),
      ])
    }
  } finally {
    await postgres.stop()
    rmSync(builtIn, { recursive: true })
  }
  return [
    '## Several relays on one Postgres',
    '',
    'Relays, Postgres (with fsync), the stand-in for Rivya and the callers share the machine. Accepted: by 32 callers who don’t',
    'pause. Finished: 300 started at once, from the first press to the last image; a task takes a second, and no relay looks',
    `before two. Told: at 10 presses a second, by a long poll at another relay than the press went to; p99 at most ${EVENT_AIM_MS} ms.`,
    '',
    table(['relays', 'accepted', 'finished', 'lost', 'paid twice', 'told after', 'reached?'], rows),
    '',
  ].join('\n')
}

async function withFleet<T>(fleet: MeasuredFleet, measure: (fleet: MeasuredFleet) => Promise<T>): Promise<T> {
  try {
    return await measure(fleet)
  } finally {
    await fleet.end()
  }
}

if (import.meta.main) console.log(await run())
