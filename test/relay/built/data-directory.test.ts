/** The built relay on a directory of its own: one at a time, and copied while it works. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { buildRelay } from '../../chaos/support/relay-process.ts'
import { type BuiltRelay, createBuiltToken, startBuiltRelay } from '../support/built-relay.ts'
import { makePng, PROMPT, sha256 } from '../support/samples.ts'

let built: string
let directory: string
let standIn: StandIn
let env: Record<string, string>
const relays: BuiltRelay[] = []

beforeAll(async () => {
  built = await buildRelay()
})
afterAll(() => rmSync(built, { recursive: true, force: true }))
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-directory-'))
  standIn = await startStandIn({ switches: { taskSeconds: 0, longerSidePx: 64 } })
  env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: standIn.url,
    DATA_DIR: directory,
    HOST: '127.0.0.1',
    REQUESTS_PER_MINUTE: '1000000',
  }
})
afterEach(async () => {
  for (const relay of relays.splice(0)) {
    relay.signal('SIGKILL')
    await relay.exited
  }
  await standIn.close()
  rmSync(directory, { recursive: true, force: true })
})

async function start(): Promise<BuiltRelay> {
  const relay = await startBuiltRelay({ directory: built, env })
  relays.push(relay)
  return relay
}

type Ended = { code: number; stdout: string; stderr: string }

function run(...args: string[]): Promise<Ended> {
  const options = { env: { PATH: process.env.PATH ?? '', ...env }, timeout: 30_000 }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(built, 'relay.mjs'), ...args], options, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      }),
    )
  })
}

it('a second relay on the same directory is refused; one that was killed is not in the way', async () => {
  const first = await start()
  const second = await run()
  expect(second.code).toBe(1)
  expect(second.stderr).toMatch(
    new RegExp(`^DATA_DIR: another relay serves it already \\(process ${first.pid} on .*\\)\\. .*\\n$`),
  )
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  first.signal('SIGKILL')
  await first.exited
  const third = await start()
  expect((await fetch(`${third.url}/readyz`)).status).toBe(200)
})

it('a lock that can not be written, as on a full disk, is not taken for another relay', async () => {
  writeFileSync(join(directory, 'relay.lock'), 'no database'.repeat(100))
  expect(await run()).toMatchObject({
    code: 1,
    stderr: 'DATA_DIR: relay.lock can not be written (file is not a database).\n',
  })
})

it.each(['foo', 'constructor'])('%s is no command', async (word) => {
  const ended = await run(word)
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(
    new RegExp(`^There is no command "${word}"\\. Use none to serve, or one of token, .*\\n$`),
  )
})

it('commands work beside the one that serves', async () => {
  await start()
  expect((await run('token', 'create', '--name', 'Ada')).code).toBe(0)
})

it('is copied whole while it takes presses, for this user alone, and a relay goes on from the copy', async () => {
  const authorization = createBuiltToken({ directory: built, env })
  const relay = await start()
  let isOver = false
  const ids: string[] = []
  const pressing = (async () => {
    while (!isOver) {
      const answer = await fetch(`${relay.url}/v1/generations`, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          'idempotency-key': `backup-key-${ids.length}`,
        },
        body: JSON.stringify(PROMPT),
      })
      ids.push((await answer.json()).id)
    }
  })()
  const reference = makePng(50_000)
  const headers = { authorization, 'content-type': 'image/png' }
  await fetch(`${relay.url}/v1/uploads`, { method: 'POST', headers, body: reference })
  await expect.poll(() => ids.length).toBeGreaterThan(30)
  const before = ids.length
  const to = join(directory, 'copy.sqlite')
  const ended = await run('backup', to)
  isOver = true
  await pressing
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ids.length, 'presses meanwhile').toBeGreaterThan(before)
  expect(statSync(to).mode & 0o777).toBe(0o600)
  expect(readdirSync(directory).filter((name) => name.startsWith('copy'))).toEqual([
    'copy.sqlite',
    'copy.sqlite.blobs',
  ])

  relay.signal('SIGTERM')
  await relay.exited
  for (const name of readdirSync(directory)) {
    if (name.startsWith('relay.sqlite') || name === 'blobs') {
      rmSync(join(directory, name), { recursive: true })
    }
  }
  // As the docs say.
  renameSync(to, join(directory, 'relay.sqlite'))
  renameSync(`${to}.blobs`, join(directory, 'blobs'))
  const copy = await openDatabase({ kind: 'sqlite', directory })
  const rows = await copy.query.selectFrom('generations').select('id').execute()
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.slice(0, before)))
  expect(await copy.blobs.readWhole(sha256(reference))).toEqual(Buffer.from(reference))
  await copy.close()
  await start()
})

it('a backup that can not be made says why in one line and leaves nothing', async () => {
  const none = await run('backup', join(directory, 'copy.sqlite'))
  expect(none).toMatchObject({
    code: 1,
    stderr: `DATA_DIR: there is no database in ${directory}. Set DATA_DIR as for the relay.\n`,
  })
  await start()
  writeFileSync(join(directory, 'mine'), 'mine')
  const there = await run('backup', join(directory, 'mine'))
  expect(there.code).toBe(1)
  expect(there.stderr).toMatch(/^backup: there is something at .*mine already\. Name another place\.\n$/)
  const nowhere = await run('backup', join(directory, 'nowhere', 'copy.sqlite'))
  expect(nowhere.code).toBe(1)
  expect(nowhere.stderr).toMatch(/^backup: there is no folder .*nowhere\. Make it first\.\n$/)
  // Its folder is a file.
  const within = await run('backup', join(directory, 'mine', 'copy.sqlite'))
  expect(within.code).toBe(1)
  expect(within.stderr).toMatch(/^backup: none was made at .* \(ENOTDIR.*\)\.\n$/)
  expect(await run('backup')).toMatchObject({ code: 2, stderr: 'TO is missing.\nusage:\n  backup TO\n' })
})

it('asked for help, tells every command and does nothing', async () => {
  const [all, one] = [await run('--help'), await run('backup', '--help')]
  expect(all.code).toBe(0)
  for (const command of [
    'token rotate ID',
    'person list',
    'team add TEAM PERSON',
    'report [',
    'pause',
    'backup TO',
  ])
    expect(all.stdout).toContain(`\n  ${command}`)
  expect(one).toMatchObject({ code: 0, stdout: 'usage:\n  backup TO\n', stderr: '' })
  expect(existsSync(join(directory, 'relay.sqlite'))).toBe(false)
})
