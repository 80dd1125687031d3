/** The built relay on SQLite as its own process, for measuring: tokens, a stand-in for Rivya, its memory. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildRelay } from '../../chaos/support/relay-process.ts'
import { findFreePort } from '../../find-free-port.ts'
import { createBuiltToken, startBuiltRelay } from '../../relay/support/built-relay.ts'
import { spawnStandIn } from './stand-in-process.ts'

type MeasuredRelay = {
  url: string
  /** `Authorization` headers, one for each user. */
  bearers: string[]
  /** Where the stand-in can be asked and switched. */
  standInUrl: string
  /** Resident memory of the process in MB (10^6 bytes); not a number where there is no /proc. */
  residentMb: () => number
  end: () => Promise<void>
}

/** The caller ends it. */
export async function startMeasuredRelay(users: number): Promise<MeasuredRelay> {
  const directory = await buildRelay()
  const data = mkdtempSync(join(tmpdir(), 'relay-bench-'))
  const standIn = await spawnStandIn(await findFreePort())
  const options = {
    directory,
    env: {
      RIVYA_API_KEY: standIn.key,
      RIVYA_BASE_URL: standIn.url,
      DATA_DIR: data,
      HOST: '127.0.0.1',
      // The limit would be measured, not the relay.
      REQUESTS_PER_MINUTE: '1000000',
    },
  }
  const bearers = Array.from({ length: users }, () => createBuiltToken(options))
  const relay = await startBuiltRelay(options)
  return {
    url: relay.url,
    bearers,
    standInUrl: standIn.url,
    residentMb: () => readResidentMb(relay.pid),
    async end() {
      relay.signal('SIGTERM')
      await relay.exited
      await standIn.end()
      for (const path of [directory, data]) rmSync(path, { recursive: true, force: true })
    },
  }
}

function readResidentMb(pid: number): number {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return (Number(kb) * 1024) / 1e6
  } catch {
    return Number.NaN
  }
}
