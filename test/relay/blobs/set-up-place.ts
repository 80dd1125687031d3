import { afterAll, beforeAll, beforeEach } from 'vitest'
import { keepS3Blobs, type OutsideBlobs } from '../../../relay/blobs/s3-blobs.ts'
import { type S3Store, startS3Store } from '../support/s3-store.ts'
import { makePng, sha256 } from '../support/samples.ts'

/** What lies at the place before each test. */
export const PNG = makePng(500, 1)
export const HASH = sha256(PNG)

const LIMITS = { connectMs: 5000, idleMs: 10_000, deadlineMs: 10_000, pauseMs: 1 }

type Place = { store: S3Store; outside: OutsideBlobs }

/**
 * One place for images for all tests of a file; before each it is sound, nobody's, and holds one image.
 *
 * @returns empty until the first test runs
 */
export function setUpPlace(): Place {
  const place = {} as Place
  beforeAll(async () => {
    place.store = await startS3Store()
    place.outside = keepS3Blobs(place.store.place, LIMITS)
  })
  afterAll(async () => {
    await place.outside.close()
    await place.store.close()
  })
  beforeEach(async () => {
    place.store.mend()
    await place.store.meddle('owner', null)
    await place.outside.put(HASH, PNG)
  })
  return place
}
