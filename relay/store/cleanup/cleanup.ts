/** Deletes what is no longer kept: see `RESULT_DAYS`. Rows stay, so that history and idempotency keys do. */
import { sql } from 'kysely'
import { BITE, deleteInBites } from '../bites.ts'
import { deleteAsked, deleteOrphans } from '../blobs/sweep-blobs.ts'
import type { Database } from '../database.ts'
import { deleteImages } from '../generations/delete-images.ts'
import { raiseChange } from '../generations/generations.ts'
import { deleteOldLooks } from '../looks/delete-old-looks.ts'
import { finishRemovals } from '../people/remove-person.ts'
import { deleteOldUploads } from '../uploads/delete-old-uploads.ts'

const DAY_MS = 24 * 60 * 60_000
const DURATIONS_MS = 30 * DAY_MS
const REQUEST_COUNTS_MS = 10 * 60_000
/** Looked for at a time; those of each generation then go in a transaction of their own. */
const IMAGES_AT_ONCE = 50

type CleanUpStep =
  | 'removals'
  | 'images'
  | 'looks'
  | 'uploads'
  | 'blobs'
  | 'orphans'
  | 'durations'
  | 'requestCounts'
  | 'signIns'
/** What went, by step, and what kept a step from its end: it comes again with the next clean-up. */
type CleanUpResult = Record<CleanUpStep, number> & {
  failures: { step: CleanUpStep; error: unknown }[]
}

/** Each step on its own: one that can not end keeps no other from its work. */
export async function cleanUp(database: Database, now: number, resultDays: number): Promise<CleanUpResult> {
  const keptSince = now - resultDays * DAY_MS
  const steps: Record<CleanUpStep, () => Promise<number>> = {
    // Before all that they let go of.
    removals: () => finishRemovals(database, now),
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
    removals: 0,
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
    // The next ones first and then whose they are: otherwise Postgres sorts all that are old for every few of them.
    const next = database.query
      .selectFrom('images')
      .select('generation_id')
      .where('created_at', '<', before)
      .orderBy('created_at')
      .limit(IMAGES_AT_ONCE)
    const old = await database.query
      .selectFrom('generations')
      .select(['id', 'token_id'])
      .where('id', 'in', next)
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
    // Of one generation there may be several.
    if (old.length === 0) return deleted
  }
}

async function deleteOldDurations(database: Database, before: number): Promise<number> {
  return deleteInBites(database, async (trx) => {
    const some = trx.selectFrom('durations').select('id').where('finished_at', '<', before).limit(BITE)
    const { numDeletedRows } = await trx.deleteFrom('durations').where('id', 'in', some).executeTakeFirst()
    return Number(numDeletedRows)
  })
}

/** In the order of the only index: those of one window are as many as there are callers. */
async function deleteOldRequestCounts(database: Database, before: number): Promise<number> {
  let last = { key: '', window_at: 0 }
  return deleteInBites(database, async (trx) => {
    const isNext = sql<boolean>`(key, window_at) > (${last.key}, ${last.window_at})`
    const some = await trx
      .selectFrom('request_counts')
      .select(['key', 'window_at'])
      .where(isNext)
      .where('window_at', '<', before)
      .orderBy('key')
      .orderBy('window_at')
      .limit(BITE)
      .execute()
    const end = some.at(-1)
    if (end === undefined) return 0
    await trx
      .deleteFrom('request_counts')
      .where(isNext)
      .where(sql<boolean>`(key, window_at) <= (${end.key}, ${end.window_at})`)
      .where('window_at', '<', before)
      .execute()
    last = end
    return some.length
  })
}

/** Panels and browsers that nobody waits for any more. */
async function deleteOldSignIns(database: Database, now: number): Promise<number> {
  const panels = await deleteInBites(database, async (trx) => {
    const some = trx.selectFrom('sign_ins').select('device_hash').where('expires_at', '<=', now).limit(BITE)
    const gone = await trx.deleteFrom('sign_ins').where('device_hash', 'in', some).executeTakeFirst()
    return Number(gone.numDeletedRows)
  })
  const browsers = await deleteInBites(database, async (trx) => {
    const some = trx
      .selectFrom('sign_in_attempts')
      .select('state_hash')
      .where('expires_at', '<=', now)
      .limit(BITE)
    const gone = await trx.deleteFrom('sign_in_attempts').where('state_hash', 'in', some).executeTakeFirst()
    return Number(gone.numDeletedRows)
  })
  return panels + browsers
}
