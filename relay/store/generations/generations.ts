/** Reading, starring and forgetting generations; each query names the person, so another's is never found. */
import { sql } from 'kysely'
import { countCredits } from '../credits/credits.ts'
import type { Database } from '../database.ts'
import type { Query, WriteQuery } from '../dialect.ts'
import { prepare } from '../prepared.ts'
import {
  type GenerationRow,
  type GenerationTable,
  VISIBLE_COLUMNS,
  type VisibleRow,
} from '../tables/generations.ts'
import { deleteImages } from './delete-images.ts'
import { searchInStretches } from './search-prompts.ts'

const selectGeneration = prepare<[personId: string, id: string], VisibleRow>((query) =>
  ownGenerations(query, '').where('id', '=', '').compile(),
)

export async function readGeneration(
  database: Database,
  personId: string,
  id: string,
): Promise<VisibleRow | undefined> {
  const [row] = await selectGeneration(database, personId, id)
  return row
}

const selectByTask = prepare<[taskId: string, exceptId: string], { id: string }>((query) =>
  query
    .selectFrom('generations')
    .select('id')
    .where('upstream_task_id', '=', '')
    .where('id', '!=', '')
    .compile(),
)

/** Whether a task at Rivya is known to belong to another generation than this one. */
export async function isTaskOfAnother(database: Database, taskId: string, id: string): Promise<boolean> {
  const [other] = await selectByTask(database, taskId, id)
  return other !== undefined
}

function ownGenerations(query: Query, personId: string) {
  return query
    .selectFrom('generations')
    .select(VISIBLE_COLUMNS)
    .where('token_id', '=', personId)
    .where('deleted_at', 'is', null)
}

type GenerationFilter = {
  /** Only those accepted before this position. */
  before?: number | undefined
  /** Each must be part of the prompt, in any case. */
  words?: string[] | undefined
  documentId?: string | undefined
  isStarred?: boolean | undefined
}

/** Newest first. @param signal ends a search in words early, with what it has found so far */
export async function listGenerations(
  database: Database,
  personId: string,
  filter: GenerationFilter,
  limit: number,
  signal?: AbortSignal,
): Promise<VisibleRow[]> {
  const { words = [], before } = filter
  if (words.length === 0) return readList(database, personId, filter, limit)
  return searchInStretches(database.query, personId, { before, limit, signal }, (stretch) =>
    readList(database, personId, { ...filter, before: stretch.before }, stretch.limit, stretch.from),
  )
}

function readList(
  database: Database,
  personId: string,
  filter: GenerationFilter,
  limit: number,
  from: number | null = null,
): Promise<VisibleRow[]> {
  let query = ownGenerations(database.query, personId)
  if (filter.before !== undefined) query = query.where('position', '<', filter.before)
  if (from !== null) query = query.where('position', '>=', from)
  if (filter.documentId !== undefined) query = query.where('document_id', '=', filter.documentId)
  // Spelled out, since a parameter would hide from the databases that the index of the starred serves it.
  if (filter.isStarred === true) query = query.where(sql<boolean>`starred = ${sql.lit(1)}`)
  if (filter.isStarred === false) query = query.where('starred', '=', 0)
  const { words = [], before } = filter
  if (words.length > 0)
    query = query.where('position', 'in', findWords(database, personId, { words, before, from }))
  return query.orderBy('position', 'desc').limit(limit).execute()
}

/** Apart from the rows: SQLite has all that is asked for here in one index. */
function findWords(
  { placeOf, byPrompts }: Database,
  personId: string,
  { words, before, from }: { words: string[]; before: number | undefined; from: number | null },
) {
  // Not LIKE, which takes many seconds for long words that prompts almost hold.
  const holds = words.map((word) => sql`${sql.raw(placeOf)}(prompt_folded, ${word.toLowerCase()}) > 0`)
  return sql<number>`(select position from generations ${sql.raw(byPrompts)}
    where token_id = ${personId} and deleted_at is null and position >= ${from ?? 0}
      and position < ${before ?? Number.MAX_SAFE_INTEGER} and ${sql.join(holds, sql` and `)})`
}

/** @returns the generation as it is now, or undefined when there is none */
export async function starGeneration(
  database: Database,
  personId: string,
  id: string,
  isStarred: boolean,
): Promise<GenerationRow | undefined> {
  return database.write(async (trx, touched) => {
    const change = await raiseChange(trx, personId)
    const row = await updateOwn(trx, personId, id, { starred: isStarred ? 1 : 0, change })
    if (row !== undefined) touched(personId)
    return row
  })
}

export async function updateOwn(
  trx: WriteQuery,
  personId: string,
  id: string,
  values: Partial<GenerationTable>,
): Promise<GenerationRow | undefined> {
  return trx
    .updateTable('generations')
    .set(values)
    .where('id', '=', id)
    .where('token_id', '=', personId)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/**
 * The next number of the person's counter of changes. Raising it locks the person until the commit, so the numbers
 * become visible in their order: whoever has read up to one will not miss a smaller one that is committed later.
 */
export async function raiseChange(trx: WriteQuery, personId: string): Promise<number> {
  const row = await trx
    .updateTable('people')
    .set((set) => ({ last_change: set('last_change', '+', 1) }))
    .where('id', '=', personId)
    .returning('last_change')
    .executeTakeFirstOrThrow()
  return row.last_change
}

/**
 * Forgets prompt, references and images. What was not sent to Rivya never will be, and its credits are given back; a
 * task that may be there runs on and stays paid, and the worker watches it to the end for its place and its price.
 * The row stays, so that a late retry under the same key finds it and pays nothing.
 *
 * @returns false when there is no such generation
 */
export async function forgetGeneration(
  database: Database,
  personId: string,
  id: string,
  now: number,
): Promise<boolean> {
  return database.write(async (trx, touched) => {
    const change = await raiseChange(trx, personId)
    const row = await updateOwn(trx, personId, id, {
      prompt: '',
      prompt_folded: '',
      // Of a short prompt, a hash is as good as the prompt. The key alone says that it is used up.
      request_hash: '',
      reference_list: '[]',
      image_list: '[]',
      origin: null,
      document_id: null,
      start: null,
      look_id: null,
      look_version: null,
      look_name: null,
      starred: 0,
      has_thumbnail: 0,
      failure_message: null,
      upstream_body: null,
      deleted_at: now,
      change,
    })
    if (row === undefined) return false
    // An attempt that is under way or in doubt has left its mark in `doubt_since` before.
    const isUnsent = row.status === 'accepted' || (row.status === 'submitting' && row.doubt_since === null)
    if (isUnsent) {
      await countCredits(trx, row, -row.credits_counted)
      await trx
        .updateTable('generations')
        .set({
          status: 'failed',
          failure_code: 'cancelled',
          credits_counted: 0,
          has_slot: 0,
          next_step_at: null,
          lease_owner: null,
          lease_until: null,
        })
        .where('id', '=', id)
        .execute()
    }
    // Nobody knows when a task ends whose looks fail, and nobody waits for this one.
    else if (row.setbacks > 0) {
      await trx.updateTable('generations').set({ has_slot: 0 }).where('id', '=', id).execute()
    }
    await deleteImages(trx, id, 'images')
    await deleteImages(trx, id, 'thumbnails')
    await trx.deleteFrom('generation_uploads').where('generation_id', '=', id).execute()
    touched(personId)
    return true
  })
}
