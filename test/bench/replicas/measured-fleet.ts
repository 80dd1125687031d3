import { openDatabase } from '../../../relay/store/database.ts'
import { spawnRelay } from '../../chaos/support/relay-process.ts'
import { addToken } from '../../relay/support/samples.ts'
import { type StandInProcess, spawnStandIn } from '../support/stand-in-process.ts'

export type MeasuredFleet = {
  urls: string[]
  /** `Authorization` headers, one for each user. */
  bearers: string[]
  standIn: StandInProcess
  end: () => Promise<void>
}

const USERS = 12

/** Built relays as processes on one database, in real time. The caller ends them. */
export async function startMeasuredFleet(options: {
  builtIn: string
  databaseUrl: string
  size: number
  maxInFlight: number
  env?: Record<string, string>
}): Promise<MeasuredFleet> {
  const { builtIn, databaseUrl, size, maxInFlight } = options
  const standIn = await spawnStandIn(0)
  const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
  const bearers: string[] = []
  while (bearers.length < USERS) bearers.push((await addToken(database)).bearer)
  await database.close()
  const env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: standIn.url,
    DATABASE_URL: databaseUrl,
    MAX_IN_FLIGHT: String(maxInFlight),
    // The limit would be measured, not the relay.
    REQUESTS_PER_MINUTE: '1000000',
    ...options.env,
  }
  const relays = Array.from({ length: size }, () => spawnRelay({ builtIn, port: 0, env }))
  return {
    urls: await Promise.all(relays.map((relay) => relay.listening)),
    bearers,
    standIn,
    async end() {
      await Promise.all(relays.map((relay) => relay.kill()))
      await standIn.end()
    },
  }
}
