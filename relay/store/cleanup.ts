/** Deletes what is no longer kept: see `RESULT_DAYS`. Rows stay, so that history and idempotency keys do. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from './database.ts'
import { deleteImages } from './delete-images.ts'
import { deleteOldLooks } from './delete-old-looks.ts'
import { deleteOldUploads } from './delete-old-uploads.ts'
import { raiseChange } from './generations.ts'
import { deleteAsked, deleteOrphans } from './sweep-blobs.ts'

const DAY_MS = 24 * 60 * 60_000
const DURATIONS_MS = 30 * DAY_MS
const REQUEST_COUNTS_MS = 10 * 60_000
/** Generations whose images are looked for at a time; each then goes in a transaction of its own. */
const IMAGES_AT_ONCE = 50
const ROWS_AT_ONCE = 1000

export type CleanUpStep =
  | 'images'
  | 'looks'
  | 'uploads'
  | 'blobs'
  | 'orphans'
  | 'durations'
  | 'requestCounts'
  | 'signIns'
/** What went, by step, and what kept a step from its end: it comes again with the next clean-up. */
export type CleanUpResult = Record<CleanUpStep, number> & {
  failures: { step: CleanUpStep; error: unknown }[]
}

/** Each step on its own: one that can not end keeps no other from its work. */
export async function cleanUp(database: Database, now: number, resultDays: number): Promise<CleanUpResult> {
  const keptSince = now - resultDays * DAY_MS
  const steps: Record<CleanUpStep, () => Promise<number>> = {
    images: () => deleteOldImages(database, keptSince),
    // Before the uploads that they hold.
    looks: () => deleteOldLooks(database, keptSince),
    uploads: () => deleteOldUploads(database, now, keptSince),
    blobs: () => deleteAsked(database),
    orphans: () => deleteOrphans(database, now),
    durations: () => deleteOldDurations(database, now - DURATIONS_MS),
    requestCounts: () => deleteOldRequestCounts(database, now - REQUEST_COUNTS_MS),
    signIns: () => deleteOldSignIns(database, now),
  }
  const result: CleanUpResult = {
    images: 0,
    looks: 0,
    uploads: 0,
    blobs: 0,
    orphans: 0,
    durations: 0,
    requestCounts: 0,
    signIns: 0,
    failures: [],
  }
  for (const step of Object.keys(steps) as CleanUpStep[]) {
    try {
      result[step] = await steps[step]()
    } catch (error) {
      result.failures.push({ step, error })
    }
  }
  return result
}

/** @returns how many generations lost their images */
async function deleteOldImages(database: Database, before: number): Promise<number> {
  let deleted = 0
  for (;;) {
    const old = await database.query
      .selectFrom('images')
      .innerJoin('generations', 'generations.id', 'images.generation_id')
      .select(['generations.id', 'generations.token_id'])
      .distinct()
      .where('images.created_at', '<', before)
      .limit(IMAGES_AT_ONCE)
      .execute()
    for (const { id, token_id } of old) {
      await database.write(async (trx, touched) => {
        const change = await raiseChange(trx, token_id)
        await deleteImages(trx, id, 'images')
        await trx.updateTable('generations').set({ image_list: '[]', change }).where('id', '=', id).execute()
        touched(token_id)
      })
    }
    deleted += old.length
    if (old.length < IMAGES_AT_ONCE) return deleted
  }
}

async function deleteOldDurations(database: Database, before: number): Promise<number> {
  return repeat(async () => {
    const some = database.query
      .selectFrom('durations')
      .select('id')
      .where('finished_at', '<', before)
      .limit(ROWS_AT_ONCE)
    const gone = await database.query.deleteFrom('durations').where('id', 'in', some).executeTakeFirst()
    return gone.numDeletedRows
  })
}

/** By window: those of one are as many as there are callers. */
async function deleteOldRequestCounts(database: Database, before: number): Promise<number> {
  return repeat(async () => {
    const oldest = database.query
      .selectFrom('request_counts')
      .select(({ fn }) => fn.min('window_at').as('at'))
      .where('window_at', '<', before)
    const gone = await database.query
      .deleteFrom('request_counts')
      .where('window_at', '=', oldest)
      .executeTakeFirst()
    return gone.numDeletedRows
  })
}

/** Panels and browsers that nobody waits for any more. */
async function deleteOldSignIns(database: Database, now: number): Promise<number> {
  let deleted = 0n
  for (const table of ['sign_ins', 'sign_in_attempts'] as const) {
    const gone = await database.query.deleteFrom(table).where('expires_at', '<=', now).executeTakeFirst()
    deleted += gone.numDeletedRows
  }
  return Number(deleted)
}

async function repeat(deleteSome: () => Promise<bigint>): Promise<number> {
  let deleted = 0
  for (;;) {
    const gone = Number(await deleteSome())
    if (gone === 0) return deleted
    deleted += gone
    await nextTurn()
  }
}
