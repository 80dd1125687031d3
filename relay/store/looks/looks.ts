/** Looks: reading them, and what is kept of a generation's. */
import type { Look, LookVersion } from '../../../contract/looks.ts'
import type { CreateGeneration } from '../../../contract/relay-api.ts'
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'
import type { LookRow, LookVersionRow } from '../tables/looks.ts'
import { isUsable, isVisible, type Reader } from './look-rights.ts'

export type StoredLook = Pick<LookRow, 'id' | 'scope' | 'version' | 'updated_at'> & {
  ownerId: string
  teamId: string | null
  teamName: string | null
} & LookContent
type LookContent = Pick<Look, 'name' | 'prompt' | 'colours' | 'references' | 'megapixels'>

function currentLooks(query: Query) {
  return query
    .selectFrom('looks')
    .innerJoin('look_versions', (join) =>
      join
        .onRef('look_versions.look_id', '=', 'looks.id')
        .onRef('look_versions.version', '=', 'looks.version'),
    )
    .leftJoin('teams', 'teams.id', 'looks.team_id')
    .select(['looks.id', 'looks.scope', 'looks.version', 'looks.updated_at', 'owner_id', 'looks.team_id'])
    .select(['teams.name as team_name', 'look_versions.name', 'prompt', 'colour_list', 'reference_list'])
    .where('looks.deleted_at', 'is', null)
    .orderBy('looks.created_at')
    .orderBy('looks.id')
}
type CurrentRow = Awaited<ReturnType<ReturnType<typeof currentLooks>['execute']>>[number]

function readCurrent(row: CurrentRow): StoredLook {
  const { id, scope, version, updated_at, owner_id: ownerId, team_id: teamId, team_name: teamName } = row
  return { id, scope, version, updated_at, ownerId, teamId, teamName, ...parseContent(row) }
}

function parseContent(
  row: Pick<LookVersionRow, 'name' | 'prompt' | 'colour_list' | 'reference_list'>,
): LookContent {
  return {
    name: row.name,
    prompt: row.prompt,
    colours: JSON.parse(row.colour_list),
    references: JSON.parse(row.reference_list),
  }
}

/** What a person may generate with, oldest first. */
export async function listLooks(database: Database, reader: Reader): Promise<StoredLook[]> {
  const rows = await currentLooks(database.query)
    .where((builder) => isUsable(builder, reader))
    .execute()
  return addMegapixels(database.query, rows.map(readCurrent))
}

/** What the model counts of their references. */
async function addMegapixels<L extends LookContent>(query: Query, looks: L[]): Promise<L[]> {
  const ids = [...new Set(looks.flatMap(({ references }) => references.map(({ upload_id }) => upload_id)))]
  if (ids.length === 0) return looks
  const rows = await query
    .selectFrom('uploads')
    .select(['id', 'width', 'height'])
    .where('id', 'in', ids)
    .execute()
  const pixels = new Map(rows.map(({ id, width, height }) => [id, width * height]))
  return looks.map((look) => ({
    ...look,
    megapixels: look.references.reduce((sum, { upload_id: id }) => sum + (pixels.get(id) ?? 0), 0) / 1e6,
  }))
}

/** Of teams and for everyone, whoever made them; oldest first. */
export async function listSharedLooks(database: Database): Promise<StoredLook[]> {
  const rows = await currentLooks(database.query).where('scope', '!=', 'private').execute()
  return rows.map(readCurrent)
}

export async function readLook(query: Query, reader: Reader, id: string): Promise<StoredLook | undefined> {
  const row = await currentLooks(query)
    .where('looks.id', '=', id)
    .where((builder) => isVisible(builder, reader))
    .executeTakeFirst()
  if (row === undefined) return undefined
  const [look] = await addMegapixels(query, [readCurrent(row)])
  return look
}

/** A version of a look that the person may use, or one that a generation of theirs was made with. */
export async function readLookVersion(
  database: Database,
  reader: Reader,
  id: string,
  version: number,
): Promise<LookVersion | undefined> {
  const row = await database.query
    .selectFrom('look_versions')
    .selectAll()
    .where('look_id', '=', id)
    .where('version', '=', version)
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('looks')
            .select('looks.id')
            .whereRef('looks.id', '=', 'look_versions.look_id')
            .where((builder) => isVisible(builder, reader)),
        ),
        exists(
          selectFrom('generations')
            .select('generations.id')
            .where('look_id', '=', id)
            .where('look_version', '=', version)
            .where('token_id', '=', reader.personId),
        ),
      ]),
    )
    .executeTakeFirst()
  if (row === undefined) return undefined
  const [found] = await addMegapixels(database.query, [{ id, version, ...parseContent(row) }])
  return found
}

/** @returns the columns of the generation; undefined when the person may not use it, or there is no such version */
export async function findUsedLook(
  query: Query,
  reader: Pick<Reader, 'personId' | 'teamId'>,
  used: CreateGeneration['look'],
): Promise<{ look_id: string | null; look_version: number | null; look_name: string | null } | undefined> {
  if (used === undefined) return { look_id: null, look_version: null, look_name: null }
  const row = await query
    .selectFrom('looks')
    .innerJoin('look_versions', 'look_versions.look_id', 'looks.id')
    .select('look_versions.name')
    .where('looks.id', '=', used.id)
    .where('look_versions.version', '=', used.version)
    .where((builder) => isUsable(builder, reader))
    .executeTakeFirst()
  return row && { look_id: used.id, look_version: used.version, look_name: row.name }
}
