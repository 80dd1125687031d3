/** The built relay as a process of its own, as it runs for real. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type BuiltRelay = {
  url: string
  port: number
  pid: number
  /** Everything written to standard output and error so far. */
  output: () => string
  signal: (name: NodeJS.Signals) => void
  /** The exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>
}

type BuiltOptions = {
  /** Holds `relay.mjs`; also its working directory. */
  directory: string
  /** All of its environment but PATH. */
  env: Record<string, string>
}

/** Resolves when it listens; fails with its last words when it ends before. The caller ends it. */
export async function startBuiltRelay({ directory, env }: BuiltOptions): Promise<BuiltRelay> {
  const child = spawn(process.execPath, [join(directory, 'relay.mjs')], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal)
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk
      const found = /"urls":\["([^"]+)".*"msg":"listening"/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    exited.then(() => reject(new Error(`The relay ended before it listened: ${output}`)), reject)
  })
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    output: () => output,
    signal: (name) => void child.kill(name),
    exited,
  }
}

/** @returns the `Authorization` header of a new token */
export function createBuiltToken({ directory, env }: BuiltOptions): string {
  const args = [join(directory, 'relay.mjs'), 'token', 'create', '--name', 'Ada']
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return `Bearer ${stdout.trim()}`
}
