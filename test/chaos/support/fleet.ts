/** Several relays as processes on one Postgres, each with its own line to the same stand-in for Rivya. */

import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import type { SwitchChanges } from '../../../playground/rivya/switches.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { addToken } from '../../relay/support/samples.ts'
import { CHAOS_SWITCHES } from './chaos-switches.ts'
import { readFastTime, startFastTime } from './fast-time.ts'
import { type Call, type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { type KeptRelay, keepRunning } from './keep-running.ts'
import { createPatientClient, type PatientClient, sendTo } from './patient-client.ts'

type Member = { relay: KeptRelay; proxy: FaultProxy }

export type Fleet = {
  standIn: StandIn
  members: Member[]
  /** One more relay. */
  addMember: () => Promise<Member>
  /** A new user. @returns what to put into `Authorization` */
  addBearer: () => Promise<string>
  /** A user who asks this relay, or all in turn. */
  callerOf: (bearer: string, member?: Member) => PatientClient
  /** Most tasks that were unfinished at Rivya at any time. */
  mostInFlight: () => number
  close: () => Promise<void>
}

export type FleetOptions = {
  builtIn: string
  databaseUrl: string
  size: number
  env?: Record<string, string>
  speed?: number
  switches?: SwitchChanges
  /** @param member number of the relay that calls, from 0 */
  choose?: (call: Call, member: number) => Fault | Promise<Fault>
  handled?: (call: Call, member: number) => void | Promise<void>
  answered?: (call: Call, member: number) => void | Promise<void>
}

/** Less than for a relay alone: the patience with Postgres shrinks, too, and a busy machine uses it up. */
const SPEED = 4
const FAULTS_ALLOWED = 10

/** Starts all relays at the same instant. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { builtIn, databaseUrl, size, speed = SPEED, env } = options
  const time = startFastTime(speed)
  const standIn = await startStandIn({
    now: () => readFastTime(time),
    switches: { taskSeconds: 4, ...CHAOS_SWITCHES, ...options.switches },
  })
  let mostInFlight = 0

  async function startMember(number: number): Promise<Member> {
    const proxy = await startFaultProxy(
      standIn.url,
      (call) => options.choose?.(call, number) ?? { kind: 'pass' },
      {
        async handled(call) {
          // Only a new task can make them more.
          if (call.name === 'create') mostInFlight = Math.max(mostInFlight, countInFlight(standIn))
          await options.handled?.(call, number)
        },
        answered: (call) => options.answered?.(call, number),
      },
    )
    const relay = await keepRunning({
      builtIn,
      time,
      env: {
        RIVYA_API_KEY: standIn.key,
        RIVYA_BASE_URL: proxy.url,
        DATABASE_URL: databaseUrl,
        REQUESTS_PER_MINUTE: '100000',
        ...env,
      },
    })
    return { relay, proxy }
  }

  const members = await Promise.all(Array.from({ length: size }, (_, number) => startMember(number)))

  async function addBearer(): Promise<string> {
    const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
    const { bearer } = await addToken(database)
    await database.close()
    return bearer
  }

  return {
    standIn,
    members,
    async addMember() {
      const member = await startMember(members.length)
      members.push(member)
      return member
    },
    addBearer,
    callerOf(bearer, member) {
      const asked = member === undefined ? members : [member]
      const [first, ...others] = asked.map(({ relay }) => sendTo(relay.url))
      if (first === undefined) throw new Error('there is no relay')
      const whenUp = () => Promise.any(asked.map(({ relay }) => relay.whenUp()))
      return createPatientClient([first, ...others], bearer, whenUp, FAULTS_ALLOWED)
    },
    mostInFlight: () => mostInFlight,
    async close() {
      await Promise.all(members.map(({ relay }) => relay.close()))
      await Promise.all([...members.map(({ proxy }) => proxy.close()), standIn.close()])
    },
  }
}

function countInFlight({ inspection }: StandIn): number {
  return inspection.tasks().filter(({ status }) => status === 'queued' || status === 'processing').length
}
