/** A cluster of Debian's Postgres that can be restarted as its administrator would. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../find-free-port.ts'
import { findProgram, makeFolder, ordinaryUser } from './debian.ts'

export type DebianPostgres = {
  port: number
  /** Of the database `postgres`. */
  url: string
  /** `fast` cuts all connections; `immediate` is a crash, and recovers at its start. */
  restart: (mode: 'fast' | 'immediate') => Promise<void>
  stop: () => Promise<void>
}

/** The caller stops it. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const folder = makeFolder()
  const data = join(folder, 'data')
  const port = await findFreePort()
  const control = (...args: string[]) =>
    run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), ...args], folder)
  await run('initdb', ['-D', data, '-U', 'relay', '--auth=trust', '--no-sync'], folder)
  await control(
    '-o',
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`,
    'start',
  )
  return {
    port,
    url: `postgres://relay@127.0.0.1:${port}/postgres`,
    restart: (mode) => control('-m', mode, 'restart'),
    async stop() {
      await control('-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function run(name: string, args: string[], cwd: string): Promise<void> {
  const child = execFile(findProgram(name, 'postgresql'), args, { cwd, ...ordinaryUser() })
  let output = ''
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  // Not its streams' end: the server that pg_ctl starts inherits them.
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${name} failed: ${output}`)
}
