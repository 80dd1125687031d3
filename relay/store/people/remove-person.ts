/** Takes somebody out for good: the keys and the name at once, then what was made, however much it is. */
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import { forgetGeneration } from '../generations/generations.ts'
import { deletePrivateLooks } from '../looks/delete-look.ts'
import { listMarks, removeMark, setMark } from '../marks.ts'

/** What stands for a person in the books once the name is gone. */
const REMOVED_NAME = 'removed'
const GENERATIONS_AT_ONCE = 200
/** In front of the person's id: what they made is still to be forgotten. */
const REMOVAL = 'removal '

/**
 * Ends every token first, so that nothing new begins; then forgets what the person made: prompts, references, images and private looks.
 * What was not sent to Rivya never will be. Where it is interrupted, a relay of the database goes on with it; the sums stay.
 *
 * @returns false when there is no such person
 */
export async function removePerson(
  database: Database,
  id: string,
  now: number,
  note?: Note,
): Promise<boolean> {
  const isThere = await database.transact(async (trx) => {
    // Who signs in again is somebody new, and no panel that waits still gets a token. In the order in which signing in locks.
    for (const table of ['sign_ins', 'identities'] as const) {
      await trx.deleteFrom(table).where('person_id', '=', id).execute()
    }
    const person = await trx
      .updateTable('people')
      .set({ name: REMOVED_NAME, role: 'member', team_id: null, removed_at: now })
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (person.numUpdatedRows === 0n) return false
    await trx
      .updateTable('access_tokens')
      .set((set) => ({ revoked_at: set.fn.coalesce('revoked_at', set.val(now)), name: REMOVED_NAME }))
      .where('person_id', '=', id)
      .execute()
    await trx.deleteFrom('admin_sessions').where('person_id', '=', id).execute()
    await setMark(trx, `${REMOVAL}${id}`, now)
    await note?.(trx)
    return true
  })
  if (isThere) await forgetAll(database, id, now)
  return isThere
}

/** Those that a crash has left unfinished. @returns how many */
export async function finishRemovals(database: Database, now: number): Promise<number> {
  const marks = await listMarks(database.query, REMOVAL)
  for (const mark of marks) await forgetAll(database, mark.slice(REMOVAL.length), now)
  return marks.length
}

/** May be repeated, and done twice at once. */
async function forgetAll(database: Database, id: string, now: number): Promise<void> {
  for (let last = -1; ; ) {
    const rows = await database.query
      .selectFrom('generations')
      .select(['id', 'position'])
      .where('token_id', '=', id)
      .where('position', '>', last)
      .where('deleted_at', 'is', null)
      .orderBy('position')
      .limit(GENERATIONS_AT_ONCE)
      .execute()
    for (const row of rows) await forgetGeneration(database, id, row.id, now)
    const end = rows.at(-1)
    if (end === undefined || rows.length < GENERATIONS_AT_ONCE) break
    last = end.position
  }
  await database.transact(async (trx) => {
    await database.lockName(trx, 'looks')
    // The bytes go with the clean-up once nobody owns them.
    await trx.deleteFrom('upload_owners').where('token_id', '=', id).execute()
    await deletePrivateLooks(trx, id)
    await removeMark(trx, `${REMOVAL}${id}`)
  })
}
