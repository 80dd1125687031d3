/** Writes what a step of the worker has come to: all of it in one transaction, or none of it. */
import { FINAL_STATUSES } from '../../../contract/relay-api.ts'
import { askDeletion } from '../blobs/blob-deletions.ts'
import { nameBlobs } from '../blobs/name-blobs.ts'
import { countCredits } from '../credits/credits.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { raiseChange } from '../generations/generations.ts'
import { insertImages, type NewImage, toBlobs } from '../generations/images.ts'
import type { GenerationRow, GenerationTable } from '../tables/generations.ts'
import { insertDuration, type SeenDuration } from './durations.ts'

export type Step = {
  change: Partial<GenerationTable>
  /** The holder of the lease; without it nothing is written. */
  owner: string
  now: number
  /** Keep working on it: the lease stays. */
  isHeld?: boolean
  images?: NewImage[]
  duration?: SeenDuration
}

/** Columns that a client can see. */
const VISIBLE: (keyof GenerationTable)[] = [
  'status',
  'credits_reserved',
  'credits_final',
  'failure_code',
  'failure_message',
  'expected_at',
  'setbacks',
  'dead_ends',
]

/**
 * @param row as this worker has last read or written it
 * @returns the row as it is now; null when the lease was lost, the generation has ended or was deleted
 */
export async function saveStep(
  database: Database,
  row: GenerationRow,
  step: Step,
): Promise<GenerationRow | null> {
  const { change, owner, now } = step
  const isVisible =
    step.images !== undefined || VISIBLE.some((key) => key in change && change[key] !== row[key])
  const { images = [] } = step
  const blobs = toBlobs(images)
  return nameBlobs(database, blobs, async (trx, touched) => {
    const news = isVisible ? { change: await raiseChange(trx, row.token_id), updated_at: now } : {}
    const countedBefore = await readCounted(trx, row.id)
    const update = trx
      .updateTable('generations')
      .set({ ...change, ...news, ...(step.isHeld ? {} : { lease_owner: null, lease_until: null }) })
      .where('id', '=', row.id)
      .where('lease_owner', '=', owner)
      .where('status', 'not in', FINAL_STATUSES)
    const saved = await update.returningAll().executeTakeFirst()
    if (saved === undefined) return null
    if (step.duration !== undefined) await insertDuration(trx, row.id, withWord(step.duration, saved))
    if (isVisible) touched(row.token_id)
    const hasImages = images.length > 0 && saved.deleted_at === null
    const list = hasImages ? await insertImages(trx, database, row.id, images, blobs, now) : null
    if (list === null)
      await askDeletion(
        trx,
        blobs.map(({ hash }) => hash),
      )
    await countCredits(trx, saved, saved.credits_counted - countedBefore)
    if (list === null) return saved
    return trx
      .updateTable('generations')
      .set({ image_list: JSON.stringify(list) })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

/** Rivya may have told of the end since the row was read. */
function withWord(seen: SeenDuration, { told_at, submitted_at }: GenerationRow): SeenDuration {
  const toldMs = told_at === null || submitted_at === null ? null : told_at - submitted_at
  return { ...seen, sighting: { ...seen.sighting, toldMs } }
}

/** As it stands now, not as `row` remembers it: a write that is tried again may have been carried out before. */
async function readCounted(trx: WriteQuery, id: string): Promise<number> {
  const { credits_counted } = await trx
    .selectFrom('generations')
    .select('credits_counted')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return credits_counted
}
