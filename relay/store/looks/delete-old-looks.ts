/** Deletes what is left of looks that were changed or withdrawn. */
import type { Database } from '../database.ts'

/**
 * Of versions that are not the newest, the pictures go when the look was last changed before `keptSince`; their words,
 * too, unless a generation names them. So a run that was made with an earlier version can still be sent.
 *
 * @returns how many versions are gone
 */
export async function deleteOldLooks(database: Database, keptSince: number): Promise<number> {
  const old = await database.query
    .selectFrom('look_versions')
    .innerJoin('looks', 'looks.id', 'look_versions.look_id')
    .select(['look_versions.look_id', 'look_versions.version'])
    .select(({ selectFrom, exists, case: when }) =>
      when()
        .when(
          exists(
            selectFrom('generations')
              .select('generations.id')
              .whereRef('generations.look_id', '=', 'look_versions.look_id')
              .whereRef('generations.look_version', '=', 'look_versions.version'),
          ),
        )
        .then(1)
        .else(0)
        .end()
        .as('isNamed'),
    )
    .where('looks.updated_at', '<', keptSince)
    .where(({ or, ref, eb }) =>
      or([eb('looks.deleted_at', 'is not', null), eb('look_versions.version', '<', ref('looks.version'))]),
    )
    .execute()
  if (old.length === 0) return 0
  return database.transact(async (trx) => {
    await database.lockName(trx, 'looks')
    let deleted = 0
    for (const { look_id, version, isNamed } of old) {
      const table = isNamed === 1 ? 'look_uploads' : 'look_versions'
      await trx.deleteFrom(table).where('look_id', '=', look_id).where('version', '=', version).execute()
      if (isNamed === 0) deleted += 1
    }
    await trx
      .deleteFrom('looks')
      .where('deleted_at', 'is not', null)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('look_versions').select('version').whereRef('look_versions.look_id', '=', 'looks.id'),
          ),
        ),
      )
      .execute()
    return deleted
  })
}
