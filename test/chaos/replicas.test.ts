/** Three relays as processes on one real Postgres. */
import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { CreateGeneration } from '../../contract/relay-api.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { createDatabase } from '../relay/support/create-database.ts'
import { startS3Store } from '../relay/support/s3-store.ts'
import { drawPng } from '../relay/support/samples.ts'
import { checkBooks, type Wish } from './support/check-books.ts'
import { checkOutside } from './support/check-outside.ts'
import type { Call } from './support/fault-proxy.ts'
import { type Fleet, type FleetOptions, openFleet } from './support/fleet.ts'
import type { PatientClient } from './support/patient-client.ts'
import { buildRelay } from './support/relay-process.ts'
import { createChance, listSeeds } from './support/seeds.ts'
import { ALL_STRIKES, planStrikes } from './support/strikes.ts'

let builtIn = ''
let databaseUrl = ''
let fleet: Fleet | null = null

beforeAll(async () => {
  builtIn = await buildRelay()
})
afterAll(() => rm(builtIn, { recursive: true }))
afterEach(async () => {
  await fleet?.close()
  fleet = null
})

const MAX_IN_FLIGHT = 6
/** Of the relays' clock, where a slow machine would take its minutes and seconds for over. */
const SLOW = 0.2
/** Longer than anything here takes that is not stuck. */
const LATE_MS = 400_000

async function open(options: Partial<FleetOptions> = {}): Promise<Fleet> {
  databaseUrl = await createDatabase()
  const env = { MAX_IN_FLIGHT: String(MAX_IN_FLIGHT), ...options.env }
  fleet = await openFleet({ builtIn, databaseUrl, size: 3, ...options, env })
  return fleet
}

/** A new user, who asks the three in turn. */
async function addCaller(): Promise<PatientClient> {
  if (fleet === null) throw new Error('no fleet')
  return fleet.callerOf(await fleet.addBearer())
}

function makeBody(prompt: string, uploads: string[] = []): CreateGeneration {
  const references = uploads.map((upload_id) => ({ upload_id }))
  return { prompt, aspect_ratio: '1:1', resolution: '1K', references }
}

async function wishFor(caller: PatientClient, prompts: string[], uploads: string[] = []): Promise<Wish[]> {
  return Promise.all(
    prompts.map(async (prompt, number) => {
      const key = `chaos-key-${number}`
      const body = makeBody(prompt, uploads)
      return { caller, key, body, id: (await caller.generate(key, body)).id }
    }),
  )
}

async function waitFor(caller: PatientClient, wishes: Wish[]): Promise<void> {
  const lateAt = Date.now() + LATE_MS
  await caller.waitUntilEnded(
    wishes.map(({ id }) => id),
    () => Date.now() > lateAt,
  )
}

const number = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`)

it('makes its tables once when three start at the same instant', async () => {
  const { members } = await open()
  for (const { relay } of members) expect((await fetch(`${relay.url}/readyz`)).status).toBe(200)
  const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
  const { rows } = await sql`select version from schema_version`.execute(database.query)
  await database.close()
  expect(rows).toHaveLength(1)
})

/** Each of three callers wishes for so many after a reference, and waits. @returns how they ended */
async function wishAndCheck({ standIn }: Fleet, imagesEach: number) {
  const callers = [await addCaller(), await addCaller(), await addCaller()]
  const batches = await Promise.all(
    callers.map(async (caller, index) => {
      const upload = await caller.upload(drawPng(index))
      const wishes = await wishFor(caller, number(imagesEach, `Mug of ${index}, number`), [upload])
      await waitFor(caller, wishes)
      return wishes
    }),
  )
  const statuses = await checkBooks(standIn, batches.flat(), { isUnknownAllowed: false })
  return statuses.filter((status) => status === 'succeeded').length
}

it.each(listSeeds(1))(
  'seed %i: of sixty images none is lost or paid twice while relays are killed or freeze',
  async (seed) => {
    const strikes = planStrikes(createChance(seed), (member) => fleet?.members[member]?.relay)
    const creators = new Set<number>()
    const mayStrike = async (call: Call, member: number) => {
      if (call.name === 'create') creators.add(member)
      if (call.name !== 'other') await strikes.mayStrike(member)
    }
    const opened = await open({
      env: { LEASE_SECONDS: '5' },
      switches: { taskSeconds: 2 },
      choose: async (call, member) => {
        await mayStrike(call, member)
        return { kind: 'pass' }
      },
      handled: mayStrike,
      answered: mayStrike,
    })
    expect(await wishAndCheck(opened, 20)).toBe(60)
    expect(await strikes.whenOver()).toEqual(ALL_STRIKES)
    expect(creators.size, 'relays that took part').toBe(3)
    expect(opened.mostInFlight()).toBeLessThanOrEqual(MAX_IN_FLIGHT)
    // Else it was no test of the limit.
    expect(opened.mostInFlight()).toBeGreaterThan(MAX_IN_FLIGHT / 2)
  },
)

const STORE_AWAY_MS = 1500

it.each(listSeeds(1))(
  'seed %i: with images at a store, none is lost between its taking one and their knowing of it',
  async (seed) => {
    const chance = createChance(seed)
    const { mayStrike, whenOver } = planStrikes(chance, (member) => fleet?.members[member]?.relay)
    const store = await startS3Store()
    let puts = 0
    // The store does not say who asks; whoever it is, it is one of three.
    const strikeOne = async (asked: string) => {
      if (/^(PUT|HEAD) /.test(asked)) await mayStrike(chance.whole(0, 2), 0.3)
    }
    store.watch({
      async sent(asked) {
        if (!asked.startsWith('PUT ')) return null
        puts += 1
        if (puts === 12) {
          store.break({ kind: 'answer', status: 503 })
          setTimeout(store.mend, STORE_AWAY_MS)
        }
        return null
      },
      handled: strikeOne,
      answered: strikeOne,
    })
    try {
      const env = { ...store.env, LEASE_SECONDS: '5' }
      expect(await wishAndCheck(await open({ env, switches: { taskSeconds: 1 } }), 8)).toBe(24)
      expect(await whenOver()).toEqual(ALL_STRIKES)
      await checkOutside({ kind: 'postgres', url: databaseUrl }, store)
    } finally {
      await fleet?.close()
      fleet = null
      await store.close()
    }
  },
)

it('does not let a batch of forty keep others waiting', async () => {
  const { standIn } = await open()
  const many = await addCaller()
  // No place is free again before all have asked, however long that takes.
  standIn.change({ faults: [{ on: 'look', kind: 'cut-before' }] })
  await wishFor(many, number(40, 'Mug'))
  const others = await Promise.all(
    number(4, 'Chair').map(async (prompt) => {
      const caller = await addCaller()
      return { prompt, caller, wishes: await wishFor(caller, [prompt]) }
    }),
  )
  const before = standIn.inspection.tasks().length
  expect(before).toBeLessThanOrEqual(MAX_IN_FLIGHT)
  standIn.change({ faults: [] })
  await Promise.all(others.map(({ caller, wishes }) => waitFor(caller, wishes)))
  const places = others.map(({ prompt }) =>
    standIn.inspection.tasks().findIndex(({ request }) => request.prompt === prompt),
  )
  // Those that had been let in already may still be on their way to Rivya.
  expect(Math.max(...places) - before).toBeLessThan(MAX_IN_FLIGHT + others.length)
})

it('tells a long poll at one relay what another has done', async () => {
  const { addBearer, members } = await open({ speed: SLOW, switches: { taskSeconds: 0 } })
  const authorization = await addBearer()
  const [listening, working] = members.map(({ relay }) => relay.url)
  const poll = async (query: string) =>
    (await fetch(`${listening}/v1/events?${query}`, { headers: { authorization } })).json()
  const { cursor } = await poll('')
  const news = poll(`wait=25&after=${cursor}`)
  const startedAt = Date.now()
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'chaos-key' }
  const answer = await fetch(`${working}/v1/generations`, {
    method: 'POST',
    headers,
    body: JSON.stringify(makeBody('Mug')),
  })
  const { id } = await answer.json()
  expect((await news).generations).toEqual([expect.objectContaining({ id })])
  // Not at the end of its 25 seconds, when it would have looked anyway.
  expect((Date.now() - startedAt) * SLOW).toBeLessThan(20_000)
})

it('counts requests and wrong tokens over all relays', async () => {
  const { addBearer, members } = await open({ speed: SLOW, env: { REQUESTS_PER_MINUTE: '30' } })
  const ask = async (authorization: string, count: number) => {
    const answers = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        fetch(`${members[index % 3]?.relay.url}/v1/generations`, { headers: { authorization } }),
      ),
    )
    return answers.map(({ status }) => status)
  }
  const known = await ask(await addBearer(), 45)
  expect(known.filter((status) => status === 200)).toHaveLength(30)
  expect(known.filter((status) => status === 429)).toHaveLength(15)
  const wrong = await ask('Bearer nobody', 150)
  expect(wrong.filter((status) => status === 401)).toHaveLength(120)
  expect(wrong.filter((status) => status === 429)).toHaveLength(30)
})
