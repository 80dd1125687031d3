/** A disk of a few megabytes, really full, with the database and the log on it. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStandIn } from '../../../playground/rivya/stand-in.ts'
import { findFreePort } from '../../find-free-port.ts'
import { buildRelay } from '../support/relay-process.ts'

const DISK_MEGABYTES = 8

let builtIn: string
let disk: string
beforeAll(async () => {
  builtIn = await buildRelay()
  disk = mkdtempSync(join(tmpdir(), 'relay-disk-'))
  // Needs root, as the long run has it; without, it fails and says so.
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', disk])
})
afterAll(() => {
  execFileSync('umount', [disk])
  for (const folder of [builtIn, disk]) rmSync(folder, { recursive: true, force: true })
})

it('takes the relay out of service and back, and keeps it from neither living nor ending', async () => {
  const standIn = await startStandIn()
  const port = await findFreePort()
  const log = join(disk, 'relay.log')
  const output = openSync(log, 'a')
  const env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: standIn.url,
    DATA_DIR: join(disk, 'data'),
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'debug',
  }
  const child = spawn(process.execPath, [join(builtIn, 'relay.mjs')], {
    env,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const exited = once(child, 'exit')
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status,
      () => 0,
    )
  await expect.poll(() => ask('/readyz')).toBe(200)

  const ballast = join(disk, 'ballast')
  try {
    writeFileSync(ballast, Buffer.alloc(DISK_MEGABYTES * 1_048_576))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  }
  await expect.poll(() => ask('/readyz')).toBe(503)
  const sizeWhenFull = statSync(log).size
  for (let times = 0; times < 100; times += 1) expect(await ask('/healthz')).toBe(200)

  rmSync(ballast)
  await expect.poll(() => ask('/readyz')).toBe(200)
  await ask('/healthz')
  await expect.poll(() => readFileSync(log, 'utf8')).toContain('"msg":"log lines were lost"')
  expect(statSync(log).size).toBeGreaterThan(sizeWhenFull)
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  await standIn.close()
})
