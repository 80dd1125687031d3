/** The built relay as a child process, and its access tokens. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

export type RelaySettings = {
  /** Path of `relay.mjs`. */
  relayFile: string
  port: number
  dataDir: string
  rivya: { apiKey: string; baseUrl: string } | 'from the environment'
  /** More of its environment. */
  env?: Record<string, string>
}

export type RelayProcess = {
  url: string
  process: ChildProcess
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>
}

/** A slow machine takes its time. */
const START_TIMEOUT_MS = 90_000
const START_LOOK_MS = 100

/** Resolves when the relay answers; rejects with one sentence when it ends or stays silent. */
export async function startRelay(settings: RelaySettings): Promise<RelayProcess> {
  const url = `http://localhost:${settings.port}`
  const child = spawn(process.execPath, [settings.relayFile], {
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let lastWords = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-2000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(`${url}/healthz`))) {
    if (child.exitCode !== null) throw new Error(`The relay could not start: ${lastLine(lastWords)}`)
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`The relay did not answer within ${START_TIMEOUT_MS / 1000} seconds.`)
    }
    await pause(START_LOOK_MS)
  }
  return {
    url,
    process: child,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

/** The token kept in `tokenFile` if the relay still takes it, else a new one, which is kept there. */
export async function obtainToken(settings: RelaySettings, tokenFile: string): Promise<string> {
  // There is none the first time, and one that can't be read is replaced like one that is no good.
  const kept = await readFile(tokenFile, 'utf8').catch(() => '')
  if (kept !== '' && (await isAccepted(settings.port, kept))) return kept
  const token = await runCommand(settings, ['token', 'create', '--name', 'Playground'])
  await mkdir(dirname(tokenFile), { recursive: true })
  await writeFile(tokenFile, token, { mode: 0o600 })
  return token
}

/** An address that opens the admin's page once, within ten minutes. */
export async function makeAdminLink(settings: RelaySettings): Promise<string> {
  // Of the command alone: a relay that has an address registers it at Rivya, and the real one can't reach this computer.
  const publicUrl = process.env.PUBLIC_URL || `http://localhost:${settings.port}`
  return runCommand({ ...settings, env: { PUBLIC_URL: publicUrl, ...settings.env } }, ['admin', 'link'])
}

/** @returns what the relay's command prints */
async function runCommand(settings: RelaySettings, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [settings.relayFile, ...args], {
    env: environmentOf(settings),
  })
  return stdout.trim()
}

function environmentOf({ port, dataDir, rivya, env }: RelaySettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    ...(rivya === 'from the environment'
      ? {}
      : {
          RIVYA_API_KEY: rivya.apiKey,
          RIVYA_API_KEY_FILE: '',
          RIVYA_BASE_URL: rivya.baseUrl,
          // The stand-in tells when a picture is ready; Rivya itself could not reach this computer.
          PUBLIC_URL: `http://localhost:${port}`,
        }),
    ...env,
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  )
}

async function isAccepted(port: number, token: string): Promise<boolean> {
  return fetch(`http://localhost:${port}/v1/me`, { headers: { authorization: `Bearer ${token}` } }).then(
    (response) => response.ok,
    () => false,
  )
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
