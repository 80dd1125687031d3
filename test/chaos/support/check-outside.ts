/** What the database says of images against what the store has. */
import { expect } from 'vitest'
import { keepS3Blobs } from '../../../relay/blobs/s3-blobs.ts'
import type { StorePlace } from '../../../relay/settings/settings.ts'
import { findNamed } from '../../../relay/store/blobs/blob-names.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import type { S3Store } from '../../relay/support/s3-store.ts'

/** Orphans at most are there: all that a row names is, whole, and nothing has gone anywhere else. */
export async function checkOutside(place: StorePlace, store: S3Store): Promise<void> {
  store.watch({})
  store.mend()
  const outside = keepS3Blobs(store.place)
  const database = await openDatabase(place, outside)
  try {
    const { query, blobs } = database
    const rows = [
      ...(await query.selectFrom('images').select('sha256 as hash').execute()),
      ...(await query.selectFrom('uploads').select('id as hash').execute()),
    ]
    const named = await findNamed(
      query,
      rows.map(({ hash }) => hash),
    )
    expect(named.size).toBeGreaterThan(0)
    for (const hash of named) expect(await blobs.readWhole(hash), `bytes of ${hash}`).toBeDefined()
    for await (const beside of blobs.beside.list()) expect(beside).toEqual([])
  } finally {
    await database.close()
    await outside.close()
  }
}
