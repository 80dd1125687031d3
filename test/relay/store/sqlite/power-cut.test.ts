/** What is told to anybody is on the disk before: whatever a power cut takes with it, nobody has heard of. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { acceptGeneration } from '../../../../relay/store/generations/accept.ts'
import { readChanges } from '../../../../relay/store/generations/events.ts'
import {
  listGenerations,
  readGeneration,
  starGeneration,
} from '../../../../relay/store/generations/generations.ts'
import { findCaller } from '../../../../relay/store/people/tokens.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { claimDue } from '../../../../relay/store/work/leases.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { addToken, makeIntent, makePng, NOON, PNG_HEADER, readRow, sha256 } from '../../support/samples.ts'

/** As the disk sees it: what was in the log when it was last told to take the log, and has said that it did. */
let onDiskBytes: number
/** Of the calls that wait for the disk. */
let disk: { take: () => void; fail: (error: Error) => void }[]
let isSlow: boolean
let handlePrototype: FileHandle

let directory: string
let database: Database
let person: { id: string; tokenId: string }
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-power-'))
  database = await openDatabase({ kind: 'sqlite', directory })
  disk = []
  isSlow = false
  await slowDown()
  person = await addToken(database)
  isSlow = true
})
afterEach(async () => {
  vi.restoreAllMocks()
  isSlow = false
  for (const { take } of disk) take()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

const logOf = (place: string) => join(place, 'relay.sqlite-wal')

/** The disk takes the log when the test says so. */
async function slowDown(): Promise<void> {
  const file = await open(logOf(directory))
  handlePrototype = Object.getPrototypeOf(file)
  await file.close()
  vi.spyOn(handlePrototype, 'datasync').mockImplementation(async () => {
    const { size } = statSync(logOf(directory))
    if (isSlow) {
      await new Promise<void>((resolve, reject) => disk.push({ take: resolve, fail: reject }))
    }
    onDiskBytes = size
  })
}

/** The relay that starts on what a power cut at this moment leaves. */
async function afterPowerCut(run: (database: Database) => Promise<void>): Promise<void> {
  const place = join(directory, 'after')
  mkdirSync(place)
  copyFileSync(join(directory, 'relay.sqlite'), join(place, 'relay.sqlite'))
  copyFileSync(logOf(directory), logOf(place))
  truncateSync(logOf(place), onDiskBytes)
  const before = { isSlow, onDiskBytes }
  isSlow = false
  const restarted = await openDatabase({ kind: 'sqlite', directory: place })
  try {
    await run(restarted)
  } finally {
    await restarted.close()
    rmSync(place, { recursive: true, force: true })
    // The other relay has its own disk.
    isSlow = before.isSlow
    onDiskBytes = before.onDiskBytes
  }
}

/** By handles of this process; SQLite's own writes go past them. */
function watchWrites(path: string) {
  const written: { from: number; to: number }[] = []
  let synced = 0
  const prototype = handlePrototype
  const write = prototype.write as (...args: unknown[]) => Promise<{ bytesWritten: number }>
  vi.spyOn(prototype, 'write').mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    const at = Number(args[3])
    const before = readFileSync(path).subarray(at, at + Number(args[2]))
    const done = await write.apply(this, args)
    // The very same bytes.
    expect(readFileSync(path).subarray(at, at + Number(args[2]))).toEqual(before)
    written.push({ from: at, to: at + done.bytesWritten })
    return done as never
  } as never)
  vi.spyOn(prototype, 'datasync').mockImplementation(async () => {
    synced = written.length
  })
  return { written, synced: () => synced }
}

/** All that comes of itself has come. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setTimeout(resolve))
}

const accept = () => acceptGeneration(database, makeIntent(person.id))
const uploaded = () => {
  const data = makePng(100)
  return saveUpload(database, person.id, { id: sha256(data), header: PNG_HEADER, data }, NOON)
}

describe('while the disk takes its time', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['an accepted press', accept],
    ['an event', () => readChanges(database, person.id, 0)],
    ['a list', () => listGenerations(database, person.id, {}, 9)],
    ['what still runs', () => readChanges(database, person.id, null)],
  ])('%s is told when it would outlive a power cut, and not before', async (_, ask) => {
    const first = accept()
    await expect.poll(() => disk).toHaveLength(1)
    let told: unknown = null
    const asking = ask().then((answer) => {
      told = answer
    })
    await settle()
    expect(told).toBeNull()
    await afterPowerCut(async (after) => {
      expect(await listGenerations(after, person.id, {}, 9)).toEqual([])
    })
    isSlow = false
    disk[0]?.take()
    await Promise.all([first, asking])
    const ids = JSON.stringify(told).match(/gen_[0-9a-f]{32}/g) ?? []
    expect(ids.length).toBeGreaterThan(0)
    await afterPowerCut(async (after) => {
      const there = (await listGenerations(after, person.id, {}, 9)).map(({ id }) => id)
      expect(there).toEqual(expect.arrayContaining(ids))
    })
  })

  it('a second sender of the same bytes hears that they are there when they would outlive it', async () => {
    const first = uploaded()
    await expect.poll(() => disk).toHaveLength(1)
    let told: unknown = null
    const second = uploaded().then((answer) => {
      told = answer
    })
    await settle()
    expect(told).toBeNull()
    isSlow = false
    disk[0]?.take()
    expect(await first).toBe('new')
    await second
    expect(told).toBe('known')
    await afterPowerCut(async (after) => {
      expect(await after.query.selectFrom('upload_owners').selectAll().execute()).toHaveLength(1)
    })
  })

  it('the step that pays goes on only when its mark would outlive it', async () => {
    isSlow = false
    const accepted = await accept()
    const id = accepted.kind === 'accepted' ? accepted.row.id : ''
    const claim = { owner: 'one', now: NOON, leaseMs: 60_000, limit: 9 }
    const [row] = await claimDue(database, claim)
    // Nothing is due before it has a place; the lease is what a step writes under.
    expect(row).toBeUndefined()
    await database.query.updateTable('generations').set({ lease_owner: 'one' }).execute()
    isSlow = true
    let marked: unknown = null
    const marking = saveStep(database, await readRow(database, id), {
      change: { status: 'submitting', doubt_since: NOON },
      owner: 'one',
      now: NOON,
      isHeld: true,
    }).then((saved) => {
      marked = saved
    })
    await expect.poll(() => disk).toHaveLength(1)
    await settle()
    expect(marked).toBeNull()
    isSlow = false
    disk[0]?.take()
    await marking
    expect(marked).toMatchObject({ doubt_since: NOON })
    await afterPowerCut(async (after) => {
      expect(await readRow(after, id)).toMatchObject({ status: 'submitting', doubt_since: NOON })
    })
  })

  it('the door waits for nothing', async () => {
    // It waits for a disk that never takes it.
    void accept().catch(() => undefined)
    await expect.poll(() => disk).toHaveLength(1)
    expect(await findCaller(database, person.tokenId)).toMatchObject({ person_id: person.id })
    expect(disk).toHaveLength(1)
  })
})

describe('once the disk has failed', () => {
  it('nothing more is written or told, though it seems well again, until a new start', async () => {
    isSlow = false
    const kept = await accept()
    const id = kept.kind === 'accepted' ? kept.row.id : ''
    isSlow = true
    const lost = accept()
    await expect.poll(() => disk).toHaveLength(1)
    const waiting = readChanges(database, person.id, 0)
    await settle()
    isSlow = false
    disk[0]?.fail(new Error('EIO'))
    const failed = /the disk did not take the database/
    expect((await database.failed).message).toMatch(failed)
    await expect(lost).rejects.toThrow(failed)
    await expect(waiting).rejects.toThrow(failed)
    const before = statSync(logOf(directory)).size
    const late = await Promise.allSettled([
      accept(),
      uploaded(),
      starGeneration(database, person.id, id, true),
      readGeneration(database, person.id, id),
      listGenerations(database, person.id, {}, 9),
      database.query.updateTable('people').set({ name: 'Grace' }).execute(),
      database.probe(),
    ])
    for (const result of late)
      expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(failed) } })
    expect(statSync(logOf(directory)).size).toBe(before)
    await afterPowerCut(async (after) => {
      expect(await listGenerations(after, person.id, {}, 9)).toMatchObject([{ id, starred: 0 }])
    })
  })

  it('a new start writes once more what it had refused, and what comes behind outlives a power cut', async () => {
    isSlow = false
    const kept = await accept()
    isSlow = true
    const refused = accept()
    await expect.poll(() => disk).toHaveLength(1)
    const hole = { from: onDiskBytes, to: statSync(logOf(directory)).size }
    isSlow = false
    disk[0]?.fail(new Error('EIO'))
    await expect(refused).rejects.toThrow()
    // Killed, and started anew on what the system still shows.
    const place = join(directory, 'anew')
    mkdirSync(place)
    copyFileSync(join(directory, 'relay.sqlite'), join(place, 'relay.sqlite'))
    copyFileSync(logOf(directory), logOf(place))
    const { written, synced } = watchWrites(logOf(place))
    const anew = await openDatabase({ kind: 'sqlite', directory: place })
    await anew.renew()
    for (let at = hole.from; at < hole.to; at += 1000) {
      expect(written.some(({ from, to }) => from <= at && at < to)).toBe(true)
    }
    expect(synced()).toBe(written.length)
    const ids = (await listGenerations(anew, person.id, {}, 9)).map(({ id }) => id)
    expect(ids).toHaveLength(2)
    expect(ids).toContain(kept.kind === 'accepted' ? kept.row.id : '')
    // What tables that were brought forward have taken of the disk is free again.
    expect(statSync(logOf(place)).size).toBe(0)
    await anew.close()
  })
})
