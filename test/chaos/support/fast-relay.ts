/** A relay in this process that works by itself, by a fast clock, for tests of those who use it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import { type Clock, systemClock } from '../../../relay/clock.ts'
import { addToken } from '../../relay/support/samples.ts'
import { CHAOS_SWITCHES } from './chaos-switches.ts'
import { readFastTime, startFastTime } from './fast-time.ts'
import { startInProcess } from './in-process-relay.ts'
import type { Send } from './patient-client.ts'

export type FastRelay = {
  standIn: StandIn
  send: Send
  /** An access token. */
  token: string
  close: () => Promise<void>
}

export async function startFastRelay(speed: number): Promise<FastRelay> {
  const time = startFastTime(speed)
  const clock: Clock = {
    now: () => readFastTime(time),
    wait: (ms, signal) => systemClock.wait(ms / speed, signal),
  }
  const directory = await mkdtemp(join(tmpdir(), 'relay-fast-'))
  const standIn = await startStandIn({ now: clock.now, switches: { taskSeconds: 3, ...CHAOS_SWITCHES } })
  const relay = await startInProcess({
    place: { kind: 'sqlite', directory },
    clock,
    random: () => 0,
    rivya: { baseUrl: standIn.url, apiKey: standIn.key },
    maxInFlight: 6,
    endsAt: null,
  })
  const { bearer } = await addToken(relay.database)
  relay.worker.start()
  return {
    standIn,
    send: relay.send,
    token: bearer.replace('Bearer ', ''),
    async close() {
      await relay.close()
      await standIn.close()
      await rm(directory, { recursive: true })
    },
  }
}
