/** Bytes and the rows that name them: which come first, which go first, and what happens in between. */
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { BlobRefused, type BlobStore, BlobsAway } from '../../../../relay/blobs/blob-store.ts'
import type { Blobs } from '../../../../relay/blobs/blobs.ts'
import { DELETING_MS } from '../../../../relay/store/blobs/blob-deletions.ts'
import { deleteAsked, ORPHAN_MS } from '../../../../relay/store/blobs/sweep-blobs.ts'
import { cleanUp } from '../../../../relay/store/cleanup/cleanup.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { forgetGeneration } from '../../../../relay/store/generations/generations.ts'
import { readImage, saveThumbnail } from '../../../../relay/store/generations/images.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, keepImages, makePng, NOON, PNG_HEADER, sha256 } from '../../support/samples.ts'

const PNG = makePng(300, 7)
const HASH = sha256(PNG)
const IMAGE = { header: PNG_HEADER, bytes: PNG }
const UPLOAD = { id: HASH, header: PNG_HEADER, data: PNG }

/** The same database, but for what is done with bytes. */
function withBlobs(database: Database, change: Partial<BlobStore>): Database {
  const blobs: Blobs = { ...database.blobs, ...change }
  return { ...database, blobs }
}

/** The same database, whose transactions stand still before their end, as if the network took long, until `goOn`. */
function pauseTransactions(database: Database) {
  let [stand, goOn]: [() => void, () => void] = [() => undefined, () => undefined]
  const standing = new Promise<void>((resolve) => {
    stand = resolve
  })
  const gate = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const transact: Database['transact'] = (run) =>
    database.transact(async (trx) => {
      const value = await run(trx)
      stand()
      await gate
      return value
    })
  const write: Database['write'] = (run) => transact((trx) => run(trx, () => undefined))
  return { paused: { ...database, transact, write }, standing, goOn: () => goOn() }
}

/** Resolves when somebody waits for a lock of this database, or `other` has ended. */
async function whenWaiting(database: Database, other: Promise<unknown>): Promise<void> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  const over = other.then(end, end)
  const isWaiting = async () => {
    const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(database.query)
    return rows.length > 0
  }
  await Promise.race([over, expect.poll(async () => isOver || (await isWaiting())).toBe(true)])
}

const hasBytes = async (database: Database) => (await database.blobs.readWhole(HASH)) !== undefined

describeOnEachDatabase('the bytes of images', ({ kind, open, openThree }) => {
  async function openWithImage() {
    const database = await open()
    const { id: person } = await addToken(database)
    const { id } = await accept(database, person)
    await keepImages(database, id, [IMAGE])
    return { database, person, id }
  }

  it('are there before a row names them', async () => {
    const database = await open()
    const { id: person } = await addToken(database)
    const order: string[] = []
    const watched: Database = {
      ...withBlobs(database, {
        put: async (...blob) => {
          await database.blobs.put(...blob)
          order.push('put')
        },
      }),
      async write(run) {
        order.push((await hasBytes(database)) ? 'row after bytes' : 'row before bytes')
        return database.write(run)
      },
    }
    await saveUpload(watched, person, UPLOAD, NOON)
    const { id } = await accept(database, person)
    await keepImages(watched, id, [IMAGE])
    await saveThumbnail(watched, person, id, IMAGE)
    expect(order).toEqual(['put', 'row after bytes', 'put', 'row after bytes', 'put', 'row after bytes'])
  })

  it('that can not be put are named by no row, and the generation stays as it was', async () => {
    const database = await open()
    const { id: person } = await addToken(database)
    const row = await accept(database, person)
    await database.query
      .updateTable('generations')
      .set({ lease_owner: 'me', status: 'downloading' })
      .execute()
    const away = withBlobs(database, { put: () => Promise.reject(new BlobsAway('no answer')) })
    const step = { change: { status: 'succeeded' }, owner: 'me', now: NOON, images: [IMAGE] } as const
    await expect(saveStep(away, row, { ...step, images: [IMAGE] })).rejects.toThrow(BlobsAway)
    expect(await readImage(database, person, row.id, 0)).toBeUndefined()
    expect(await saveStep(database, row, { ...step, images: [IMAGE] })).toMatchObject({ status: 'succeeded' })
    expect(await hasBytes(database)).toBe(true)
  })

  it('go when the last row that names them has gone, whichever that is', async () => {
    const { database, person, id } = await openWithImage()
    const { id: other } = await accept(database, (await addToken(database)).id)
    await keepImages(database, other, [IMAGE])
    await saveThumbnail(database, person, id, IMAGE)
    await saveUpload(database, person, UPLOAD, NOON)

    await forgetGeneration(database, person, id, NOON)
    await deleteAsked(database)
    expect(await hasBytes(database)).toBe(true)
    await cleanUp(database, NOON + 4 * 24 * 3_600_000, 30)
    expect(await database.query.selectFrom('uploads').selectAll().execute()).toEqual([])
    expect(await hasBytes(database)).toBe(true)
    await cleanUp(database, NOON + 31 * 24 * 3_600_000, 30)
    expect(await hasBytes(database)).toBe(false)
  })

  it('go with the person who is removed', async () => {
    const { database, person, id } = await openWithImage()
    await saveThumbnail(database, person, id, { header: PNG_HEADER, bytes: makePng(100, 8) })
    await removePerson(database, person, NOON)
    expect(await deleteAsked(database)).toBe(2)
    expect(await hasBytes(database)).toBe(false)
  })

  it('of a thumbnail that was replaced go', async () => {
    const { database, person, id } = await openWithImage()
    const small = (seed: number) => ({ header: PNG_HEADER, bytes: makePng(100, seed) })
    await saveThumbnail(database, person, id, small(1))
    await saveThumbnail(database, person, id, small(2))
    await deleteAsked(database)
    expect(await database.blobs.has(sha256(small(1).bytes))).toBe(false)
    expect(await database.blobs.has(sha256(small(2).bytes))).toBe(true)
  })

  it('of an image whose generation was deleted during its download go', async () => {
    const database = await open()
    const { id: person } = await addToken(database)
    const row = await accept(database, person)
    await database.query
      .updateTable('generations')
      .set({ lease_owner: 'me', status: 'downloading', deleted_at: NOON })
      .execute()
    await saveStep(database, row, { change: {}, owner: 'me', now: NOON, isHeld: true, images: [IMAGE] })
    await deleteAsked(database)
    expect(await hasBytes(database)).toBe(false)
  })

  it('that a crash has left without a row go after three days, and not those that a row names', async () => {
    const { database, person } = await openWithImage()
    const orphan = makePng(200, 9)
    await database.blobs.put(sha256(orphan), orphan)
    const now = Date.now()
    expect(await cleanUp(database, now, 3650)).toMatchObject({ orphans: 0, failures: [] })
    expect(await cleanUp(database, now + ORPHAN_MS + 60_000, 3650)).toMatchObject({
      orphans: 1,
      failures: [],
    })
    expect(await database.blobs.has(sha256(orphan))).toBe(false)
    expect(await hasBytes(database)).toBe(true)
    expect(person).toBeDefined()
  })

  describe('that are put again while they are being deleted', () => {
    it('are put once more when they went between their being put and their being named', async () => {
      const { database, person, id } = await openWithImage()
      const { id: next } = await accept(database, person)
      let puts = 0
      const overtaken = withBlobs(database, {
        async put(hash, data) {
          await database.blobs.put(hash, data)
          puts += 1
          if (puts > 1) return
          await forgetGeneration(database, person, id, NOON)
          expect(await deleteAsked(database)).toBe(1)
        },
      })
      await keepImages(overtaken, next, [IMAGE])
      expect(puts).toBe(2)
      expect(await hasBytes(database)).toBe(true)
      await deleteAsked(database)
      expect(await hasBytes(database)).toBe(true)
    })

    it('are not named before the deletion has ended, since nobody knows when it arrives', async () => {
      const { database, person, id } = await openWithImage()
      const { id: next } = await accept(database, person)
      await forgetGeneration(database, person, id, NOON)
      const naming: unknown[] = []
      const slow = withBlobs(database, {
        async delete(hash) {
          await keepImages(database, next, [IMAGE]).catch((error: unknown) => naming.push(error))
          await database.blobs.delete(hash)
        },
      })
      expect(await deleteAsked(slow)).toBe(1)
      expect(naming).toEqual([expect.any(BlobsAway)])
      await keepImages(database, next, [IMAGE])
      expect(await hasBytes(database)).toBe(true)
    })

    it('stay when they are named between the question who names them and the answer', async () => {
      const { database, person, id } = await openWithImage()
      const { id: next } = await accept(database, person)
      await forgetGeneration(database, person, id, NOON)
      const overtaken: Database = {
        ...database,
        async transact(run) {
          await keepImages(database, next, [IMAGE])
          return database.transact(run)
        },
      }
      expect(await deleteAsked(overtaken)).toBe(0)
      expect(await hasBytes(database)).toBe(true)
    })

    it('are named again ten minutes after a relay died in the middle of deleting them', async () => {
      const { database, person, id } = await openWithImage()
      const { id: next } = await accept(database, person)
      await forgetGeneration(database, person, id, NOON)
      const dying = withBlobs(database, { delete: () => Promise.reject(new Error('killed')) })
      await expect(deleteAsked(dying)).rejects.toThrow('killed')
      await expect(keepImages(database, next, [IMAGE])).rejects.toThrow(BlobsAway)
      await database.query
        .updateTable('blob_deletions')
        .set({ begun_at: Date.now() - DELETING_MS })
        .execute()
      await keepImages(database, next, [IMAGE])
      await deleteAsked(database)
      expect(await hasBytes(database)).toBe(true)
    })

    it('are deleted in the end when the relay that had begun is gone', async () => {
      const { database, person, id } = await openWithImage()
      await forgetGeneration(database, person, id, NOON)
      const dying = withBlobs(database, { delete: () => Promise.reject(new Error('killed')) })
      await expect(deleteAsked(dying)).rejects.toThrow('killed')
      expect(await deleteAsked(database)).toBe(0)
      await database.query
        .updateTable('blob_deletions')
        .set({ begun_at: Date.now() - DELETING_MS - 1 })
        .execute()
      expect(await deleteAsked(database)).toBe(1)
      expect(await hasBytes(database)).toBe(false)
    })

    /** An image and its thumbnail that nobody names any more, of which the place deletes none as long as it throws. */
    async function openWithTwoUnnamed() {
      const { database, person, id } = await openWithImage()
      const { id: next } = await accept(database, person)
      await saveThumbnail(database, person, id, { header: PNG_HEADER, bytes: makePng(60, 3) })
      await forgetGeneration(database, person, id, NOON)
      return { database, next }
    }

    it('go all but those whose deletion is refused, which are asked for again and can be named meanwhile', async () => {
      const { database, next } = await openWithTwoUnnamed()
      const asked: string[] = []
      const locked = withBlobs(database, {
        async delete(hash) {
          asked.push(hash)
          if (hash === HASH) throw new BlobRefused('locked')
          await database.blobs.delete(hash)
        },
      })
      await expect(deleteAsked(locked)).rejects.toThrow('locked')
      await expect(deleteAsked(locked)).rejects.toThrow('locked')
      expect(asked).toEqual(expect.arrayContaining([HASH, sha256(makePng(60, 3))]))
      expect(asked.filter((hash) => hash === HASH)).toHaveLength(2)
      expect(asked).toHaveLength(3)
      await keepImages(database, next, [IMAGE])
      expect(await deleteAsked(database)).toBe(0)
      expect(await hasBytes(database)).toBe(true)
    })

    it('can be named at once where nobody has come to delete them before the place was away', async () => {
      const { database, next } = await openWithTwoUnnamed()
      const asked: string[] = []
      const away = withBlobs(database, {
        async delete(hash) {
          asked.push(hash)
          throw new BlobsAway('no answer')
        },
      })
      await expect(deleteAsked(away)).rejects.toThrow('no answer')
      expect(asked).toHaveLength(1)
      const images = [IMAGE, { header: PNG_HEADER, bytes: makePng(60, 3) }]
      const [left] = images.filter(({ bytes }) => !asked.includes(sha256(bytes)))
      if (left !== undefined) await keepImages(database, next, [left])
      await expect(keepImages(database, next, images)).rejects.toThrow('being deleted')
    })

    // On SQLite one transaction comes after the other by itself.
    if (kind === 'postgres') {
      it('are not deleted while another relay is naming them', async () => {
        const [first, second] = await openThree()
        const { id: person } = await addToken(first)
        const [old, young] = [await accept(first, person), await accept(first, person)]
        await keepImages(first, old.id, [IMAGE])
        await forgetGeneration(first, person, old.id, NOON)
        const { paused, standing, goOn } = pauseTransactions(first)
        const naming = keepImages(paused, young.id, [IMAGE])
        await standing
        const deleting = deleteAsked(second)
        await whenWaiting(second, deleting)
        goOn()
        await Promise.all([naming, deleting])
        expect(await hasBytes(first)).toBe(true)
      })

      it('are not named while another relay decides to delete them', async () => {
        const [first, second] = await openThree()
        const { id: person } = await addToken(first)
        const [old, young] = [await accept(first, person), await accept(first, person)]
        await keepImages(first, old.id, [IMAGE])
        await forgetGeneration(first, person, old.id, NOON)
        const { paused, standing, goOn } = pauseTransactions(second)
        const deleting = deleteAsked(paused)
        await standing
        const naming = keepImages(first, young.id, [IMAGE])
        await whenWaiting(first, naming)
        goOn()
        const [named] = await Promise.allSettled([naming, deleting])
        const isNamed = (await readImage(first, person, young.id, 0)) !== undefined
        expect(isNamed).toBe(named.status === 'fulfilled')
        expect(await hasBytes(first)).toBe(isNamed)
      })
    }

    it('are not deleted any more by a relay that stood still for a minute after it had decided to', async () => {
      const { database, person, id } = await openWithImage()
      await saveThumbnail(database, person, id, { header: PNG_HEADER, bytes: makePng(60, 3) })
      await forgetGeneration(database, person, id, NOON)
      vi.useFakeTimers({ toFake: ['Date'] })
      const deleted: string[] = []
      const slow = withBlobs(database, {
        async delete(hash) {
          deleted.push(hash)
          vi.setSystemTime(Date.now() + 61_000)
        },
      })
      await deleteAsked(slow)
      expect(deleted).toHaveLength(1)
      vi.setSystemTime(Date.now() + DELETING_MS + 1)
      await deleteAsked(slow)
      expect(new Set(deleted).size).toBe(2)
      vi.useRealTimers()
    })

    it('are lost never, whoever puts and deletes the same at the same time', async () => {
      const relays = await openThree()
      const [database] = relays
      const { id: person } = await addToken(database)
      const isNamed = new Set<string>()
      await Promise.all(
        relays.map(async (relay, number) => {
          for (let round = 0; round < 12; round += 1) {
            const { id } = await accept(relay, person)
            try {
              await keepImages(relay, id, [IMAGE])
              isNamed.add(id)
            } catch (error) {
              expect(error).toBeInstanceOf(BlobsAway)
            }
            if ((round + number) % 3 > 0) {
              await forgetGeneration(relay, person, id, NOON)
              isNamed.delete(id)
            }
            await deleteAsked(relay)
            // Only of those that nobody is about to forget.
            const [one] = isNamed
            if (one !== undefined && isNamed.has(one)) expect(await hasBytes(relay)).toBe(true)
          }
        }),
      )
      for (const id of isNamed) await forgetGeneration(database, person, id, NOON)
      await deleteAsked(database)
      expect(await hasBytes(database)).toBe(false)
    })
  })
})
