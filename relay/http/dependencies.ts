/** What the routes are given: a file of its own, so that `app.ts` knows the routes and no route knows `app.ts`. */
import type { Account } from '../account.ts'
import type { Clock } from '../clock.ts'
import type { SignIn } from '../identity/sign-in.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Database } from '../store/database.ts'
import type { HasRoom } from '../store/uploads/room.ts'
import type { Heard } from '../store/work/told-ends.ts'
import type { HandAhead } from '../work/hand-over/hand-over-ahead.ts'
import type { Forecast } from '../work/schedule/forecast.ts'
import type { RequestLimits } from './door/request-limits.ts'

export type AppDependencies = {
  database: Database
  account: Account
  forecast: Forecast
  limits: RequestLimits
  hasRoom: HasRoom
  handAhead: HandAhead
  /** SHA-256 of the secret part of the address to which Rivya tells ends. */
  webhookSecretHash: Uint8Array
  /** Looks soon at those of these tasks that are ours and still run. */
  hearOfEnds: (taskIds: string[]) => Promise<Heard>
  /** Limit of the whole relay in a month; null: none. */
  relayCredits: number | null
  /** Limit by day of a new person; null: none. */
  dailyCredits: number | null
  /** As the world sees it: see `Settings`. */
  publicUrl: string | null
  /** Null: no sign-in with the company's account. */
  signIn: SignIn | null
  /** Rivya itself is on this computer: then an alert may be told to this computer, too. */
  isLoopback: boolean
  clock: Clock
  log: Log
  metrics: Metrics
  /** Fires when the relay stops: long polls end, and it is ready for nothing new. */
  stopping: AbortSignal
}
