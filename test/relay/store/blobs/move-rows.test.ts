import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { PIECE_BYTES } from '../../../../relay/blobs/pieces.ts'
import { countRows, type MovedRow, moveRows } from '../../../../relay/store/blobs/move-rows.ts'
import { deleteAsked } from '../../../../relay/store/blobs/sweep-blobs.ts'
import type { Database } from '../../../../relay/store/database.ts'
import type { Dialect } from '../../../../relay/store/dialect.ts'
import { forgetGeneration } from '../../../../relay/store/generations/generations.ts'
import { readImage, readThumbnails } from '../../../../relay/store/generations/images.ts'
import { migrate } from '../../../../relay/store/migrations/migrate.ts'
import { openPostgres } from '../../../../relay/store/postgres/postgres.ts'
import { openSqlite } from '../../../../relay/store/sqlite/sqlite.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { describeOnEachDatabase, type TestDatabases } from '../../support/each-database.ts'
import {
  accept,
  addToken,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  readAll,
  sha256,
} from '../../support/samples.ts'

/** The last version that kept images in their rows. */
const BEFORE_BLOBS = 13
const LARGE = makePng(PIECE_BYTES + 1000, 1)
const SMALL = makePng(500, 2)
const THUMBNAIL = makePng(100, 3)

/** As the older relay writes them. */
async function insertAsOlder(older: Dialect, id: string, images: Uint8Array[]): Promise<void> {
  for (const [number, data] of images.entries()) {
    await sql`INSERT INTO images (generation_id, number, mime_type, sha256, created_at, data)
      VALUES (${id}, ${number}, 'image/png', ${sha256(data)}, ${NOON}, ${data})`.execute(older.query)
  }
  await sql`INSERT INTO thumbnails (generation_id, mime_type, sha256, data)
    VALUES (${id}, 'image/png', ${sha256(THUMBNAIL)}, ${THUMBNAIL})`.execute(older.query)
}

/** A database of the version before, brought forward, with a person's generation whose images are in rows. */
async function openOlder({ createPlace, open }: TestDatabases) {
  const place = await createPlace()
  const older = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
  await migrate(older, BEFORE_BLOBS)
  await older.close()
  const database = await open(place)
  const { id: person } = await addToken(database)
  const { id } = await accept(database, person)
  await insertAsOlder(database, id, [LARGE, SMALL])
  return { place, database, person, id }
}

async function hashAll(database: Database, person: string, id: string): Promise<string[]> {
  const hashes = []
  for (const number of [0, 1]) {
    const image = await readAll(await readImage(database, person, id, number))
    hashes.push(sha256(image ?? Buffer.alloc(0)))
  }
  const thumbnail = (await readThumbnails(database, person, [id])).get(id)
  return [...hashes, sha256(thumbnail?.data ?? Buffer.alloc(0))]
}

async function moveAll(database: Database): Promise<MovedRow[]> {
  const moved = []
  for await (const row of moveRows(database)) moved.push(row)
  return moved
}

const ALL = [LARGE, SMALL, THUMBNAIL].map(sha256)

describeOnEachDatabase('images that an earlier version has put into rows', (databases) => {
  it('can be read before they are moved, after each of them, and once all are', async () => {
    const { database, person, id } = await openOlder(databases)
    expect(await hashAll(database, person, id)).toEqual(ALL)
    expect(await countRows(database)).toBe(3)
    const bytes = []
    for await (const row of moveRows(database)) {
      bytes.push('bytes' in row ? row.bytes : row)
      expect(await hashAll(database, person, id)).toEqual(ALL)
    }
    expect(bytes.sort()).toEqual([THUMBNAIL, SMALL, LARGE].map((data) => data.length).sort())
    expect(await countRows(database)).toBe(0)
    const inRows = sql<{ bytes: number }>`SELECT coalesce(sum(length(data)), 0) AS bytes FROM images`
    expect(Number((await inRows.execute(database.query)).rows[0]?.bytes)).toBe(0)
    expect(await moveAll(database)).toEqual([])
  })

  it('are read to their end when they are moved in the middle of it', async () => {
    const { database, person, id } = await openOlder(databases)
    const image = await readImage(database, person, id, 0)
    const pieces: Uint8Array[] = []
    for await (const piece of (await image?.open()) ?? []) {
      if (pieces.length === 0) await moveAll(database)
      pieces.push(piece)
    }
    expect(pieces.length).toBeGreaterThan(1)
    expect(sha256(Buffer.concat(pieces))).toBe(sha256(LARGE))
  })

  it('are moved from where it was broken off', async () => {
    const { database, person, id } = await openOlder(databases)
    for await (const _ of moveRows(database)) break
    expect(await countRows(database)).toBe(2)
    expect(await moveAll(database)).toHaveLength(2)
    expect(await hashAll(database, person, id)).toEqual(ALL)
  })

  it('stay where they are when they are not those of their hash, and the others are moved', async () => {
    const { database, id } = await openOlder(databases)
    await database.query.updateTable('images').set({ data: SMALL }).where('number', '=', 0).execute()
    expect(await moveAll(database)).toEqual([
      { damaged: id },
      { bytes: SMALL.length },
      { bytes: THUMBNAIL.length },
    ])
    expect(await countRows(database)).toBe(1)
  })

  it('are not brought back by being moved while they are deleted', async () => {
    const { database, person, id } = await openOlder(databases)
    const overtaken: Database = {
      ...database,
      async write(run) {
        await forgetGeneration(database, person, id, NOON)
        return database.write(run)
      },
    }
    for await (const _ of moveRows(overtaken)) break
    await deleteAsked(database)
    expect(await readImage(database, person, id, 0)).toBeUndefined()
    expect(await database.blobs.has(sha256(LARGE))).toBe(false)
    expect(await countRows(database)).toBe(0)
  })

  it('of replicas still of that version can be read, and theirs know the references of this one', async () => {
    const { database, person } = await openOlder(databases)
    if (database.kind !== 'postgres') return
    const upload = { id: sha256(SMALL), header: PNG_HEADER, data: SMALL }
    await saveUpload(database, person, upload, NOON)
    const { id } = await accept(database, person, {
      request: { ...PROMPT, references: [{ upload_id: upload.id }] },
    })
    const asOlder = sql<{ data: Uint8Array }>`SELECT data FROM upload_bytes WHERE upload_id = ${upload.id}`
    expect((await asOlder.execute(database.query)).rows[0]?.data).toEqual(Buffer.from(SMALL))
    await sql`INSERT INTO upload_bytes (upload_id, data) VALUES (${sha256(LARGE)}, ${LARGE})
      ON CONFLICT (upload_id) DO NOTHING`.execute(database.query)
    expect(await database.blobs.readWhole(sha256(LARGE))).toEqual(Buffer.from(LARGE))
    await insertAsOlder(database, id, [LARGE, SMALL])
    expect(await hashAll(database, person, id)).toEqual(ALL)
    // Its clean-up knows nothing of images that name the same bytes.
    await sql`DELETE FROM upload_bytes WHERE upload_id = ${upload.id}`.execute(database.query)
    expect(await database.blobs.has(upload.id)).toBe(true)
  })
})
