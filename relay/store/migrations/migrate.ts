/** Brings the tables to the version this relay knows. */
import { sql } from 'kysely'
import { SettingError } from '../../settings/settings.ts'
import type { Dialect } from '../dialect.ts'
import { MIGRATIONS } from './migrations.ts'

/**
 * All in one transaction under a lock, so that of two replicas starting at once one does the work and the other
 * finds it done.
 *
 * @param to as a relay of an earlier version does it
 * @param sayBegins called before tables that are there are changed, which may take minutes
 * @throws {SettingError} when a newer relay has already changed the tables
 */
export async function migrate(
  dialect: Dialect,
  to = MIGRATIONS.length,
  sayBegins: (version: number) => void = () => undefined,
): Promise<void> {
  await dialect.transactLong(async (trx) => {
    await dialect.lockName(trx, 'migration')
    await sql`CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)`.execute(trx)
    const { rows } = await sql<{ version: number }>`SELECT version FROM schema_version`.execute(trx)
    const version = rows[0]?.version ?? 0
    if (version > to) {
      throw new SettingError(
        `The database was made by a newer relay (version ${version}, this one knows ${to}).`,
      )
    }
    if (version > 0 && version < to) sayBegins(version)
    for (const bringForward of MIGRATIONS.slice(version, to)) await bringForward(trx, dialect)
    if (rows.length === 0) await sql`INSERT INTO schema_version VALUES (${to})`.execute(trx)
    else await sql`UPDATE schema_version SET version = ${to}`.execute(trx)
  })
}
