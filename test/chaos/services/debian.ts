/** Real services from Debian's packages, for the long run: each a process of its own in a folder of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/bin', ...postgresPlaces()]

/** @throws when it is not installed: nothing here is left out in silence */
export function findProgram(name: string, debianPackage: string): string {
  const found = PLACES.map((place) => join(place, name)).find(existsSync)
  if (found === undefined) throw new Error(`${name} is missing: apt-get install ${debianPackage}`)
  return found
}

function postgresPlaces(): string[] {
  const root = '/usr/lib/postgresql'
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : []
}

/** Who runs what refuses to run as root; undefined where the tests themselves are nobody special. */
export function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const read = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: read('-u'), gid: read('-g') }
}

/** @returns a new folder for that user; the caller removes it */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relay-service-'))
  const user = ordinaryUser()
  chmodSync(folder, 0o755)
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  return folder
}

export type Service = { port: number; process: ChildProcess; output: () => string; stop: () => Promise<void> }

const START_MS = 15_000

/** Resolves when it takes connections; rejects with its last words. */
export async function startService(
  program: string,
  args: string[],
  options: {
    port: number
    folder: string
    asOrdinaryUser?: boolean
    stopSignal?: NodeJS.Signals
    startMs?: number
  },
): Promise<Service> {
  const { port, folder, stopSignal = 'SIGTERM', startMs = START_MS } = options
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.asOrdinaryUser ? ordinaryUser() : {}),
    env: { PATH: process.env.PATH, HOME: folder },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4000)
    })
  }
  const exited = once(child, 'exit')
  const giveUpAt = Date.now() + startMs
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`${program} did not start: ${output}`)
    await wait(50)
  }
  return {
    port,
    process: child,
    output: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill(stopSignal)
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
