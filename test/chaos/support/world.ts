/** A relay that is killed and started again, between its callers and a Rivya whose line is bad. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { type Fault as StoreFault, startS3Store } from '../../relay/support/s3-store.ts'
import { addToken } from '../../relay/support/samples.ts'
import { CHAOS_SWITCHES } from './chaos-switches.ts'
import { checkOutside } from './check-outside.ts'
import { readFastTime, startFastTime } from './fast-time.ts'
import { type Call, type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { type KeptRelay, keepRunning } from './keep-running.ts'
import {
  createKillPlan,
  type Kill,
  type KillPlan,
  type Moment,
  momentOf,
  storeMomentOf,
} from './kill-plan.ts'
import { createPatientClient, type PatientClient, sendTo } from './patient-client.ts'

export type World = {
  standIn: StandIn
  proxy: FaultProxy
  relay: KeptRelay
  callers: PatientClient[]
  plan: KillPlan
  /** For moments that only the callers know of. */
  pass: (moment: Moment) => Promise<void>
  /** That every image which a row names is where it belongs. */
  checkImages: () => Promise<void>
  close: () => Promise<void>
}

export type WorldOptions = {
  /** Where `buildRelay` has put the relay. */
  builtIn: string
  kills: readonly Kill[]
  /** @returns what happens to a call that no kill strikes */
  choose: (call: Call) => Fault
  callerCount: number
  /** How long the machine is off after a kill, by the relay's clock; default 0. */
  offMs?: number
  /** Images go to a store; what happens to a call there that no kill strikes. */
  outside?: () => StoreFault | null
}

/** Pauses of seconds become tenths of them. Faster, and a busy machine would let deadlines pass. */
export const SPEED = 10
/** So that generations also wait for a place. */
const MAX_IN_FLIGHT = 4
const TASK_SECONDS = 4
/** Of a store in trouble the relay tells its callers, who ask again. */
const FAULTS_ALLOWED = 10

export async function openWorld(options: WorldOptions): Promise<World> {
  const { builtIn, kills, choose, callerCount, offMs = 0, outside } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'relay-chaos-'))
  const bearers = await addCallers(dataDir, callerCount)
  const time = startFastTime(SPEED)
  // Until there is a relay, which asks Rivya before it is known to listen.
  let now = () => readFastTime(time)
  const standIn = await startStandIn({
    now: () => now(),
    switches: { taskSeconds: TASK_SECONDS, ...CHAOS_SWITCHES },
  })
  const plan = createKillPlan(kills)
  const store = outside === undefined ? null : await startS3Store()

  async function strike(kill: Kill): Promise<void> {
    if (kill.afterMs > 0) await wait(kill.afterMs)
    await relay.killFor(offMs)
  }
  async function pass(moment: Moment | null): Promise<Kill | null> {
    const kill = moment === null ? null : plan.pass(moment)
    if (kill !== null) await strike(kill)
    return kill
  }

  const proxy = await startFaultProxy(
    standIn.url,
    async (call) => {
      const kill = await pass(momentOf(call, 'sent'))
      if (kill === null) return choose(call)
      return kill.hasLeft ? { kind: 'pass' } : { kind: 'cut-before' }
    },
    {
      handled: async (call) => void (await pass(momentOf(call, 'handled'))),
      answered: async (call) => void (await pass(momentOf(call, 'answered'))),
    },
  )
  store?.watch({
    async sent(asked) {
      const kill = await pass(storeMomentOf(asked, 'sent'))
      if (kill === null) return outside?.() ?? null
      return kill.hasLeft ? null : { kind: 'cut', when: 'before' }
    },
    handled: async (asked) => void (await pass(storeMomentOf(asked, 'handled'))),
    answered: async (asked) => void (await pass(storeMomentOf(asked, 'answered'))),
  })
  const relay: KeptRelay = await keepRunning({
    builtIn,
    time,
    env: {
      RIVYA_API_KEY: standIn.key,
      RIVYA_BASE_URL: proxy.url,
      DATA_DIR: dataDir,
      MAX_IN_FLIGHT: String(MAX_IN_FLIGHT),
      REQUESTS_PER_MINUTE: '100000',
      ...store?.env,
    },
  })
  now = relay.now
  const faultsAllowed = store === null ? 0 : FAULTS_ALLOWED

  return {
    standIn,
    proxy,
    relay,
    plan,
    callers: bearers.map((bearer) =>
      createPatientClient([sendTo(relay.url)], bearer, relay.whenUp, faultsAllowed),
    ),
    pass: async (moment) => void (await pass(moment)),
    async checkImages() {
      if (store !== null) await checkOutside({ kind: 'sqlite', directory: dataDir }, store)
    },
    async close() {
      await relay.close()
      await Promise.all([proxy.close(), standIn.close(), store?.close()])
      await rm(dataDir, { recursive: true })
    },
  }
}

async function addCallers(directory: string, count: number): Promise<string[]> {
  const database = await openDatabase({ kind: 'sqlite', directory })
  const bearers: string[] = []
  for (let number = 1; number <= count; number += 1) {
    bearers.push((await addToken(database, { name: `Caller ${number}` })).bearer)
  }
  await database.close()
  return bearers
}
