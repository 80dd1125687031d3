/** SIGTERM: what a relay has begun it ends or gives to the others at once, not when its leases have run out. */
import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../relay/store/database.ts'
import { createDatabase } from '../relay/support/create-database.ts'
import { leadThrough, startTcpProxy } from '../relay/support/tcp-proxy.ts'
import { checkBooks, type Wish } from './support/check-books.ts'
import type { CallName, Fault } from './support/fault-proxy.ts'
import { type Fleet, openFleet } from './support/fleet.ts'
import { buildRelay } from './support/relay-process.ts'

let builtIn = ''
let fleet: Fleet | null = null

beforeAll(async () => {
  builtIn = await buildRelay()
})
afterAll(() => rm(builtIn, { recursive: true }))
afterEach(async () => {
  await fleet?.close()
  fleet = null
})

/** Longer than the test: a lease that is not given back would keep the other relay waiting. */
const LEASE_SECONDS = '300'

function signal(): { promise: Promise<void>; give: () => void } {
  let give = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    give = resolve
  })
  return { promise, give }
}

/** One relay with one generation, up to the first call of this name, which is held until `release`. */
async function holdFirst(name: CallName) {
  const databaseUrl = await createDatabase()
  const held = signal()
  const release = signal()
  fleet = await openFleet({
    builtIn,
    databaseUrl,
    size: 1,
    env: { LEASE_SECONDS },
    speed: 1,
    switches: { taskSeconds: 0 },
    choose: async (call, member): Promise<Fault> => {
      if (call.name === name && member === 0) {
        held.give()
        await release.promise
      }
      return { kind: 'pass' }
    },
  })
  const [first] = fleet.members
  if (first === undefined) throw new Error('no relay')
  const body = { prompt: 'Mug', aspect_ratio: '1:1', resolution: '1K', references: [] } as const
  const bearer = await fleet.addBearer()
  const { id } = await fleet.callerOf(bearer, first).generate('chaos-key', { ...body, references: [] })
  await held.promise
  return {
    fleet,
    first,
    release: release.give,
    async countLeases() {
      const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
      const rows = await database.query.selectFrom('generations').select('lease_until').execute()
      await database.close()
      return rows.filter((row) => row.lease_until !== null).length
    },
    /** Another relay takes over and brings it to its end. */
    async finish(): Promise<void> {
      const next = await fleet?.addMember()
      if (fleet === null || next === undefined) throw new Error('no fleet')
      const caller = fleet.callerOf(bearer, next)
      const lateAt = Date.now() + LATE_MS
      await caller.waitUntilEnded([id], () => Date.now() > lateAt)
      const wish: Wish = { caller, key: 'chaos-key', body: { ...body, references: [] }, id }
      expect(await checkBooks(fleet.standIn, [wish], { isUnknownAllowed: false })).toEqual(['succeeded'])
    },
  }
}
/** Before the lease would have run out. */
const LATE_MS = 250_000

it('gives what can be done again to another relay without waiting for it', async () => {
  const { first, countLeases, finish } = await holdFirst('look')
  expect(await countLeases()).toBe(1)
  expect(await first.relay.stop()).toBe(0)
  expect(await countLeases()).toBe(0)
  await finish()
})

it('waits for the answer to a paid call and keeps it', async () => {
  const { first, release, countLeases, finish } = await holdFirst('create')
  const stopped = first.relay.stop()
  release()
  expect(await stopped).toBe(0)
  expect(await countLeases()).toBe(0)
  await finish()
  const calls = fleet?.members.flatMap(({ proxy }) => proxy.calls).filter(({ name }) => name === 'create')
  expect(calls).toHaveLength(1)
})

it('ends when told although the database says nothing any more', async () => {
  const databaseUrl = await createDatabase()
  const line = await startTcpProxy(Number(new URL(databaseUrl).port))
  fleet = await openFleet({ builtIn, databaseUrl: leadThrough(line, databaseUrl), size: 1, speed: 3 })
  const [first] = fleet.members
  line.silence()
  // By its own deadline, which nothing else ends it at; killed, it would have no code.
  expect(await first?.relay.stop()).toBe(1)
  await line.close()
})
