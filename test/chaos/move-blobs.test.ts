/** `blobs move` of the built relay, killed with SIGKILL around each of its steps and begun again, on one database. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepS3Blobs } from '../../relay/blobs/s3-blobs.ts'
import type { StorePlace } from '../../relay/settings/settings.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { describeOnEachDatabase } from '../relay/support/each-database.ts'
import { type S3Store, startS3Store } from '../relay/support/s3-store.ts'
import { accept, addToken, keepImages, makePng, NOON, PNG_HEADER, sha256 } from '../relay/support/samples.ts'
import { type Stage, type StoreMoment, storeMomentOf } from './support/kill-plan.ts'
import { buildRelay } from './support/relay-process.ts'

/** `npm run chaos`; a process starts for each kill. */
const IS_LONG = process.env.CHAOS_RUNS !== undefined

/** As an earlier version kept them, in rows, which are moved first. */
const IN_ROWS = [90, 91].map((seed) => makePng(3000, seed))
/** More than the kills before let through. */
const BESIDE = Array.from({ length: IS_LONG ? 100 : 8 }, (_, seed) => makePng(4000, seed))
const NAMED = [...IN_ROWS, ...BESIDE].map(sha256).sort()

/** Of a move: the bytes are put, then it is asked whether they are there, then they go from where they were. */
const MOMENTS: StoreMoment[] = [
  'put sent',
  'put handled',
  'put answered',
  'confirm sent',
  'confirm handled',
  'confirm answered',
]

/** `at`: the how manieth time; `afterMs`: in the midst of what follows, the row or the deletion beside it. */
type MoveKill = { moment: StoreMoment; at: number; afterMs: number }
const [ROW, FILE] = [1, IN_ROWS.length + 1]

const KILLS: MoveKill[] = IS_LONG
  ? [ROW, FILE, 1].flatMap((at) =>
      MOMENTS.flatMap((moment) => [0, 1, 3].map((afterMs) => ({ moment, at, afterMs }))),
    )
  : [
      { moment: 'confirm answered', at: ROW, afterMs: 0 },
      { moment: 'put sent', at: FILE, afterMs: 0 },
    ]

let builtIn = ''
beforeAll(async () => {
  builtIn = await buildRelay()
})
afterAll(() => rm(builtIn, { recursive: true }))

describeOnEachDatabase('blobs move, killed around each step', ({ createPlace }) => {
  it('leaves every image where it can be read, and in the end all of them are outside', async () => {
    const place = await createPlace()
    await fill(place)
    const store = await startS3Store()
    try {
      for (const kill of KILLS) {
        expect(await move(place, store, kill)).toBe('SIGKILL')
        expect(await readAll(place, store)).toMatchObject({ readable: NAMED })
      }
      expect(await move(place, store, null)).toBe(0)
      expect(await readAll(place, store)).toEqual({ readable: NAMED, beside: [], outside: NAMED })
    } finally {
      await store.close()
    }
  })
})

async function fill(place: StorePlace): Promise<void> {
  const database = await openDatabase(place)
  const { id: person } = await addToken(database)
  for (const bytes of BESIDE) {
    await keepImages(database, (await accept(database, person)).id, [{ header: PNG_HEADER, bytes }])
  }
  for (const bytes of IN_ROWS) {
    const { id } = await accept(database, person)
    await sql`INSERT INTO images (generation_id, number, mime_type, sha256, created_at, data)
      VALUES (${id}, 0, 'image/png', ${sha256(bytes)}, ${NOON}, ${bytes})`.execute(database.query)
  }
  await database.close()
}

/** @returns the exit code, or the signal that ended it */
async function move(place: StorePlace, store: S3Store, kill: MoveKill | null) {
  const where = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
  const child = spawn(process.execPath, [join(builtIn, 'relay.mjs'), 'blobs', 'move'], {
    env: { PATH: process.env.PATH, ...where, ...store.env },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  let left = kill?.at ?? 0
  const strike = (stage: Stage) => async (asked: string) => {
    if (left === 0 || storeMomentOf(asked, stage) !== kill?.moment) return null
    left -= 1
    if (left > 0) return null
    // What has begun goes on meanwhile, as at a machine that is switched off some time later.
    if (kill.afterMs > 0) setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
    else {
      child.kill('SIGKILL')
      await exited
    }
    // What was only on its way never came.
    return stage === 'sent' ? ({ kind: 'cut', when: 'before' } as const) : null
  }
  store.watch({
    sent: strike('sent'),
    handled: async (asked) => void (await strike('handled')(asked)),
    answered: async (asked) => void (await strike('answered')(asked)),
  })
  const [code, signal] = await exited
  store.watch({})
  return signal ?? code
}

async function readAll(place: StorePlace, store: S3Store) {
  const outside = keepS3Blobs(store.place)
  const database = await openDatabase(place, outside)
  try {
    const { rows } = await sql<{ sha256: string; data: Uint8Array | null; byte_count: number | null }>`
      SELECT sha256, data, byte_count FROM images`.execute(database.query)
    const found = rows.map(async ({ sha256: hash, data, byte_count }) =>
      byte_count === null ? data : await database.blobs.readWhole(hash),
    )
    const readable = (await Promise.all(found)).map((data) => (data ? sha256(data) : 'gone')).sort()
    const names = async (blobs: Pick<typeof database.blobs, 'list'>) => {
      const listed: string[] = []
      for await (const page of blobs.list()) listed.push(...page.map(({ name }) => name))
      return listed.sort()
    }
    return { readable, beside: await names(database.blobs.beside), outside: await names(outside) }
  } finally {
    await database.close()
    await outside.close()
  }
}
