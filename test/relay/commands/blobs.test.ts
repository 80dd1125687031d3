import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { keepS3Blobs, type OutsideBlobs } from '../../../relay/blobs/s3-blobs.ts'
import { blobsCommand } from '../../../relay/commands/blobs.ts'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { isSuspect } from '../../../relay/store/blobs/lost-blobs.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { readImage, readThumbnails, saveThumbnail } from '../../../relay/store/generations/images.ts'
import { saveUpload } from '../../../relay/store/uploads/uploads.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { type S3Store, startS3Store } from '../support/s3-store.ts'
import {
  accept,
  addToken,
  keepImages,
  makePng,
  NOON,
  PNG_HEADER,
  readAll,
  sha256,
} from '../support/samples.ts'

const IMAGE = makePng(4000, 1)
const IN_ROW = makePng(3000, 2)
const THUMBNAIL = makePng(1000, 3)
const UPLOAD = makePng(2000, 4)
const ORPHAN = makePng(500, 5)
const NAMED = [IMAGE, IN_ROW, THUMBNAIL, UPLOAD].map(sha256).sort()

let store: S3Store
let outside: OutsideBlobs
beforeAll(async () => {
  store = await startS3Store()
})
afterAll(() => store.close())
beforeEach(() => {
  outside = keepS3Blobs(store.place)
})
afterEach(async () => {
  store.mend()
  for (const hash of NAMED) await outside.delete(hash)
  await outside.close()
})

async function listOf(blobs: Pick<Database['blobs'], 'list'>): Promise<string[]> {
  const names = []
  for await (const page of blobs.list()) names.push(...page.map(({ name }) => name))
  return names.sort()
}

describeOnEachDatabase('blobs move', ({ createPlace }) => {
  async function begin() {
    const place = await createPlace()
    const before = await openDatabase(place)
    const { id: person } = await addToken(before)
    const { id } = await accept(before, person)
    // Each has a database of its own, and all the same place.
    await store.meddle('owner', null)
    await keepImages(before, id, [{ header: PNG_HEADER, bytes: IMAGE }])
    // As an earlier version kept it.
    await sql`INSERT INTO images (generation_id, number, mime_type, sha256, created_at, data)
      VALUES (${id}, 1, 'image/png', ${sha256(IN_ROW)}, ${NOON}, ${IN_ROW})`.execute(before.query)
    await saveThumbnail(before, person, id, { header: PNG_HEADER, bytes: THUMBNAIL })
    await saveUpload(before, person, { id: sha256(UPLOAD), header: PNG_HEADER, data: UPLOAD }, NOON)
    await before.blobs.put(sha256(ORPHAN), ORPHAN)
    // On SQLite two in one process would wait for each other.
    await before.close()
    const DATABASE = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const run = async (env: Record<string, string> = store.env) => {
      const lines: string[] = []
      const errors: string[] = []
      const output = { log: (line: string) => lines.push(line), error: (line: string) => errors.push(line) }
      const code = await runCommand(blobsCommand, ['move'], { ...DATABASE, ...env }, output, () => NOON)
      return { code, lines, errors: errors.slice(1) }
    }
    const look = async <T>(read: (database: Database) => Promise<T>): Promise<T> => {
      const database = await openDatabase(place, outside)
      return read(database).finally(() => database.close())
    }
    const readEverything = () =>
      look(async (database) => {
        const images = [await readImage(database, person, id, 0), await readImage(database, person, id, 1)]
        const pieces = await Promise.all(images.map(readAll))
        const thumbnail = (await readThumbnails(database, person, [id])).get(id)?.data
        return [...pieces, thumbnail, await database.blobs.readWhole(sha256(UPLOAD))]
          .map((data) => (data === undefined ? 'gone' : sha256(data)))
          .sort()
      })
    return { run, look, readEverything }
  }

  it('moves what rows hold and what lies beside, all that is named and nothing else', async () => {
    const { run, look, readEverything } = await begin()
    expect(await run()).toMatchObject({
      code: 0,
      lines: ['moved 4 images, 0.0 MB'],
      errors: ['4 images to move'],
    })
    expect(await listOf(outside)).toEqual(NAMED)
    expect(await look(({ blobs }) => listOf(blobs.beside))).toEqual([sha256(ORPHAN)])
    expect(await readEverything()).toEqual(NAMED)
    expect(await run()).toMatchObject({ code: 0, lines: ['moved 0 images, 0.0 MB'] })
  })

  it('leaves every image readable wherever it is broken off, and goes on from there', async () => {
    const { run, readEverything } = await begin()
    for (let puts = 0; puts <= 3; puts += 1) {
      // Confirmed puts before the store goes away: each a PUT and a HEAD.
      let seen = 0
      store.break({ kind: 'answer', status: 403 }, 1, (asked) => {
        const isImage = /^PUT .*\/[0-9a-f]{64}$/.test(asked)
        if (isImage) seen += 1
        return isImage && seen > 1
      })
      const { code, lines, errors } = await run()
      store.mend()
      expect(await readEverything()).toEqual(NAMED)
      if (code === 0) break
      expect(lines).toEqual(['moved 1 images, 0.0 MB'])
      expect(errors.at(-1)).toBe('BLOB_URL: the store answered 403. Run it again to go on with the rest.')
    }
    expect(await listOf(outside)).toEqual(NAMED)
  })

  it('loses nothing when the store only says that it took it', async () => {
    const { run, readEverything } = await begin()
    store.break({ kind: 'answer', status: 200 }, Number.POSITIVE_INFINITY, (asked) => asked.startsWith('PUT'))
    expect((await run()).code).toBe(1)
    store.mend()
    expect(await readEverything()).toEqual(NAMED)
  })

  it('leaves what is damaged where it is, says so, and moves the rest', async () => {
    const { run, look } = await begin()
    await look(({ blobs }) => blobs.beside.put(sha256(IMAGE), ORPHAN))
    const { code, lines, errors } = await run()
    expect([code, lines]).toEqual([1, ['moved 3 images, 0.0 MB; 1 are damaged']])
    expect(errors).toContain(`${sha256(IMAGE)}: damaged, left where it is`)
    // A relay sees to it.
    expect(await look(({ query }) => isSuspect(query, sha256(IMAGE)))).toBe(true)
  })

  it('says what is missing without BLOB_URL', async () => {
    const { run } = await begin()
    await expect(run({})).rejects.toThrow('BLOB_URL must be set to where the images are to go')
  })
})
