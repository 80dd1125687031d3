import { afterEach, expect, it, vi } from 'vitest'
import { BlobsAway } from '../../../../relay/blobs/blob-store.ts'
import type { DownloadOutcome, LookOutcome } from '../../../../relay/rivya/outcomes.ts'
import { countLost } from '../../../../relay/store/blobs/lost-blobs.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { fetchAgain } from '../../../../relay/store/generations/fetch-again.ts'
import { readImage, readThumbnails, saveThumbnail } from '../../../../relay/store/generations/images.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { mendOne } from '../../../../relay/work/upkeep/mend-images.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { recordLog } from '../../support/record-log.ts'
import {
  accept,
  addToken,
  keepImages,
  makePng,
  NOON,
  PNG_HEADER,
  readAll,
  readRow,
  sha256,
} from '../../support/samples.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const never = new AbortController().signal
const PNG = makePng(5000, 1)
const HASH = sha256(PNG)
const OTHER = makePng(4000, 2)

const downloaded = (bytes: Uint8Array<ArrayBuffer>): DownloadOutcome => ({
  kind: 'downloaded',
  bytes,
  header: PNG_HEADER,
})
const LINK_GONE: DownloadOutcome = { kind: 'not-now', reason: 'HTTP 404', retryAfterMs: null }

describeOnEachDatabase('an image that is not where it was put', ({ open, openThree }) => {
  afterEach(() => vi.useRealTimers())

  async function begin(database: Database, outcome: DownloadOutcome, task: Partial<{ id: string }> = {}) {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON })
    const clock = createManualClock(NOON)
    const { log, lines } = recordLog()
    const { id: person } = await addToken(database)
    const { id } = await accept(database, person)
    await database.query
      .updateTable('generations')
      .set({ upstream_task_id: 'task_1', status: 'succeeded', image_list: JSON.stringify([{ bytes: 5000 }]) })
      .where('id', '=', id)
      .execute()
    await keepImages(database, id, [{ header: PNG_HEADER, bytes: PNG }])
    const calls: string[] = []
    const look: LookOutcome = {
      kind: 'task',
      task: {
        id: 'task_1',
        status: 'succeeded',
        reservedCredits: 5,
        finalCredits: 5,
        urls: ['https://files.test/1'],
        error: null,
        ...task,
      },
    }
    const state = { outcome }
    async function call<T>(what: string, answer: T): Promise<T> {
      calls.push(what)
      return answer
    }
    const rivya = { getGeneration: (taskId: string) => call(taskId, look) }
    const downloader = { download: (url: string) => call(url, state.outcome) }
    const open = async () => readAll(await readImage(database, person, id, 0))
    const mend = (each = database) => mendOne({ database: each, rivya, downloader, clock, log }, never)
    const advance = (ms: number) => {
      clock.advance(ms)
      vi.setSystemTime(clock.now())
    }
    return { person, id, calls, state, open, mend, advance, lines }
  }

  it.each([
    ['gone', (database: Database) => database.blobs.delete(HASH)],
    ['damaged', (database: Database) => database.blobs.put(HASH, OTHER)],
    ['cut short', (database: Database) => database.blobs.put(HASH, PNG.subarray(0, 100))],
  ])('is fetched again where it is %s, once somebody has missed it', async (_what, lose) => {
    const database = await open()
    const { open: read, mend, id, calls, lines } = await begin(database, downloaded(PNG))
    const before = await readRow(database, id)
    await lose(database)
    expect(await mend()).toBe(false)
    await expect(read()).rejects.toThrow(BlobsAway)
    expect(await mend()).toBe(true)
    expect(await read()).toEqual(Buffer.from(PNG))
    expect(await readRow(database, id)).toEqual(before)
    expect(calls).toEqual(['task_1', 'https://files.test/1'])
    expect(await mend()).toBe(false)
    expect(lines().map(({ msg }) => msg)).toEqual(['an image had got lost and was fetched again from Rivya'])
  })

  it('is replaced where Rivya now has other bytes of it, and everybody is told', async () => {
    const database = await open()
    const { open: read, mend, person, id } = await begin(database, downloaded(OTHER))
    const { change } = await readRow(database, id)
    await database.blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    await mend()
    expect(await read()).toEqual(Buffer.from(OTHER))
    const row = await readRow(database, id)
    expect(row.change).toBeGreaterThan(change)
    expect(JSON.parse(row.image_list)).toEqual([
      { mime_type: 'image/png', bytes: OTHER.length, width: 8, height: 8 },
    ])
    expect((await readImage(database, person, id, 0))?.sha256).toBe(sha256(OTHER))
    expect(await countLost(database.query)).toBe(0)
  })

  it('is tried for less and less often, and after seven days when somebody asks', async () => {
    const database = await open()
    const { open: read, mend, id, state, advance, lines } = await begin(database, LINK_GONE)
    await database.blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    expect(await mend()).toBe(true)
    expect(await countLost(database.query)).toBe(1)
    expect(lines().at(-1)).toMatchObject({ level: 'error', hash: HASH, generations: [id] })
    expect(await mend()).toBe(false)
    advance(MINUTE)
    expect(await mend()).toBe(true)
    advance(MINUTE)
    expect(await mend()).toBe(false)
    advance(8 * DAY)
    expect(await mend()).toBe(true)
    advance(DAY)
    expect(await mend()).toBe(false)
    state.outcome = downloaded(PNG)
    expect((await fetchAgain(database, null, id, NOON + 9 * DAY)).kind).toBe('begun')
    expect(await mend()).toBe(true)
    expect(await read()).toEqual(Buffer.from(PNG))
    expect(await countLost(database.query)).toBe(0)
    expect((await fetchAgain(database, null, id, NOON + 9 * DAY)).kind).toBe('not-needed')
  })

  it('is not fetched when it had only been damaged on its way', async () => {
    const database = await open()
    const { open: read, mend, calls } = await begin(database, downloaded(PNG))
    await database.blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    await database.blobs.put(HASH, PNG)
    expect(await mend()).toBe(true)
    expect([calls, await countLost(database.query)]).toEqual([[], 0])
  })

  it('is not taken from the task of somebody else', async () => {
    const database = await open()
    const { open: read, mend, person, id, calls } = await begin(database, downloaded(OTHER), { id: 'task_2' })
    const other = await accept(database, person)
    await database.query
      .updateTable('generations')
      .set({ upstream_task_id: 'task_2' })
      .where('id', '=', other.id)
      .execute()
    await database.blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    await mend()
    expect(calls).toEqual(['task_1'])
    expect((await readImage(database, person, id, 0))?.sha256).toBe(HASH)
  })

  it('is left alone while its place is away', async () => {
    const database = await open()
    const { open: read, mend, calls } = await begin(database, downloaded(PNG))
    await database.blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    const away = async () => Promise.reject(new BlobsAway('away'))
    await mend({ ...database, blobs: { ...database.blobs, readWhole: away } })
    expect([calls, await countLost(database.query)]).toEqual([[], 1])
  })

  it('is fetched by one of three relays', async () => {
    const three = await openThree()
    const { open: read, mend, calls } = await begin(three[0], downloaded(PNG))
    await three[0].blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    const tried = await Promise.all(three.map((each) => mend(each)))
    expect(tried.filter(Boolean)).toHaveLength(1)
    expect(calls).toHaveLength(2)
  })

  it('is forgotten with its generation', async () => {
    const database = await open()
    const { open: read, mend, id, calls } = await begin(database, LINK_GONE)
    await database.blobs.delete(HASH)
    await expect(read()).rejects.toThrow()
    await database.query.deleteFrom('images').where('generation_id', '=', id).execute()
    await mend()
    expect([calls, await countLost(database.query)]).toEqual([[], 0])
  })

  it('leaves no thumbnail that is gone, so that the panel makes it anew', async () => {
    const database = await open()
    const { mend, person, id } = await begin(database, LINK_GONE)
    const small = makePng(60, 3)
    await saveThumbnail(database, person, id, { header: PNG_HEADER, bytes: small })
    await database.blobs.delete(sha256(small))
    expect((await readThumbnails(database, person, [id])).size).toBe(0)
    await mend()
    expect(await readRow(database, id)).toMatchObject({ has_thumbnail: 0 })
    expect(await countLost(database.query)).toBe(0)
  })

  it('is said to be lost where it is a reference, until somebody adds it again', async () => {
    const database = await open()
    const { mend, person, lines } = await begin(database, LINK_GONE)
    const data = makePng(90, 4)
    const upload = { id: sha256(data), header: PNG_HEADER, data }
    await saveUpload(database, person, upload, NOON)
    await database.blobs.put(upload.id, makePng(90, 5))
    await expect(database.blobs.open({ sha256: upload.id, byteCount: 90 })).rejects.toThrow()
    await mend()
    expect(await countLost(database.query)).toBe(1)
    expect(lines().at(-1)).toMatchObject({
      level: 'error',
      msg: 'a reference has got lost: whoever needs it has to add it again',
    })
    await saveUpload(database, person, upload, NOON)
    expect(await countLost(database.query)).toBe(0)
    expect(await database.blobs.readWhole(upload.id)).toEqual(Buffer.from(data))
  })

  it('is found where it is a reference that somebody has put back at its place, however late', async () => {
    const database = await open()
    const { mend, person, advance, calls, lines } = await begin(database, LINK_GONE)
    const data = makePng(90, 4)
    const upload = { id: sha256(data), header: PNG_HEADER, data }
    await saveUpload(database, person, upload, NOON)
    await database.blobs.delete(upload.id)
    await expect(database.blobs.open({ sha256: upload.id, byteCount: 90 })).rejects.toThrow()
    for (let days = 0; days < 10; days += 1) {
      expect(await mend()).toBe(true)
      expect(await mend()).toBe(false)
      advance(DAY)
    }
    // Once, and not with each of ten looks.
    expect(lines().filter(({ level }) => level === 'error')).toHaveLength(1)
    await database.blobs.put(upload.id, data)
    await mend()
    expect(await countLost(database.query)).toBe(0)
    expect(calls).toEqual([])
  })
})
