/** Makes and changes looks, one at a time over all replicas: few do it, and none is lost to another. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { SaveLook } from '../../../contract/save-look.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import type { LookRow } from '../tables/looks.ts'
import {
  checkReferences,
  checkShelf,
  type Edit,
  isFull,
  isRemoved,
  type Obstacle,
  shelfOf,
} from './check-look.ts'
import { mayPublish, type Reader, type Shelf } from './look-rights.ts'
import { readLook, type StoredLook } from './looks.ts'

export type SavedLook =
  | { kind: 'saved'; look: StoredLook }
  /** It was made before, with this key and of this body. */
  | { kind: 'repeated'; look: StoredLook }
  /** This key has made another. */
  | { kind: 'conflict' }
  /** Also another's private one. */
  | { kind: 'not-found' }
  /** Its version is another than the one that was to be changed. */
  | { kind: 'changed' }
  | { kind: 'too-many' }
  | Obstacle
  /** The person was, since the request came in. */
  | { kind: 'removed' }

/** The caller's, null without one; and of what it is to be made, so that a key is for one look alone. */
export type LookKey = { key: string; requestHash: string } | null

export async function createLook(database: Database, edit: Edit, made: LookKey = null): Promise<SavedLook> {
  const { reader, draft, now } = edit
  return database.transact(async (trx) => {
    await database.lockName(trx, 'looks')
    if (await isRemoved(trx, reader)) return { kind: 'removed' }
    const key = made && { made_with: `${reader.personId} ${made.key}`, request_hash: made.requestHash }
    const known = key && (await findMade(trx, reader, key))
    if (known !== null) return known
    const shelf = shelfOf(edit, reader.teamId)
    const refused = (await checkShelf(trx, reader, shelf)) ?? (await checkReferences(trx, edit, null))
    if (refused !== null) return refused
    if (await isFull(trx, shelf)) return { kind: 'too-many' }
    const id = `look_${randomUUID().replaceAll('-', '')}`
    const place = { scope: shelf.scope, owner_id: shelf.ownerId, team_id: shelf.teamId }
    await trx
      .insertInto('looks')
      .values({ id, ...place, ...key, version: 1, created_at: now, updated_at: now })
      .execute()
    await insertVersion(trx, id, 1, draft, now)
    return reread(trx, reader, id)
  })
}

async function findMade(
  trx: WriteQuery,
  reader: Reader,
  key: Pick<LookRow, 'made_with' | 'request_hash'>,
): Promise<SavedLook | null> {
  const row = await trx
    .selectFrom('looks')
    .select(['id', 'request_hash'])
    .where('made_with', '=', key.made_with)
    .executeTakeFirst()
  if (row === undefined) return null
  if (row.request_hash !== key.request_hash) return { kind: 'conflict' }
  // As it is now: it may have been changed, or withdrawn.
  const look = await readLook(trx, reader, row.id)
  return look === undefined ? { kind: 'not-found' } : { kind: 'repeated', look }
}

/** @param expected the version that the change was made from */
export async function changeLook(
  database: Database,
  id: string,
  expected: number,
  edit: Edit,
): Promise<SavedLook> {
  const { reader, draft, now } = edit
  return database.transact(async (trx) => {
    await database.lockName(trx, 'looks')
    if (await isRemoved(trx, reader)) return { kind: 'removed' }
    const present = await readLook(trx, reader, id)
    if (present === undefined) return { kind: 'not-found' }
    if (!mayPublish(reader, present)) return { kind: 'forbidden' }
    // Who made a shared look stays its maker; one that is taken back to be private belongs to who takes it.
    const wanted = shelfOf(edit, present.teamId ?? reader.teamId)
    const shelf = wanted.scope === 'private' ? wanted : { ...wanted, ownerId: present.ownerId }
    const refused = (await checkShelf(trx, reader, shelf)) ?? (await checkReferences(trx, edit, id))
    if (refused !== null) return refused
    if (present.version !== expected) {
      // It may be the same change once more, whose answer was lost (RFC 9110, 13.1.1).
      return expected === present.version - 1 && isWhat(present, shelf, draft)
        ? { kind: 'repeated', look: present }
        : { kind: 'changed' }
    }
    const isMoved = shelf.scope !== present.scope || shelf.teamId !== present.teamId
    if (isMoved && (await isFull(trx, shelf))) return { kind: 'too-many' }
    const version = present.version + 1
    await insertVersion(trx, id, version, draft, now)
    await trx
      .updateTable('looks')
      .set({
        scope: shelf.scope,
        owner_id: shelf.ownerId,
        team_id: shelf.teamId,
        version,
        updated_at: now,
      })
      .where('id', '=', id)
      .execute()
    return reread(trx, reader, id)
  })
}

async function insertVersion(
  trx: WriteQuery,
  id: string,
  version: number,
  { name, prompt, colours, references }: SaveLook,
  now: number,
): Promise<void> {
  await trx
    .insertInto('look_versions')
    .values({
      look_id: id,
      version,
      name: name.trim(),
      prompt,
      colour_list: JSON.stringify(colours),
      reference_list: JSON.stringify(references),
      created_at: now,
    })
    .execute()
  for (const upload_id of new Set(references.map((reference) => reference.upload_id))) {
    await trx.insertInto('look_uploads').values({ look_id: id, version, upload_id }).execute()
  }
}

function isWhat(look: StoredLook, { scope, teamId }: Shelf, draft: SaveLook): boolean {
  const references = look.references.map(({ upload_id, name }) => ({ upload_id, name }))
  const present = [look.scope, look.teamId, look.name, look.prompt, look.colours, references]
  const wanted = [scope, teamId, draft.name.trim(), draft.prompt, draft.colours, draft.references]
  return isDeepStrictEqual(JSON.parse(JSON.stringify(present)), JSON.parse(JSON.stringify(wanted)))
}

async function reread(trx: WriteQuery, reader: Reader, id: string): Promise<SavedLook> {
  const look = await readLook(trx, reader, id)
  if (look === undefined) throw new Error('a look that was just saved is not there')
  return { kind: 'saved', look }
}
