// No container engine is at hand where these tests run, so they carry out the Dockerfile's own steps in empty folders.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../../find-free-port.ts'
import { type BuiltRelay, startBuiltRelay } from '../support/built-relay.ts'
import { readCommand, readDockerfile, readEnv, splitStages, textOf } from '../support/dockerfile.ts'

const [build = [], run = []] = splitStages(readDockerfile(readFileSync('Dockerfile', 'utf8')))
const ignored = readFileSync('.dockerignore', 'utf8').trim().split('\n')

// Also what is new and not yet added; installed and built things are not.
const LIST = ['ls-files', '--cached', '--others', '--exclude-standard']

let root: string
let relay: BuiltRelay | null = null
let env: Record<string, string>
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'relay-container-'))
  for (const { name, text } of build) carryOutBuild(name, text)
  for (const { name, text } of run) carryOutRun(name, text)
  const given = readEnv(textOf(run, 'ENV'))
  env = {
    ...given,
    DATA_DIR: join(root, given.DATA_DIR ?? ''),
    PORT: String(await findFreePort()),
    RIVYA_API_KEY: 'rvya_sk_container',
    // Nothing listens there: the relay has to be ready all the same.
    RIVYA_BASE_URL: 'http://127.0.0.1:9',
  }
})
afterAll(async () => {
  relay?.signal('SIGKILL')
  await relay?.exited
  rmSync(root, { recursive: true, force: true })
})

const source = () => join(root, textOf(build, 'WORKDIR'))
const home = () => join(root, textOf(run, 'WORKDIR'))

function carryOutBuild(name: string, text: string): void {
  if (name === 'WORKDIR') mkdirSync(join(root, text), { recursive: true })
  else if (name === 'COPY') copyInto(source(), text)
  // What `npm ci` would install is what these tests run with.
  else if (name === 'RUN' && text.startsWith('npm ci'))
    symlinkSync(resolve('node_modules'), join(source(), 'node_modules'))
  else if (name === 'RUN') execFileSync('sh', ['-c', text], { cwd: source(), stdio: 'pipe' })
  else expect(name).toBe('FROM')
}

function copyInto(directory: string, text: string): void {
  const names = text.split(' ').slice(0, -1)
  const tracked = execFileSync('git', LIST, { encoding: 'utf8' }).trim().split('\n')
  const wanted = names[0] === '.' ? tracked.filter(isSent) : names
  for (const path of wanted) {
    // A file that someone is about to remove from the repository.
    if (names[0] === '.' && !statSync(path, { throwIfNoEntry: false })) continue
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    cpSync(path, join(directory, path))
  }
}

function isSent(path: string): boolean {
  return !ignored.some((pattern) => matchesGlob(path, pattern) || path.startsWith(`${pattern}/`))
}

function carryOutRun(name: string, text: string): void {
  if (name === 'WORKDIR') mkdirSync(join(root, text), { recursive: true })
  if (name === 'COPY') {
    const [from = '', path = '', to = ''] = text.split(' ')
    expect(from).toBe('--from=build')
    cpSync(join(root, path), join(home(), to))
  }
  // The image's user does not exist here; the folder does not need another owner then.
  if (name === 'RUN') execFileSync('sh', ['-c', text.replace(/ && chown \S+ \S+/, '')], { cwd: home() })
}

it('starts from a folder that holds the relay, its licences and nothing else', async () => {
  expect(readdirSync(home()).sort()).toEqual(['LICENSES.txt', 'data', 'relay.mjs'])
  expect(readCommand(textOf(run, 'CMD'))).toEqual(['node', 'relay.mjs'])
  relay = await startBuiltRelay({ directory: home(), env })
  expect(relay.port).toBe(Number(env.PORT))
  expect((await fetch(`http://127.0.0.1:${env.PORT}/readyz`)).status).toBe(200)
  expect(readdirSync(env.DATA_DIR ?? '')).toContain('relay.sqlite')
})

it('is found healthy by the check of the image while it runs, and unhealthy when it does not', async () => {
  const [file = '', ...args] = readCommand(textOf(run, 'HEALTHCHECK'))
  const check = () => spawnSync(file, args, { env: { PATH: process.env.PATH ?? '', ...env } }).status
  expect(check()).toBe(0)
  relay?.signal('SIGTERM')
  expect(await relay?.exited).toBe(0)
  expect(check()).toBe(1)
})

it('does not run as root, and the image holds no secret of whoever builds it', () => {
  expect(textOf(run, 'USER')).toBe('node')
  for (const path of ['secrets/rivya_api_key', 'data/relay.sqlite', '.env', '.env.local', '.git/config']) {
    expect(isSent(path)).toBe(false)
  }
  expect(isSent('relay/main.ts')).toBe(true)
})
