import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SettingError } from '../../../../relay/settings/settings.ts'
import { cleanUp } from '../../../../relay/store/cleanup/cleanup.ts'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { readChanges } from '../../../../relay/store/generations/events.ts'
import {
  forgetGeneration,
  listGenerations,
  readGeneration,
  starGeneration,
} from '../../../../relay/store/generations/generations.ts'
import { readImage, readThumbnails, saveThumbnail } from '../../../../relay/store/generations/images.ts'
import { migrate } from '../../../../relay/store/migrations/migrate.ts'
import { findToken, listTokens, revokeToken } from '../../../../relay/store/people/tokens.ts'
import { countRequest } from '../../../../relay/store/request-counts.ts'
import { openSqlite } from '../../../../relay/store/sqlite/sqlite.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER, PROMPT, sha256 } from '../../support/samples.ts'

const DAY_MS = 24 * 60 * 60_000

describeOnEachDatabase('the tables', ({ open, openThree, createPlace }) => {
  it('are made once when several relays start at the same time', async () => {
    const relays = await openThree()
    const { tokenId } = await addToken(relays[0])
    for (const relay of relays) expect(await findToken(relay, tokenId)).toBeDefined()
  })

  it('of a newer relay are left alone', async () => {
    const place = await createPlace()
    const database = await open(place)
    await sql`UPDATE schema_version SET version = 99`.execute(database.query)
    await expect(openDatabase(place)).rejects.toThrow(SettingError)
  })
})

describeOnEachDatabase('access tokens', ({ open }) => {
  it('stay revoked from the first time on', async () => {
    const database = await open()
    const { tokenId } = await addToken(database)
    expect(await revokeToken(database, tokenId, NOON)).toBe(true)
    expect(await revokeToken(database, tokenId, NOON + 5000)).toBe(true)
    expect((await listTokens(database)).map((token) => token.revoked_at)).toEqual([NOON])
    expect(await revokeToken(database, 'nobody', NOON)).toBe(false)
  })
})

describeOnEachDatabase('the history', ({ open }) => {
  it('comes newest first, page by page, without gaps or repeats', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const rows = []
    for (let number = 0; number < 5; number += 1) rows.push(await accept(database, id))
    const first = await listGenerations(database, id, {}, 2)
    await accept(database, id)
    const second = await listGenerations(database, id, { before: first[1]?.position }, 10)
    expect([...first, ...second].map((row) => row.id)).toEqual(rows.map((row) => row.id).reverse())
  })

  it('finds prompts by all their words in any case, and takes % and _ for what they are', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const prompts = ['Ein ÜBERGROSSER Becher', '100% wool, snake_case', '1000 wool snakes', 'a\\b']
    for (const prompt of prompts) await accept(database, id, { request: { ...PROMPT, prompt } })
    const find = async (...words: string[]) =>
      (await listGenerations(database, id, { words }, 10)).map((row) => row.prompt)
    expect(await find('übergross', 'BECHER')).toEqual([prompts[0]])
    expect(await find('becher', 'wool')).toEqual([])
    expect(await find('100%')).toEqual([prompts[1]])
    expect(await find('e_c')).toEqual([prompts[1]])
    expect(await find('a\\b')).toEqual([prompts[3]])
  })

  it('is searched for a word that fits almost everywhere before the time of a test is over', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await accept(database, id)
    // As much text as ten thousand of the longest prompts.
    await database.query
      .updateTable('generations')
      .set({ prompt_folded: 'a'.repeat(50_000_000) })
      .execute()
    expect(await listGenerations(database, id, { words: [`${'a'.repeat(199)}b`] }, 10)).toEqual([])
    expect(await listGenerations(database, id, { words: ['a'.repeat(200)] }, 10)).toHaveLength(1)
  })

  it('is filtered by document and by star', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const here = { ...PROMPT, origin: { document_id: 'here' } }
    const one = await accept(database, id, { request: here })
    const two = await accept(database, id, { request: here })
    await accept(database, id, { request: { ...PROMPT, origin: { document_id: 'there' } } })
    await starGeneration(database, id, two.id, true)
    const ids = async (filter: Parameters<typeof listGenerations>[2]) =>
      (await listGenerations(database, id, filter, 10)).map((row) => row.id)
    expect(await ids({ documentId: 'here' })).toEqual([two.id, one.id])
    expect(await ids({ documentId: 'here', isStarred: false })).toEqual([one.id])
    expect(await ids({ isStarred: true })).toEqual([two.id])
  })

  it("can't be read, starred, given a thumbnail or deleted by another user", async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database)]
    const row = await accept(database, ada.id)
    const thumbnail = { header: PNG_HEADER, bytes: makePng() }
    expect(await readGeneration(database, ben.id, row.id)).toBeUndefined()
    expect(await starGeneration(database, ben.id, row.id, true)).toBeUndefined()
    expect(await saveThumbnail(database, ben.id, row.id, thumbnail)).toBe(false)
    expect(await forgetGeneration(database, ben.id, row.id, NOON)).toBe(false)
    expect(await readGeneration(database, ada.id, row.id)).toMatchObject({ starred: 0, has_thumbnail: 0 })
  })

  it('keeps the last thumbnail that was handed back', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const row = await accept(database, id)
    for (const seed of [1, 2]) {
      await saveThumbnail(database, id, row.id, { header: PNG_HEADER, bytes: makePng(64, seed) })
    }
    const read = async () => (await readThumbnails(database, id, [row.id])).get(row.id)
    expect((await read())?.sha256).toBe(sha256(makePng(64, 2)))
    await forgetGeneration(database, id, row.id, NOON)
    expect(await read()).toBeUndefined()
  })
})

describeOnEachDatabase('the clean-up', ({ open }) => {
  it('deletes images after their days, keeps the history and tells the panels', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const row = await accept(database, id)
    await database.query.updateTable('generations').set({ lease_owner: 'me' }).execute()
    const images = [{ header: PNG_HEADER, bytes: makePng() }]
    await saveStep(database, row, { change: { status: 'succeeded' }, owner: 'me', now: NOON, images })
    const { cursor } = await readChanges(database, id, 0)
    await cleanUp(database, NOON + 30 * DAY_MS, 30)
    expect(await readImage(database, id, row.id, 0)).toBeDefined()
    expect(await cleanUp(database, NOON + 30 * DAY_MS + 1, 30)).toMatchObject({ images: 1 })
    expect(await readImage(database, id, row.id, 0)).toBeUndefined()
    const page = await readChanges(database, id, cursor)
    expect(page.rows.map((each) => [each.status, each.image_list])).toEqual([['succeeded', '[]']])
  })

  it('deletes uploads that nobody needs, never one that is still to be sent', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const upload = async (seed: number) => {
      const data = makePng(64, seed)
      await saveUpload(database, id, { id: sha256(data), header: PNG_HEADER, data }, NOON)
      return sha256(data)
    }
    const [unused, waiting, done] = [await upload(1), await upload(2), await upload(3)]
    const name = (upload_id: string) => ({ request: { ...PROMPT, references: [{ upload_id }] } })
    await accept(database, id, name(waiting))
    const ended = await accept(database, id, name(done))
    await database.query
      .updateTable('generations')
      .set({ status: 'failed' })
      .where('id', '=', ended.id)
      .execute()
    const left = async () => {
      const all = [unused, waiting, done]
      const bytes = await Promise.all(all.map((each) => database.blobs.readWhole(each)))
      return all.filter((_, index) => bytes[index] !== undefined)
    }
    await cleanUp(database, NOON + DAY_MS, 30)
    expect(await left()).toEqual([unused, waiting, done])
    expect(await cleanUp(database, NOON + DAY_MS + 1, 30)).toMatchObject({ uploads: 1 })
    expect(await left()).toEqual([waiting, done])
    await cleanUp(database, NOON + 31 * DAY_MS, 30)
    expect(await left()).toEqual([waiting])
    expect(await readGeneration(database, id, ended.id)).toBeDefined()
  })

  it('keeps an unnamed upload that was sent again lately', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const data = makePng()
    const upload = { id: sha256(data), header: PNG_HEADER, data }
    await saveUpload(database, id, upload, NOON)
    await saveUpload(database, id, upload, NOON + DAY_MS)
    expect(await cleanUp(database, NOON + 2 * DAY_MS, 30)).toMatchObject({ uploads: 0 })
  })

  it('keeps an unnamed upload that is sent again while the old ones are being deleted', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const data = makePng()
    const upload = { id: sha256(data), header: PNG_HEADER, data }
    await saveUpload(database, id, upload, NOON)
    const overtaken: Database = {
      ...database,
      async transact(run) {
        await saveUpload(database, id, upload, NOON + 2 * DAY_MS)
        return database.transact(run)
      },
    }
    expect(await cleanUp(overtaken, NOON + 2 * DAY_MS, 30)).toMatchObject({ uploads: 0 })
    expect(await database.blobs.readWhole(upload.id)).toBeDefined()
  })
})

describe('the bytes of uploads on SQLite', () => {
  const data = makePng(100, 7)
  const upload = { id: sha256(data), header: PNG_HEADER, data }
  let directory: string
  let database: Database
  let token: string
  const namesOf = () => readdirSync(join(directory, 'blobs'))
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'relay-uploads-'))
    database = await openDatabase({ kind: 'sqlite', directory })
    token = (await addToken(database)).id
  })
  afterEach(async () => {
    await database.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('are a file of this user alone, named by their hash, and nothing else is left of the writing', async () => {
    await saveUpload(database, token, upload, NOON)
    expect(namesOf()).toEqual([upload.id])
    const path = join(directory, 'blobs', upload.id)
    expect(readFileSync(path)).toEqual(Buffer.from(data))
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(statSync(join(directory, 'blobs')).mode & 0o077).toBe(0)
  })

  it('are taken anew when their file has got lost', async () => {
    await saveUpload(database, token, upload, NOON)
    rmSync(join(directory, 'blobs', upload.id))
    await saveUpload(database, token, upload, NOON + 1)
    expect(await database.blobs.readWhole(upload.id)).toEqual(Buffer.from(data))
  })

  it('that were damaged are not given out, and are taken anew', async () => {
    await saveUpload(database, token, upload, NOON)
    writeFileSync(join(directory, 'blobs', upload.id), data.subarray(0, 50))
    expect(await database.blobs.readWhole(upload.id)).toBeUndefined()
    await saveUpload(database, token, upload, NOON + 1)
    expect(await database.blobs.readWhole(upload.id)).toEqual(Buffer.from(data))
  })

  it('go after three days when a crash has left them without a row, and not before', async () => {
    await saveUpload(database, token, upload, NOON)
    await accept(database, token, { request: { ...PROMPT, references: [{ upload_id: upload.id }] } })
    const uploads = join(directory, 'blobs')
    for (const name of ['f'.repeat(64), `${upload.id}.part`]) writeFileSync(join(uploads, name), data)
    for (const name of namesOf()) utimesSync(join(uploads, name), NOON / 1000, NOON / 1000)
    await cleanUp(database, NOON + 3 * DAY_MS, 30)
    expect(namesOf()).toHaveLength(3)
    await cleanUp(database, NOON + 3 * DAY_MS + 1000, 30)
    expect(namesOf()).toEqual([upload.id])
  })

  it('that an earlier version kept in a table become files', async () => {
    const older = openSqlite(join(directory, 'older'))
    await migrate(older, 1)
    await sql`INSERT INTO uploads (id, mime_type, byte_count, width, height, created_at, last_used_at)
      VALUES (${upload.id}, 'image/png', ${data.length}, 8, 8, 0, 0)`.execute(older.query)
    await sql`INSERT INTO upload_bytes VALUES (${upload.id}, ${data})`.execute(older.query)
    await older.close()
    await database.close()
    database = await openDatabase({ kind: 'sqlite', directory: join(directory, 'older') })
    expect(await database.blobs.readWhole(upload.id)).toEqual(Buffer.from(data))
    const tables = sql<{ name: string }>`SELECT name FROM sqlite_master WHERE name = 'upload_bytes'`
    expect((await tables.execute(database.query)).rows).toEqual([])
  })

  it('leave nothing behind when they can not be written', async () => {
    mkdirSync(join(directory, 'blobs', upload.id))
    await expect(saveUpload(database, token, upload, NOON)).rejects.toThrow()
    expect(namesOf()).toEqual([upload.id])
  })
})

describeOnEachDatabase('requests', ({ openThree }) => {
  it('are counted together by all who share the database', async () => {
    const [one, two] = await openThree()
    await Promise.all([countRequest(one, 'a', 0), countRequest(two, 'a', 0), countRequest(two, 'b', 0)])
    expect(await countRequest(one, 'a', 0)).toBe(3)
    expect(await countRequest(one, 'a', 60_000)).toBe(1)
  })
})
