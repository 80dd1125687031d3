/**
 * A relay in this process that dies at chosen steps and is made anew from nothing but its database, with a clock that
 * jumps from one due step to the next: a run takes milliseconds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { readNextStepAt } from '../../../relay/store/work/leases.ts'
import { createManualClock } from '../../relay/support/manual-clock.ts'
import { addToken, NOON } from '../../relay/support/samples.ts'
import { CHAOS_SWITCHES } from './chaos-switches.ts'
import { type Call, type Fault, startFaultProxy } from './fault-proxy.ts'
import { type InProcessRelay, startInProcess, WEBHOOK_SECRET } from './in-process-relay.ts'
import { Killed } from './life.ts'
import { createPatientClient, isFinal, type PatientClient } from './patient-client.ts'

type RebornRelay = {
  standIn: StandIn
  caller: PatientClient
  /** Takes steps, through all deaths, until these have ended. */
  runToEnd: (ids: readonly string[]) => Promise<void>
  /** Lives that have ended before their time. */
  deaths: () => number
  close: () => Promise<void>
}

export type RebornOptions = {
  /** For each life the step at which it ends, from 1; those that come after live on. */
  endsAt: readonly number[]
  choose: (call: Call) => Fault
  random?: () => number
  /** How long nothing runs after each death; default 0. */
  offMs?: number
  /** Rivya tells of every task again and again, whether it has ended or not. */
  isTold?: boolean
}

const MAX_IN_FLIGHT = 2
const TASK_SECONDS = 6
/** More than any run needs that is not stuck. */
const MAX_ROUNDS = 500

export async function openReborn(options: RebornOptions): Promise<RebornRelay> {
  const { endsAt, choose, random = () => 0, offMs = 0, isTold = false } = options
  const clock = createManualClock(NOON)
  const directory = await mkdtemp(join(tmpdir(), 'relay-reborn-'))
  const place = { kind: 'sqlite', directory } as const
  const standIn = await startStandIn({
    now: clock.now,
    switches: { taskSeconds: TASK_SECONDS, ...CHAOS_SWITCHES },
  })
  const proxy = await startFaultProxy(standIn.url, choose)
  // Sees what is in the database without taking part in any life.
  const observer = await openDatabase(place)
  const { bearer } = await addToken(observer)
  let deaths = 0
  let latest: Promise<InProcessRelay> = begin()

  function begin(): Promise<InProcessRelay> {
    return startInProcess({
      place,
      clock,
      random,
      rivya: { baseUrl: proxy.url, apiKey: standIn.key },
      maxInFlight: MAX_IN_FLIGHT,
      endsAt: endsAt[deaths] ?? null,
    })
  }

  async function living(): Promise<InProcessRelay> {
    const mine = latest
    const relay = await mine
    if (!relay.life.isOver) return relay
    if (mine === latest) {
      deaths += 1
      clock.advance(offMs)
      latest = begin()
    }
    return living()
  }

  async function haveEnded(ids: readonly string[]): Promise<boolean> {
    const rows = await observer.query.selectFrom('generations').select(['id', 'status']).execute()
    return ids.every((id) => rows.some((row) => row.id === id && isFinal(row.status)))
  }

  /** A word that a dying relay does not hear is lost. */
  async function tell(): Promise<void> {
    const body = JSON.stringify({ data: standIn.inspection.tasks().map(({ id }) => ({ id })) })
    const relay = await living()
    await relay.send(`/hooks/rivya/${WEBHOOK_SECRET}`, { method: 'POST', body }).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
  }

  return {
    standIn,
    caller: createPatientClient(
      [async (path, init) => (await living()).send(path, init)],
      bearer,
      async () => void (await living()),
    ),
    async runToEnd(ids) {
      for (let round = 0; !(await haveEnded(ids)); round += 1) {
        if (round === MAX_ROUNDS) throw new Error(`stuck: ${ids.join(', ')}`)
        if (isTold) await tell()
        const { worker, life } = await living()
        await Promise.race([worker.takeDueSteps(), life.ended])
        const next = await readNextStepAt(observer)
        // Null: nothing is under way, but a place has become free for one who waits.
        clock.advance(next === null ? 1 : Math.max(1, next - clock.now()))
      }
    },
    deaths: () => deaths,
    async close() {
      const relay = await latest
      if (!relay.life.isOver) await relay.close()
      await observer.close()
      await Promise.all([proxy.close(), standIn.close()])
      await rm(directory, { recursive: true })
    },
  }
}
