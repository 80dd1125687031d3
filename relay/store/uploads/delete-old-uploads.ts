/** Deletes references that nobody needs any more, a page at a time, and asks for the deletion of their bytes. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { BITE } from '../bites.ts'
import { askDeletion } from '../blobs/blob-deletions.ts'
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'

const DAY_MS = 24 * 60 * 60_000
/** An upload that no generation names: it went ahead of a press that never came. */
const UNUSED_UPLOAD_MS = DAY_MS
/** Looked through in one query. */
const PAGE = 250

type Candidate = { id: string; last_used_at: number }

/**
 * Kept are uploads that someone has used lately, those that a generation still has to send, and those of looks.
 *
 * @param keptSince used before this is no longer lately
 * @returns how many are gone
 */
export async function deleteOldUploads(database: Database, now: number, keptSince: number): Promise<number> {
  const unusedSince = now - UNUSED_UPLOAD_MS
  const awaited = await readAwaited(database.query)
  let deleted = 0
  let last: Candidate = { id: '', last_used_at: -1 }
  for (;;) {
    const page = await readPage(database.query, Math.max(keptSince, unusedSince), last)
    for (const upload of page) {
      const isOld = upload.last_used_at < keptSince && !awaited.has(upload.id)
      const isUnused = upload.last_used_at < unusedSince && upload.isNamed === 0
      if (isOld || isUnused) deleted += await deleteUpload(database, upload)
    }
    const end = page.at(-1)
    if (end === undefined || page.length < PAGE) return deleted
    last = end
    await nextTurn()
  }
}

/** Those that have not been sent are few, and each has an entry in one of two small indexes. */
async function readAwaited(query: Query): Promise<Set<string>> {
  const names = query
    .selectFrom('generations')
    .innerJoin('generation_uploads', 'generation_uploads.generation_id', 'generations.id')
    .select('generation_uploads.upload_id')
    .distinct()
  const waiting = await names.where('status', '=', 'accepted').where('has_slot', '=', 0).execute()
  const moving = await names
    .where('next_step_at', 'is not', null)
    .where('status', 'in', ['accepted', 'submitting'])
    .execute()
  return new Set([...waiting, ...moving].map((row) => row.upload_id))
}

async function readPage(query: Query, before: number, after: Candidate) {
  return query
    .selectFrom('uploads')
    .select(['id', 'last_used_at'])
    .select(({ selectFrom, exists, case: when }) =>
      when()
        .when(
          exists(
            selectFrom('generation_uploads')
              .select('generation_id')
              .whereRef('generation_uploads.upload_id', '=', 'uploads.id'),
          ),
        )
        .then(1)
        .else(0)
        .end()
        .as('isNamed'),
    )
    .where('last_used_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('look_uploads').select('look_id').whereRef('look_uploads.upload_id', '=', 'uploads.id'),
        ),
      ),
    )
    .where(({ eb, and, or }) =>
      or([
        eb('last_used_at', '>', after.last_used_at),
        and([eb('last_used_at', '=', after.last_used_at), eb('id', '>', after.id)]),
      ]),
    )
    .orderBy('last_used_at')
    .orderBy('id')
    .limit(PAGE)
    .execute()
}

/** @returns 1, or 0 when it has been used again meanwhile */
async function deleteUpload(database: Database, { id, last_used_at }: Candidate): Promise<0 | 1> {
  for (;;) {
    const left = await database.transact(async (trx) => {
      // Locks the row; a generation that uses the upload meanwhile has set the time anew.
      const { numUpdatedRows } = await trx
        .updateTable('uploads')
        .set({ rivya_url: null })
        .where('id', '=', id)
        .where('last_used_at', '=', last_used_at)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return 'used' as const
      // A brand's mark is named by hundreds of thousands of generations, and thousands of people have sent it.
      const names = trx
        .selectFrom('generation_uploads')
        .select('generation_id')
        .where('upload_id', '=', id)
        .limit(BITE)
      const unnamed = await trx
        .deleteFrom('generation_uploads')
        .where('upload_id', '=', id)
        .where('generation_id', 'in', names)
        .executeTakeFirst()
      const owners = trx
        .selectFrom('upload_owners')
        .select('token_id')
        .where('upload_id', '=', id)
        .limit(BITE - Number(unnamed.numDeletedRows))
      const disowned = await trx
        .deleteFrom('upload_owners')
        .where('upload_id', '=', id)
        .where('token_id', 'in', owners)
        .executeTakeFirst()
      if (unnamed.numDeletedRows + disowned.numDeletedRows >= BITE) return 'more' as const
      await trx.deleteFrom('uploads').where('id', '=', id).execute()
      await askDeletion(trx, [id])
      return 'gone' as const
    })
    if (left !== 'more') return left === 'gone' ? 1 : 0
  }
}
