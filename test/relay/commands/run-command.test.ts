/** Which database a command works on. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { tokenCommand } from '../../../relay/commands/token.ts'
import { SettingError } from '../../../relay/settings/settings.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { createDatabase } from '../support/create-database.ts'

const CREATE = ['create', '--name', 'Ada']

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'relay-command-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

async function run(env: Record<string, string>) {
  const output: string[] = []
  const errors: string[] = []
  const sink = { log: (line: string) => output.push(line), error: (line: string) => errors.push(line) }
  await runCommand(tokenCommand, CREATE, env, sink)
  expect(output).toEqual([expect.stringMatching(/^rl_/)])
  return errors
}

it.each(['--nmae', '--constructor', '--__proto__'])('%s is no option', async (option) => {
  const errors: string[] = []
  const sink = { log: () => undefined, error: (line: string) => errors.push(line) }
  expect(await runCommand(tokenCommand, [...CREATE, option, 'x'], {}, sink)).toBe(2)
  expect(errors.join('')).toMatch(new RegExp(`^There is no option ${option} here\\.\n`))
})

it('without DATA_DIR none is made where the relay has made none', async () => {
  const before = process.cwd()
  process.chdir(directory)
  const running = run({})
  await expect(running).rejects.toThrow(SettingError)
  await expect(running).rejects.toThrow(`there is no database at ${join(directory, 'data', 'relay.sqlite')}`)
  process.chdir(before)
  expect(existsSync(join(directory, 'data'))).toBe(false)
})

it('nor in a directory that is not there, as after a slip of the pen', async () => {
  await expect(run({ DATA_DIR: join(directory, 'dtaa') })).rejects.toThrow('there is no database at')
  expect(existsSync(join(directory, 'dtaa'))).toBe(false)
})

it('is said beside the token', async () => {
  const path = join(directory, 'relay.sqlite')
  expect(await run({ DATA_DIR: directory })).toEqual([`database: ${path}, which is made now`])
  expect(await run({ DATA_DIR: directory })).toEqual([`database: ${path}`])
})

it('is said without its password', async () => {
  const url = await createDatabase()
  await (await openDatabase({ kind: 'postgres', url })).close()
  expect(await run({ DATABASE_URL: url })).toEqual([
    `database: ${new URL(url).pathname.slice(1)} on 127.0.0.1`,
  ])
})
