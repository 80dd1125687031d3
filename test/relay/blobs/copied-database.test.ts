/** A database, a copy of it, and one place for the images of both: a restored backup beside the original, a test system. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claimPlace } from '../../../relay/blobs/claim-place.ts'
import { runBackupCommand } from '../../../relay/commands/backup.ts'
import { blobsCommand } from '../../../relay/commands/blobs.ts'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { keepPlaceMemory } from '../../../relay/store/blobs/place-memory.ts'
import { deleteOrphans } from '../../../relay/store/blobs/sweep-blobs.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { NOON } from '../support/samples.ts'
import { startWholeRelay } from '../support/whole-relay.ts'
import { HASH, PNG, setUpPlace } from './set-up-place.ts'

const HOUR = 60 * 60_000
const IS_COPY = 'another copy of this database works with the images there, or has since this one was made'

const shared = setUpPlace()

describeOnEachDatabase('the place of the images', ({ open, createPlace }) => {
  let now = NOON
  const processOf = ({ query }: Database) => claimPlace(shared.outside, keepPlaceMemory(query), () => now)

  /** All that a copy has of what is known of the place. */
  async function copy(from: Database): Promise<Database> {
    const to = await open()
    for (const table of ['database_id', 'place_turns'] as const) {
      const rows = await from.query.selectFrom(table).selectAll().execute()
      await to.query.insertInto(table).values(rows).execute()
    }
    return to
  }

  it('is kept from a copy that is made before the database went on: it deletes and puts nothing there', async () => {
    const original = await open()
    const working = processOf(original)
    await working.claim.claim()
    const copied = processOf(await copy(original))
    now += HOUR
    expect(await working.claim.claim()).toBe('own')

    expect(await copied.claim.claim()).toBe('copy')
    await expect(copied.store.delete(HASH)).rejects.toThrow(IS_COPY)
    await expect(copied.store.put(HASH, PNG)).rejects.toThrow(IS_COPY)
    expect(await copied.store.read(HASH)).toEqual(Buffer.from(PNG))
    await working.store.delete(HASH)
    expect(await shared.outside.has(HASH)).toBe(false)
  })

  it('goes on with the one that works, whoever looks first', async () => {
    const original = await open()
    const working = processOf(original)
    await working.claim.claim()
    const copied = processOf(await copy(original))
    for (const hours of [1, 1, 0.5]) {
      now += hours * HOUR
      await copied.claim.claim()
      expect(await working.claim.claim()).toBe('own')
    }
    expect(await copied.claim.claim()).toBe('copy')
  })

  it('is the original’s through restarts, other relays of it and days without one', async () => {
    const original = await open()
    for (const hours of [0, 0.1, 1, 3, 72, 0.1]) {
      now += hours * HOUR
      const [one, other] = [processOf(original), processOf(original)]
      expect(await Promise.all([one.claim.claim(), other.claim.claim()])).toEqual(['own', 'own'])
      now += HOUR
      expect(await one.claim.claim()).toBe('own')
      expect(await other.claim.claim()).toBe('own')
    }
  })

  it('is the original’s when several relays of it take their turn at once', async () => {
    const memory = keepPlaceMemory((await open()).query)
    for (let round = 0; round < 30; round += 1) {
      now += HOUR
      const turns = Array.from({ length: 4 }, (_, index) => `turn ${round} of ${index}`)
      await Promise.all(turns.map((turn) => memory.addTurn(turn, now, undefined)))
      for (const turn of turns) expect(await memory.knowsTurn(turn), turn).toBe(true)
    }
  })

  it('is the original’s however often the store does not take its turn', async () => {
    const original = await open()
    const working = processOf(original)
    await working.claim.claim()
    shared.store.break({ kind: 'answer', status: 503 }, Number.POSITIVE_INFINITY, (asked) =>
      asked.startsWith('PUT'),
    )
    for (let tries = 0; tries < 25; tries += 1) {
      now += 3 * HOUR
      await expect(working.claim.claim()).rejects.toThrow('503')
    }
    shared.store.mend()
    expect(await working.claim.claim()).toBe('own')
    expect(await processOf(original).claim.claim()).toBe('own')
  })

  it('is the original’s when nobody heard that the store has taken its turn', async () => {
    const working = processOf(await open())
    await working.claim.claim()
    now += 3 * HOUR
    shared.store.break({ kind: 'cut', when: 'after' }, Number.POSITIVE_INFINITY, (asked) =>
      asked.startsWith('PUT'),
    )
    await expect(working.claim.claim()).rejects.toThrow('no answer')
    shared.store.mend()
    expect(await working.claim.claim()).toBe('own')
  })

  it('is a copy’s that takes it over, and the original’s no longer', async () => {
    const original = await open()
    const working = processOf(original)
    await working.claim.claim()
    const restored = await copy(original)
    now += HOUR
    await working.claim.claim()
    await processOf(restored).claim.takeOver()
    expect(await processOf(restored).claim.claim()).toBe('own')
    expect(await working.claim.claim()).toBe('copy')
    await expect(working.store.put(HASH, PNG)).rejects.toThrow(IS_COPY)
    await working.claim.takeOver()
    await working.store.put(HASH, PNG)
  })

  it('is asked about by every clean-up, also where there is nothing to delete', async () => {
    const database = await openDatabase(await createPlace(), shared.outside)
    await deleteOrphans(database, Date.now())
    await shared.outside.writeMark('turn', 'of somebody else', false)
    await expect(deleteOrphans(database, Date.now())).rejects.toThrow(IS_COPY)
    await database.close()
  })

  it('stays the original’s when the mark is damaged on its way', async () => {
    const original = await open()
    const working = processOf(original)
    await working.claim.claim()
    shared.store.break({ kind: 'wrong-byte' }, 1, (asked) => asked.includes('/turn'))
    expect(await working.claim.claim()).toBe('own')
  })
})

it('keeps a restored backup from starting beside the original, until it is said to have taken its place', async () => {
  const original = await startWholeRelay({ env: shared.store.env })
  const directory = mkdtempSync(join(tmpdir(), 'relay-restored-'))
  const env = { DATA_DIR: directory, ...shared.store.env }
  const output = { log: () => undefined, error: () => undefined }
  const file = join(directory, 'backup.sqlite')
  await runBackupCommand([file], { DATA_DIR: original.directory, ...shared.store.env }, output)
  renameSync(file, join(directory, 'relay.sqlite'))
  const later = claimPlace(
    shared.outside,
    keepPlaceMemory(original.database.query),
    () => Date.now() + 3 * HOUR,
  )
  expect(await later.claim.claim()).toBe('own')

  const says = `BLOB_URL: ${IS_COPY}. Give this one a prefix of its own, or run “blobs own” if it has taken that one’s place.`
  await expect(startWholeRelay({ env })).rejects.toThrow(says)
  await expect(runCommand(blobsCommand, ['move'], env, output)).rejects.toThrow(says)
  await original.close()
  expect(await runCommand(blobsCommand, ['own'], env, output)).toBe(0)
  await (await startWholeRelay({ env })).close()
  rmSync(directory, { recursive: true, force: true })
})
