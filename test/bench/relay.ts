// The relay's figures, each beside its baseline in the same run. Alone: `node test/bench/relay.ts`.
import { measureAcceptance } from './relay/acceptance.ts'
import { measureHandOver } from './relay/hand-over.ts'
import { measureMemory } from './relay/memory.ts'
import { measureReads } from './relay/reads.ts'
import { measureUploads } from './relay/uploads.ts'
import { table } from './support/tables.ts'

/** @returns Markdown */
export async function run(): Promise<string> {
  const rows = [
    ...(await measureReads()),
    ...(await measureUploads()),
    ...(await measureMemory()),
    ...(await measureAcceptance()),
    ...(await measureHandOver()),
  ]
  return [
    '## The relay on SQLite',
    '',
    'The built relay as its own process, with its log at the usual level, its database with full fsync. Throughput is the median',
    'of five rounds, baseline and relay by turns.',
    '',
    table(['what', 'baseline', 'relay', 'aim', 'reached?'], rows),
    '',
  ].join('\n')
}

if (import.meta.main) console.log(await run())
