/** Starts a relay again whenever it has been killed, as systemd or Docker would. */
import { findFreePort } from '../../find-free-port.ts'
import { type FastTime, readFastTime } from './fast-time.ts'
import { type RelayOptions, type RelayProcess, spawnRelay } from './relay-process.ts'

export type KeptRelay = {
  url: string
  /** SIGKILL at once, whatever it is doing, and a fresh start. @returns when the old process is gone */
  kill: () => Promise<void>
  /** As `kill`, but the machine is off for so long by the relay's clock. */
  killFor: (offMs: number) => Promise<void>
  /** As `RelayProcess.freezeFor`. */
  freezeFor: (realMs: number) => Promise<void>
  /** Resolves when it listens. Rejects when it could not be started again. */
  whenUp: () => Promise<void>
  killCount: () => number
  /** By the clock of the running relay. */
  now: () => number
  /** SIGTERM, for good. @returns the exit code */
  stop: () => Promise<number | null>
  /** Kills it for good. */
  close: () => Promise<void>
}

export async function keepRunning(
  given: Omit<RelayOptions, 'port'> & { time: FastTime },
): Promise<KeptRelay> {
  const options = { ...given, port: await findFreePort() }
  let time = options.time
  let running: RelayProcess = spawnRelay(options)
  const url = await running.listening
  let up = Promise.resolve()
  let kills = 0

  async function startAgain(gone: Promise<void>, number: number): Promise<void> {
    await gone
    // Killed again while it was dying: the later kill starts it.
    if (number !== kills) return
    running = spawnRelay({ ...options, time })
    await running.listening
  }

  function killFor(offMs: number): Promise<void> {
    kills += 1
    time = { ...time, startAt: time.startAt + offMs }
    const gone = running.kill()
    up = startAgain(gone, kills)
    // Whoever waits in `whenUp` has its failure; nobody may be waiting yet.
    up.catch(() => undefined)
    return gone
  }

  return {
    url,
    kill: () => killFor(0),
    killFor,
    freezeFor: (realMs) => running.freezeFor(realMs),
    async whenUp() {
      for (;;) {
        const latest = up
        // What was killed while it started counts for nothing; there is a newer start to wait for.
        const problem = await latest.then(
          () => null,
          (error: Error) => error,
        )
        if (latest !== up) continue
        if (problem !== null) throw problem
        return
      }
    },
    killCount: () => kills,
    now: () => readFastTime(time),
    stop: () => running.stop(),
    close: () => running.kill(),
  }
}
