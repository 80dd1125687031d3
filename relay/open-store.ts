/** Opens what everything lasts in, and makes sure that it is this relay's. */
import { setTimeout as delay } from 'node:timers/promises'
import { BlobsAway } from './blobs/blob-store.ts'
import { describeClaim } from './blobs/claim-place.ts'
import { keepS3Blobs } from './blobs/s3-blobs.ts'
import type { Log } from './observe/log.ts'
import { measureBlobs } from './observe/measure.ts'
import { SettingError, type Settings } from './settings/settings.ts'
import { type Database, openDatabase } from './store/database.ts'
import { lockPlace } from './store/sqlite/sole-relay.ts'

const PLACE_PATIENCE_MS = 5000

type OpenStore = {
  database: Database
  /** Ends what is under way at the place of the images outside. */
  cutOutside: () => Promise<void>
  close: () => Promise<void>
}

/**
 * @param blobsAnswered hears of each call to the place of the images outside
 * @throws {SettingError} when it is another's; nothing is left open then
 */
export async function openStore(
  settings: Settings,
  log: Log,
  blobsAnswered: Parameters<typeof measureBlobs>[1],
): Promise<OpenStore> {
  const unlock = lockPlace(settings.store)
  const outside = settings.blobs === null ? null : keepS3Blobs(settings.blobs)
  const cutOutside = async () => outside?.close()
  const sayBegins = (from: number) =>
    log.info({ from }, 'bringing the tables up to date; of a long history it takes minutes, do not end it')
  const measured = outside && measureBlobs(outside, blobsAnswered)
  const database = await openDatabase(settings.store, measured, sayBegins).catch(async (error: unknown) => {
    await cutOutside()
    unlock()
    throw error
  })
  const close = async () => {
    await cutOutside()
    await database.close()
    unlock()
  }
  try {
    await database.renew()
    await checkPlace(database, log)
  } catch (error) {
    await close()
    throw error
  }
  if (database.room.prepare() === 'too-large') {
    log.warn(
      'the database file is too large to be written anew at a start, and will not shrink: see self-hosting',
    )
  }
  return { database, cutOutside, close }
}

/** Nothing else asks for a list before the first clean-up, and a key that may not is told at once. */
async function claimAndList({ claim, blobs: { outside } }: Database) {
  const claimed = await claim?.claim()
  if (claimed === 'own') await outside?.list()[Symbol.asyncIterator]().next()
  return claimed
}

/**
 * A store that is away keeps nobody from starting: nothing is deleted there before it has said whose it is.
 *
 * @throws {SettingError} when the images there are those of another database, or of a copy of this one
 */
async function checkPlace(database: Database, log: Log): Promise<void> {
  try {
    const claimed = await Promise.race([
      claimAndList(database),
      delay(PLACE_PATIENCE_MS, undefined, { ref: false }),
    ])
    const refusal = describeClaim(claimed ?? undefined)
    if (refusal !== null) throw new SettingError(`BLOB_URL: ${refusal}`)
  } catch (error) {
    if (!(error instanceof BlobsAway)) throw error
    log.error({ error }, 'the place of the images at BLOB_URL does not do what is asked')
  }
}
