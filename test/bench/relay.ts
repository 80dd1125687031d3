// The relay's figures, each beside its baseline in the same run. Alone: `node test/bench/relay.ts`, or some of them by
// name: `node test/bench/relay.ts reads memory`.
import { measureAcceptance } from './relay/acceptance.ts'
import { measureHandOver } from './relay/hand-over.ts'
import { measureMemory } from './relay/memory.ts'
import { measureReads } from './relay/reads.ts'
import { measureUploads } from './relay/uploads.ts'
import { table } from './support/tables.ts'

const MEASUREMENTS: Record<string, () => Promise<string[][]>> = {
  reads: measureReads,
  uploads: measureUploads,
  memory: measureMemory,
  acceptance: measureAcceptance,
  'hand-over': measureHandOver,
}

/** @param names of those to be made. @returns Markdown */
export async function run(names = Object.keys(MEASUREMENTS)): Promise<string> {
  const rows: string[][] = []
  for (const name of names) {
    const measure = MEASUREMENTS[name]
    if (measure === undefined)
      throw new Error(`There is ${Object.keys(MEASUREMENTS).join(', ')}; no ${name}.`)
    rows.push(...(await measure()))
  }
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

if (import.meta.main) {
  const names = process.argv.slice(2)
  console.log(await run(names.length > 0 ? names : undefined))
}
