/** Images at an S3-compatible store, as the whole relay keeps and deletes them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BlobsAway } from '../../../relay/blobs/blob-store.ts'
import { keepS3Blobs, type OutsideBlobs } from '../../../relay/blobs/s3-blobs.ts'
import { deleteAsked, deleteOrphans, ORPHAN_MS } from '../../../relay/store/blobs/sweep-blobs.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { forgetGeneration } from '../../../relay/store/generations/generations.ts'
import { createDatabase } from '../support/create-database.ts'
import { type S3Store, startS3Store } from '../support/s3-store.ts'
import {
  accept,
  addToken,
  drawPng,
  keepImages,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  sha256,
} from '../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

const AWAY = { kind: 'answer', status: 500 } as const
const PNG = makePng(5000, 1)
const HASH = sha256(PNG)
const IMAGE = { header: PNG_HEADER, bytes: PNG }

let store: S3Store
let outside: OutsideBlobs
beforeAll(async () => {
  store = await startS3Store()
  outside = keepS3Blobs(store.place, { connectMs: 1000, idleMs: 5000, deadlineMs: 5000, pauseMs: 1 })
})
afterAll(async () => {
  await outside.close()
  await store.close()
})
afterEach(() => store.mend())
const isList = (asked: string) => asked.startsWith('GET /images?')
/** The next relays have another database. */
const handOver = () => store.meddle('owner', null)

async function listNames(): Promise<string[]> {
  const names = []
  for await (const page of outside.list()) names.push(...page.map(({ name }) => name))
  return names.sort()
}

describe('a relay with BLOB_URL', () => {
  let relay: WholeRelay
  beforeAll(async () => {
    await handOver()
    relay = await startWholeRelay({ env: { ...store.env, METRICS_PORT: '0' } })
  })
  afterAll(() => relay.close())

  const fetchImage = async (id: string) => relay.call(`/v1/generations/${id}/images/0`)

  it('keeps references, results and thumbnails there alone, and gives them back', async () => {
    const reference = drawPng(5)
    const uploaded = await relay.call('/v1/uploads', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(reference),
    })
    expect(uploaded.status).toBe(201)
    const body = { ...PROMPT, references: [{ upload_id: sha256(reference) }] }
    const id = await relay.start(body, 'outside-first')
    expect((await relay.awaitEnd(id)).status).toBe('succeeded')
    const thumbnail = new Uint8Array(makePng(64))
    await relay.call(`/v1/generations/${id}/thumbnail`, { method: 'PUT', body: thumbnail })
    const image = new Uint8Array(await (await fetchImage(id)).arrayBuffer())
    expect(await listNames()).toEqual([image, thumbnail, reference].map(sha256).sort())
    for await (const beside of relay.database.blobs.beside.list()) expect(beside).toEqual([])

    expect((await relay.call(`/v1/generations/${id}`, { method: 'DELETE' })).status).toBe(204)
    await expect.poll(listNames).toEqual([sha256(reference)])
  })

  it('answers 503 while it is away, stays ready, and gives the image afterwards', async () => {
    const id = await relay.start(PROMPT, 'outside-away')
    expect((await relay.awaitEnd(id)).status).toBe('succeeded')
    store.break(AWAY)
    const away = await fetchImage(id)
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await relay.call('/readyz', { bearer: null })).status).toBe(200)
    store.mend()
    expect((await fetchImage(id)).status).toBe(200)
    const metrics = await (await fetch(`${relay.metricsUrl}/metrics`)).text()
    expect(metrics).toMatch(/relay_blob_call_duration_seconds_count\{call="read",outcome="away"\} [1-9]/)
    expect(metrics).toMatch(/relay_blob_call_duration_seconds_count\{call="put",outcome="done"\} [1-9]/)
    expect(relay.log()).not.toContain(store.env.S3_SECRET_ACCESS_KEY)
  })

  it('has a result wait while it is away, and brings it then', async () => {
    store.break(AWAY)
    const id = await relay.start(PROMPT, 'outside-result')
    const read = async () => (await relay.call(`/v1/generations/${id}`)).json()
    await expect.poll(read).toMatchObject({ status: 'downloading', is_delayed: true })
    store.mend()
    expect(await relay.awaitEnd(id)).toMatchObject({ status: 'succeeded', credits: { final: 5 } })
    expect((await fetchImage(id)).status).toBe(200)
  })
})

describe('a key that may not list', () => {
  it('is said at the start, which it does not prevent, and keeps images all the same', async () => {
    await handOver()
    store.break({ kind: 'answer', status: 403 }, Number.POSITIVE_INFINITY, isList)
    const relay = await startWholeRelay({ env: store.env })
    expect(relay.log()).toContain('the store answered 403 when asked for a list')
    const id = await relay.start(PROMPT, 'without-a-list')
    expect((await relay.awaitEnd(id)).status).toBe('succeeded')
    expect((await relay.call(`/v1/generations/${id}/images/0`)).status).toBe(200)
    await relay.close()
  }, 30_000)
})

describe('what somebody has deleted or damaged at the store', () => {
  let relay: WholeRelay
  beforeAll(async () => {
    await handOver()
    relay = await startWholeRelay({ env: store.env })
  })
  afterAll(() => relay.close())

  it('comes back from Rivya when it is a result', async () => {
    const ids = [await relay.start(PROMPT, 'lost-gone'), await relay.start(PROMPT, 'lost-damaged')]
    for (const id of ids) expect((await relay.awaitEnd(id)).status).toBe('succeeded')
    const read = async (id: string) => {
      const answer = await relay.call(`/v1/generations/${id}/images/0`)
      return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) }
    }
    const before = await Promise.all(ids.map(read))
    const [gone, damaged] = before.map(({ bytes }) => sha256(bytes))
    await store.meddle(gone ?? '', null)
    await store.meddle(damaged ?? '', before[1]?.bytes.map((byte, at) => (at > 50 ? 0 : byte)) ?? null)
    for (const id of ids) expect((await read(id)).status).toBe(503)
    for (const [index, id] of ids.entries()) {
      await expect.poll(() => read(id)).toEqual(before[index])
    }
    expect(relay.log()).toContain('an image had got lost and was fetched again from Rivya')
    expect(relay.standIn.inspection.tasks()).toHaveLength(2)
  })

  it('ends a press unpaid when it is a reference, which says what to do; sent again, it is as before', async () => {
    const reference = drawPng(9)
    const send = async () => {
      const headers = { 'content-type': 'image/png' }
      return (await relay.call('/v1/uploads', { method: 'POST', headers, body: reference })).status
    }
    expect(await send()).toBe(201)
    const { query } = relay.database
    const readCopy = async () =>
      (await query.selectFrom('uploads').select('rivya_url').executeTakeFirst())?.rivya_url
    /** What went ahead to Rivya would do. */
    const forgetCopy = async () => {
      await expect.poll(readCopy).not.toBeNull()
      await query.updateTable('uploads').set({ rivya_url: null }).execute()
    }
    const body = { ...PROMPT, references: [{ upload_id: sha256(reference) }] }
    for (const [name, data] of [
      ['gone', null],
      ['damaged', drawPng(8)],
    ] as const) {
      await forgetCopy()
      await store.meddle(sha256(reference), data)
      const tasks = relay.standIn.inspection.tasks().length
      expect(await relay.awaitEnd(await relay.start(body, `lost-reference-${name}`))).toMatchObject({
        status: 'failed',
        credits: { final: 0 },
        failure: {
          code: 'validation_failed',
          message: 'Image 1: A reference is no longer there. Add it again and press Generate.',
        },
      })
      expect(relay.standIn.inspection.tasks()).toHaveLength(tasks)
      expect(await send()).toBe(200)
      const again = await relay.start(body, `lost-reference-${name}-again`)
      expect((await relay.awaitEnd(again)).status).toBe('succeeded')
    }
  })
})

describe('relays that share a database and a store', () => {
  let relays: Database[]
  beforeAll(async () => {
    await handOver()
    const url = await createDatabase()
    relays = []
    for (let number = 0; number < 3; number += 1) {
      relays.push(await openDatabase({ kind: 'postgres', url }, outside))
    }
  })
  afterAll(async () => {
    for (const relay of relays) await relay.close()
  })
  const first = () => relays[0] as Database

  it('lose nothing when all of them put and delete the same bytes, and leave nothing behind', async () => {
    const { id: person } = await addToken(first())
    const named = new Set<string>()
    await Promise.all(
      relays.map(async (relay) => {
        for (let round = 0; round < 8; round += 1) {
          const { id } = await accept(relay, person)
          const isKept = await keepImages(relay, id, [IMAGE]).then(
            () => true,
            (error: unknown) => !(error instanceof BlobsAway) && Promise.reject(error),
          )
          if (isKept) {
            named.add(id)
            // This server is read in the middle of a write now and then; what comes then is found to be wrong.
            await expect.poll(() => relay.blobs.readWhole(HASH).catch(() => null)).toEqual(Buffer.from(PNG))
            if (round % 2 === 0) {
              named.delete(id)
              await forgetGeneration(relay, person, id, NOON)
            }
          }
          await deleteAsked(relay)
        }
      }),
    )
    expect(await outside.has(HASH)).toBe(named.size > 0)
    for (const id of named) await forgetGeneration(first(), person, id, NOON)
    await deleteAsked(first())
    expect(await outside.has(HASH)).toBe(false)
  })

  it('delete later what could not be deleted while the store was away', async () => {
    const { id: person } = await addToken(first())
    const { id } = await accept(first(), person)
    await keepImages(first(), id, [IMAGE])
    await forgetGeneration(first(), person, id, NOON)
    store.break(AWAY)
    await expect(deleteAsked(first())).rejects.toThrow(BlobsAway)
    store.mend()
    // As ten minutes later: until then a call may be on its way.
    await first().query.updateTable('blob_deletions').set({ begun_at: 1 }).where('hash', '=', HASH).execute()
    await deleteAsked(first())
    expect(await outside.has(HASH)).toBe(false)
  })

  it('sweep what a crash has left there, and nothing that a row names or that is not theirs', async () => {
    const { id: person } = await addToken(first())
    const { id } = await accept(first(), person)
    await keepImages(first(), id, [IMAGE])
    const orphan = makePng(100, 77)
    await outside.put(sha256(orphan), orphan)
    const others = keepS3Blobs({ ...store.place, prefix: 'shop/others/' })
    await others.put(sha256(orphan), orphan)
    await deleteOrphans(first(), Date.now())
    expect(await outside.has(sha256(orphan))).toBe(true)
    await deleteOrphans(first(), Date.now() + ORPHAN_MS + 60_000)
    expect(await outside.has(sha256(orphan))).toBe(false)
    expect(await outside.has(HASH)).toBe(true)
    expect(await others.has(sha256(orphan))).toBe(true)
    await others.close()
  })
})
