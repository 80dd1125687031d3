/** The built relay as a process that can be killed and started again on the same data and port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { relay } from '../../../build-relay.ts'
import type { FastTime } from './fast-time.ts'

const FAST_TIME = 'preload-fast-time.mjs'

/** @returns a new directory that holds `relay.mjs` and what gives it a fast time; the caller removes it */
export async function buildRelay(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'relay-built-'))
  await build({ ...relay.options, outfile: join(directory, 'relay.mjs') })
  // As JavaScript, since every relay that starts would have to strip its types anew, which takes half of the start.
  await build({
    entryPoints: [fileURLToPath(new URL('./preload-fast-time.ts', import.meta.url))],
    outfile: join(directory, FAST_TIME),
    bundle: true,
    format: 'esm',
    platform: 'node',
  })
  return directory
}

export type RelayOptions = {
  /** Where `buildRelay` has put it. */
  builtIn: string
  /** 0: a free one. */
  port: number
  env: Record<string, string>
  /** Absent: the real time. */
  time?: FastTime
}

export type RelayProcess = {
  /** Its address as soon as it listens; rejects with its last words when it ends before. */
  listening: Promise<string>
  /** SIGKILL at once. @returns when the process is gone */
  kill: () => Promise<void>
  /** SIGSTOP: it stands still, as a machine that sleeps, and then goes on as if nothing had been. */
  freezeFor: (realMs: number) => Promise<void>
  /** SIGTERM. @returns the exit code */
  stop: () => Promise<number | null>
}

// A run that is broken off leaves no relay behind.
const living = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

export function spawnRelay({ builtIn, port, env, time }: RelayOptions): RelayProcess {
  const preload = time === undefined ? [] : ['--import', pathToFileURL(join(builtIn, FAST_TIME)).href]
  const child = spawn(process.execPath, [...preload, join(builtIn, 'relay.mjs')], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      ...(time === undefined ? {} : { CHAOS_TIME: JSON.stringify(time) }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  living.add(child)
  const exit = once(child, 'exit').then(() => void living.delete(child))
  const end = (signal: NodeJS.Signals) => {
    if (!hasEnded(child)) child.kill(signal)
    return exit
  }
  return {
    listening: hearListening(child),
    kill: () => end('SIGKILL'),
    async freezeFor(realMs) {
      child.kill('SIGSTOP')
      await wait(realMs)
      child.kill('SIGCONT')
    },
    async stop() {
      await end('SIGTERM')
      return child.exitCode
    },
  }
}

const MAX_LAST_WORDS = 2000

/** By its own word, which it logs after it has opened the database and the port. */
function hearListening(child: ChildProcess): Promise<string> {
  const listening = new Promise<string>((resolve, reject) => {
    let lastWords = ''
    const hear = (line: string) => {
      lastWords = `${lastWords}\n${line}`.slice(-MAX_LAST_WORDS)
      const url = /"urls":\["([^"]+)".*"msg":"listening"/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    }
    for (const input of [child.stdout, child.stderr]) {
      if (input !== null) createInterface({ input }).on('line', hear)
    }
    child.once('exit', () => reject(new Error(`The relay ended before it listened: ${lastWords}`)))
    child.once('error', reject)
  })
  // Whoever kills it while it starts does not wait for it to listen.
  listening.catch(() => undefined)
  return listening
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
