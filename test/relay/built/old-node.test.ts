import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildRelay } from '../../chaos/support/relay-process.ts'

let directory: string
beforeAll(async () => {
  directory = await buildRelay()
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** This Node, made to look like the 20 that many systems still have, and to lack what the libraries miss there. */
const LOOK_OLD = `
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })
  const find = process.getBuiltinModule
  process.getBuiltinModule = (name) => (name === 'node:sqlite' ? undefined : find(name))
  const Module = find('node:module')
  const load = Module._load
  Module._load = (name, ...more) => (name === 'node:zlib' ? {} : load(name, ...more))
`

it('says on an old Node what it needs, before anything else can fail', () => {
  const preload = `data:text/javascript,${encodeURIComponent(LOOK_OLD)}`
  const relay = join(directory, 'relay.mjs')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', preload, relay, 'token', 'list'],
    { cwd: directory, env: { PATH: process.env.PATH ?? '', DATA_DIR: directory }, encoding: 'utf8' },
  )
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: 'The relay needs Node 22.19 or later; this is 20.20.2.\n',
  })
})

it('holds no import that an old Node refuses before the first line runs', () => {
  expect(readFileSync(join(directory, 'relay.mjs'), 'utf8')).not.toMatch(/\bfrom ?["']node:sqlite["']/)
})
