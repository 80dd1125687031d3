/** Two databases and one place for images, by mistake. */
import { expect, it } from 'vitest'
import { BlobsAway } from '../../../relay/blobs/blob-store.ts'
import { blobsCommand } from '../../../relay/commands/blobs.ts'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { deleteOrphans, ORPHAN_MS } from '../../../relay/store/blobs/sweep-blobs.ts'
import type { Database } from '../../../relay/store/database.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { startWholeRelay } from '../support/whole-relay.ts'
import { HASH, setUpPlace } from './set-up-place.ts'

const LATE = Date.now() + ORPHAN_MS + 60_000

const shared = setUpPlace()

describeOnEachDatabase('a place for images', ({ createPlace }) => {
  async function open(place?: Awaited<ReturnType<typeof createPlace>>): Promise<Database> {
    return openDatabase(place ?? (await createPlace()), shared.outside)
  }

  it('is the first one’s, for all its relays; another deletes nothing there', async () => {
    const place = await createPlace()
    const first = await open(place)
    expect(await first.claim?.claim()).toBe('own')
    const other = await open()
    expect(await other.claim?.claim()).toBe('other')
    await expect(deleteOrphans(other, LATE)).rejects.toThrow('those of another database')
    expect(await shared.outside.has(HASH)).toBe(true)
    await first.close()
    const again = await open(place)
    expect(await again.claim?.claim()).toBe('own')
    await deleteOrphans(again, LATE)
    expect(await shared.outside.has(HASH)).toBe(false)
    await Promise.all([other.close(), again.close()])
  })

  it('is one’s alone when both come at the same instant', async () => {
    const both = [await open(), await open()]
    await Promise.all(both.map((each) => each.claim?.claim()))
    const claims = await Promise.all(both.map((each) => each.claim?.claim()))
    expect(claims.sort()).toEqual(['other', 'own'])
    await Promise.all(both.map((each) => each.close()))
  })

  it('is another’s who was first by a moment', async () => {
    const late = await open()
    shared.store.watch({
      async sent(asked) {
        if (!asked.startsWith('PUT')) return null
        await shared.store.meddle('owner', Buffer.from('somebody'))
        return { kind: 'answer', status: 412 }
      },
    })
    expect(await late.claim?.claim()).toBe('other')
    shared.store.watch({})
    await late.close()
  })

  it('stays one’s own when the mark is damaged on its way', async () => {
    const first = await open()
    await first.claim?.claim()
    shared.store.break({ kind: 'wrong-byte' }, 1)
    expect(await first.claim?.claim()).toBe('own')
    await first.close()
  })

  it('is marked by a store that knows no conditions, too', async () => {
    const first = await open()
    shared.store.break({ kind: 'no-conditions' })
    expect(await first.claim?.claim()).toBe('own')
    await first.close()
  })

  it('of which nobody can say whose it is has nothing deleted', async () => {
    const first = await open()
    shared.store.break({ kind: 'answer', status: 403 }, Number.POSITIVE_INFINITY, (asked) =>
      asked.includes('owner'),
    )
    await expect(deleteOrphans(first, LATE)).rejects.toThrow(BlobsAway)
    expect(await shared.outside.has(HASH)).toBe(true)
    await first.close()
  })

  it('is not moved to while it is another’s, until it is taken over', async () => {
    const first = await open()
    await first.claim?.claim()
    const place = await createPlace()
    await (await openDatabase(place)).close()
    const env = {
      ...(place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }),
      ...shared.store.env,
    }
    const lines: string[] = []
    const output = { log: (line: string) => lines.push(line), error: () => undefined }
    const run = (action: string) => runCommand(blobsCommand, [action], env, output)
    await expect(run('move')).rejects.toThrow('BLOB_URL: the images there are those of another database.')
    expect(await run('own')).toBe(0)
    expect(lines).toEqual(['The images at BLOB_URL are now those of this database.'])
    expect(await run('move')).toBe(0)
    expect(await first.claim?.claim()).toBe('other')
    await first.close()
  })
})

it('keeps a relay of another database from starting, with one line that says what to do', async () => {
  const first = await startWholeRelay({ env: shared.store.env })
  await expect(startWholeRelay({ env: shared.store.env })).rejects.toThrow(
    'BLOB_URL: the images there are those of another database. Give this one a prefix of its own, or run “blobs own” if it has taken that one’s place.',
  )
  await first.close()
})

it('lets a relay start while it is away', async () => {
  shared.store.break({ kind: 'answer', status: 503 })
  const relay = await startWholeRelay({ env: shared.store.env })
  expect((await relay.call('/readyz', { bearer: null })).status).toBe(200)
  shared.store.mend()
  await relay.close()
})
