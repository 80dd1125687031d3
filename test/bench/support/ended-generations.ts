import type { StorePlace } from '../../../relay/settings/settings.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import type { GenerationRow } from '../../../relay/store/tables/generations.ts'
import { accept, addToken } from '../../relay/support/samples.ts'
import type { Bulk } from './in-bulk.ts'

/** Of one ended generation, as SQL, by an expression of `n`; the columns that are not named are a sample's. */
type EndedColumns = Partial<Record<keyof GenerationRow, string>>

/** Of a person with one generation, both of which are gone afterwards; the tables are there. */
export async function takeSample(place: StorePlace): Promise<GenerationRow> {
  const database = await openDatabase(place)
  try {
    const { id } = await addToken(database)
    const sample = await accept(database, id)
    await database.query.deleteFrom('generations').execute()
    for (const table of ['credit_days', 'credit_months', 'access_tokens', 'people'] as const) {
      await database.query.deleteFrom(table).execute()
    }
    return sample
  } finally {
    await database.close()
  }
}

/** From `n` = 1 to `to`, in this order. */
export async function insertEnded(
  { run, numbers, hex }: Bulk,
  sample: GenerationRow,
  to: number,
  columns: EndedColumns,
): Promise<void> {
  const all: EndedColumns = {
    ...Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, literal(value)])),
    // In no order, as they are.
    id: idOf(hex, 'n'),
    idempotency_key: `'key_' || n`,
    upstream_task_id: `'task_' || ${hex('n * 40503 % 65536')} || n`,
    status: `'succeeded'`,
    has_slot: '0',
    next_step_at: 'NULL',
    ...columns,
  }
  await run(`INSERT INTO generations (${Object.keys(all).join(', ')})
    SELECT ${Object.values(all).join(', ')} FROM ${numbers(to)} AS numbers ORDER BY n`)
}

function idOf(hex: Bulk['hex'], n: string): string {
  return `'gen_' || ${hex(`${n} * 2654435761 % 4294967296`)} || '0000000000000000' || ${hex(n)}`
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
