/** Two relays on one Postgres with images at a store, killed between its taking an image and their knowing of it. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepS3Blobs } from '../../relay/blobs/s3-blobs.ts'
import { findNamed } from '../../relay/store/blob-names.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { createDatabase } from '../relay/support/create-database.ts'
import { startS3Store } from '../relay/support/s3-store.ts'
import { drawPng } from '../relay/support/samples.ts'
import { checkBooks } from './check-books.ts'
import { openFleet } from './fleet.ts'
import { buildRelay } from './relay-process.ts'
import { createChance, listSeeds } from './seeds.ts'

let builtIn = ''
beforeAll(async () => {
  builtIn = await buildRelay()
})
afterAll(() => rm(builtIn, { recursive: true }))

const KILLS = 3
const AWAY_MS = 1500
const LATE_MS = 120_000

it.each(listSeeds(1))(
  'seed %i: loses no image and pays for none twice',
  async (seed) => {
    const chance = createChance(seed)
    const databaseUrl = await createDatabase()
    const store = await startS3Store()
    const env = { ...store.env, LEASE_SECONDS: '5' }
    const fleet = await openFleet({ builtIn, databaseUrl, size: 2, env, switches: { taskSeconds: 1 } })
    let [kills, puts] = [0, 0]
    store.onDone(async (asked) => {
      if (!asked.startsWith('PUT')) return
      puts += 1
      // The store has it, and nobody is ever told: whoever has put it is one of these.
      if (kills < KILLS && puts > 2 && chance.isHit(0.4)) {
        kills += 1
        await Promise.all(fleet.members.map(({ relay }) => relay.kill()))
      } else if (puts === 8) {
        store.break({ kind: 'answer', status: 503 })
        setTimeout(store.mend, AWAY_MS)
      }
    })
    const outside = keepS3Blobs(store.place)
    try {
      const caller = fleet.callerOf(await fleet.addBearer())
      const upload_id = await caller.upload(drawPng(1))
      const wishes = await Promise.all(
        Array.from({ length: 12 }, async (_, number) => {
          const references = [{ upload_id }]
          const body = { prompt: `Mug ${number}`, aspect_ratio: '1:1', resolution: '1K', references } as const
          const key = `chaos-key-${number}`
          return { caller, key, body: { ...body, references }, id: (await caller.generate(key, body)).id }
        }),
      )
      const lateAt = Date.now() + LATE_MS
      await caller.waitUntilEnded(
        wishes.map(({ id }) => id),
        () => Date.now() > lateAt,
      )
      const statuses = await checkBooks(fleet.standIn, wishes, { isUnknownAllowed: false })
      expect(statuses.filter((status) => status === 'succeeded')).toHaveLength(wishes.length)
      expect(kills).toBe(KILLS)

      const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
      const listed: string[] = []
      for await (const page of outside.list()) listed.push(...page.map(({ name }) => name))
      const images = await database.query.selectFrom('images').select('sha256').execute()
      const named = await findNamed(database.query, [...listed, ...images.map(({ sha256 }) => sha256)])
      await database.close()
      // Orphans at most, and all that a row names is there.
      expect([...named].filter((hash) => !listed.includes(hash))).toEqual([])
    } finally {
      await fleet.close()
      await outside.close()
      await store.close()
    }
  },
  180_000,
)
