/** What stands in the way of a look that is to be saved. */
import type { SaveLook } from '../../../contract/save-look.ts'
import type { WriteQuery } from '../dialect.ts'
import { mayPublish, type Reader, type Shelf } from './look-rights.ts'
import { touchSharedUpload } from './look-uploads.ts'

/** On one shelf: of a person, of a team, for everyone. */
export const MAX_LOOKS = 100

/** A look as somebody wants it. */
export type Edit = { reader: Reader; draft: SaveLook; now: number }

export type Obstacle =
  | { kind: 'forbidden' }
  | { kind: 'unknown-team' }
  /** Absent or another user's. `index` is the place in `references`. */
  | { kind: 'unknown-upload'; index: number }

/** Behind the lock, which a removal takes before it deletes the person's looks. */
export async function isRemoved(trx: WriteQuery, { personId }: Reader): Promise<boolean> {
  const person = await trx
    .selectFrom('people')
    .select('id')
    .where('id', '=', personId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return person === undefined
}

/** @param ownTeam when the draft names none */
export function shelfOf({ reader, draft }: Edit, ownTeam: string | null): Shelf {
  const teamId = draft.scope === 'team' ? (draft.team_id ?? ownTeam) : null
  return { scope: draft.scope, ownerId: reader.personId, teamId }
}

export async function checkShelf(trx: WriteQuery, reader: Reader, shelf: Shelf): Promise<Obstacle | null> {
  if (!mayPublish(reader, shelf)) return { kind: 'forbidden' }
  if (shelf.teamId === null) return shelf.scope === 'team' ? { kind: 'unknown-team' } : null
  const team = await trx.selectFrom('teams').select('id').where('id', '=', shelf.teamId).executeTakeFirst()
  return team === undefined ? { kind: 'unknown-team' } : null
}

/** Their own uploads, and what is in a look that they may use, or in the one that is changed. */
export async function checkReferences(
  trx: WriteQuery,
  { reader, draft, now }: Edit,
  id: string | null,
): Promise<Obstacle | null> {
  for (const [index, { upload_id }] of draft.references.entries()) {
    if (await touchSharedUpload(trx, reader, upload_id, now)) continue
    if (id === null || !(await hasLookUpload(trx, id, upload_id))) return { kind: 'unknown-upload', index }
  }
  return null
}

async function hasLookUpload(trx: WriteQuery, id: string, uploadId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('look_uploads')
    .select('upload_id')
    .where('look_id', '=', id)
    .where('upload_id', '=', uploadId)
    .executeTakeFirst()
  return row !== undefined
}

export async function isFull(trx: WriteQuery, { scope, ownerId, teamId }: Shelf): Promise<boolean> {
  let query = trx
    .selectFrom('looks')
    .where('deleted_at', 'is', null)
    .where('scope', '=', scope)
    .select(({ fn }) => fn.countAll<number>().as('looks'))
  if (scope === 'private') query = query.where('owner_id', '=', ownerId)
  if (scope === 'team') query = query.where('team_id', '=', teamId)
  return (await query.executeTakeFirstOrThrow()).looks >= MAX_LOOKS
}
