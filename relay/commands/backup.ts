/** `backup TO`: a copy of the database in `DATA_DIR`, beside a running relay. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Environment, readStoreSettings, SettingError } from '../settings.ts'
import { backUp } from '../store/backup.ts'
import { explainFailure } from '../store/database.ts'

/**
 * @returns the exit code
 * @throws {SettingError} when there is nothing to copy or it can't be done
 */
export function runBackupCommand(
  args: string[],
  env: Environment,
  output: Pick<Console, 'log' | 'error'>,
): number {
  const [to] = args
  if (to === undefined || to.startsWith('-') || args.length > 1) {
    output.error('usage:\n  backup TO')
    return 2
  }
  const { store } = readStoreSettings(env)
  if (store.kind === 'postgres') {
    throw new SettingError('backup copies the SQLite database of DATA_DIR; for Postgres use pg_dump.')
  }
  if (!existsSync(join(store.directory, 'relay.sqlite'))) {
    throw new SettingError(`DATA_DIR: there is no database in ${resolve(store.directory)}.`)
  }
  if (existsSync(to)) throw new SettingError(`backup: there is something at ${resolve(to)} already.`)
  try {
    backUp(store.directory, to)
  } catch (cause) {
    throw explainFailure(store, `no backup was made at ${resolve(to)}`, cause)
  }
  output.log(`${resolve(store.directory, 'relay.sqlite')} was copied to ${resolve(to)}`)
  return 0
}
