/** `backup TO`: a copy of the database in `DATA_DIR` and of its images, beside a running relay. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Environment, readStoreSettings, SettingError } from '../settings/settings.ts'
import { reasonOf } from '../store/database.ts'
import { backUp, IMAGES_SUFFIX, partsOf } from '../store/sqlite/backup.ts'
import { asksForHelp, explainUsage, type Output, readOptions } from './run-command.ts'

export const BACKUP_USAGE = 'usage:\n  backup TO'

/**
 * @returns the exit code
 * @throws {SettingError} when there is nothing to copy or it can't be done
 */
export async function runBackupCommand(args: string[], env: Environment, output: Output): Promise<number> {
  if (asksForHelp(args)) {
    output.log(BACKUP_USAGE)
    return 0
  }
  const options = readOptions(args, [], ['TO'])
  if (typeof options === 'string') return explainUsage(output, options, BACKUP_USAGE)
  const [to = ''] = options.words
  const { store } = readStoreSettings(env)
  if (store.kind === 'postgres') {
    throw new SettingError('backup copies the SQLite database of DATA_DIR; for Postgres use pg_dump.')
  }
  if (!existsSync(join(store.directory, 'relay.sqlite'))) {
    throw new SettingError(
      `DATA_DIR: there is no database in ${resolve(store.directory)}. Set DATA_DIR as for the relay.`,
    )
  }
  const folder = dirname(resolve(to))
  if (!existsSync(folder)) throw new SettingError(`backup: there is no folder ${folder}. Make it first.`)
  const imagesTo = `${to}${IMAGES_SUFFIX}`
  for (const path of [to, imagesTo]) {
    if (!existsSync(path)) continue
    throw new SettingError(`backup: there is something at ${resolve(path)} already. Name another place.`)
  }
  const parts = partsOf(to)
  for (const path of [parts.part, parts.images]) {
    if (!existsSync(path)) continue
    throw new SettingError(
      `backup: ${resolve(path)} is part of a backup that was broken off, or is being made. Delete it if none is.`,
    )
  }
  let images: number
  let missing: number
  try {
    ;({ images, missing } = await backUp(store.directory, to))
  } catch (cause) {
    throw new SettingError(`backup: none was made at ${resolve(to)} (${reasonOf(cause)}).`, { cause })
  }
  output.log(`${resolve(store.directory, 'relay.sqlite')} was copied to ${resolve(to)}`)
  output.log(`${images} images were copied to ${resolve(imagesTo)}`)
  if (missing > 0) {
    output.error(
      `${missing} images that the copy names are not in DATA_DIR: deleted meanwhile, or kept at BLOB_URL.`,
    )
  }
  return 0
}
