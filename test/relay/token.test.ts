import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../relay/commands/run-command.ts'
import { tokenCommand } from '../../relay/commands/token.ts'
import { readStoreSettings, SettingError } from '../../relay/settings/settings.ts'
import { openDatabase } from '../../relay/store/database.ts'
import { findCaller } from '../../relay/store/people/tokens.ts'
import {
  createAccessToken,
  formatAccessToken,
  hashSecret,
  isSecretOf,
  parseAccessToken,
} from '../../relay/token.ts'
import { describeOnEachDatabase } from './support/each-database.ts'
import { NOON } from './support/samples.ts'

describe('an access token', () => {
  it('is told apart again, has 256 random bits and never comes twice', () => {
    const token = createAccessToken()
    expect(parseAccessToken(formatAccessToken(token))).toEqual(token)
    expect(Buffer.from(token.secret, 'base64url')).toHaveLength(32)
    expect(createAccessToken()).not.toEqual(token)
  })

  it('opens with its own secret alone', () => {
    const { secret } = createAccessToken()
    expect(isSecretOf(secret, hashSecret(secret))).toBe(true)
    expect(isSecretOf(createAccessToken().secret, hashSecret(secret))).toBe(false)
    expect(isSecretOf(secret, hashSecret(secret).subarray(1))).toBe(false)
    expect(hashSecret(secret)).toHaveLength(32)
  })

  it('is nothing else, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseAccessToken(text) === null))
    const text = formatAccessToken(createAccessToken())
    for (const near of [` ${text}`, `${text}x`, text.slice(0, -1), text.toUpperCase(), `${text}\n`]) {
      expect(parseAccessToken(near)).toBeNull()
    }
  })
})

describeOnEachDatabase('the token commands', ({ createPlace }) => {
  async function makeCommand() {
    const place = await createPlace()
    const where = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const run = async (args: string[], env: Record<string, string> = {}, now = NOON) => {
      const lines: string[] = []
      const errors: string[] = []
      const output = {
        log: (line: string) => lines.push(line),
        error: (line: string) => errors.push(line),
      }
      const code = await runCommand(tokenCommand, args, { ...where, ...env }, output, () => now)
      return { code, lines, errors }
    }
    const find = async (text: string | undefined) => {
      const token = parseAccessToken(text ?? '')
      const database = await openDatabase(readStoreSettings(where).store)
      const row = await findCaller(database, token?.id ?? '')
      await database.close()
      return row
    }
    return { run, find, place }
  }

  it('print a new token alone on its line and keep only its hash', async () => {
    const { run, find } = await makeCommand()
    const { code, lines } = await run([
      'create',
      '--name',
      'Ada',
      '--daily-credits',
      '200',
      '--expires',
      '90d',
    ])
    expect([code, lines]).toEqual([0, [expect.stringMatching(/^rl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/)]])
    const secret = parseAccessToken(lines[0] ?? '')?.secret ?? ''
    const row = await find(lines[0])
    expect(row).toMatchObject({ name: 'Ada', daily_credits: 200, expires_at: NOON + 90 * 24 * 3_600_000 })
    expect(Buffer.from(row?.secret_hash ?? []).equals(hashSecret(secret))).toBe(true)
    expect(JSON.stringify(row)).not.toContain(secret)
  })

  it('give a new token the daily limit of the settings unless it names its own', async () => {
    const { run, find } = await makeCommand()
    const env = { DAILY_CREDITS: '50' }
    const plain = await run(['create', '--name', 'Ada'], env)
    const own = await run(['create', '--name', 'Ben', '--daily-credits', '0'], env)
    const free = await run(['create', '--name', 'Cem'])
    expect((await find(plain.lines[0]))?.daily_credits).toBe(50)
    expect((await find(own.lines[0]))?.daily_credits).toBe(0)
    expect((await find(free.lines[0]))?.daily_credits).toBeNull()
  })

  it('list every token with its state and never a secret', async () => {
    const { run } = await makeCommand()
    const { lines } = await run(['create', '--name', 'Ada', '--expires', '1h'])
    const token = parseAccessToken(lines[0] ?? '')
    const later = await run(['list'], {}, NOON + 3_600_000)
    expect(later.lines[1]).toMatch(
      new RegExp(`^${token?.id} +expired +no limit +2026-06-01 +2026-06-01 +[0-9a-f]{12} +Ada$`),
    )
    expect((await run(['list'])).lines.join()).toContain('active')
    expect((await run(['revoke', token?.id ?? ''])).code).toBe(0)
    const list = await run(['list'])
    expect(list.lines[1]).toContain('revoked')
    expect(list.lines.join()).not.toContain(token?.secret)
  })

  it.each([
    [[], 2, '"token" needs a word that says what to do.\nusage'],
    [['crate'], 2, 'There is no "token crate".\nusage'],
    [['create', '--nmae', 'x'], 2, 'There is no option --nmae here.\nusage'],
    [['create', '--name'], 2, '--name needs a value behind it.\nusage'],
    [['create', '--name', '--expires', '9d'], 2, '--name needs a value behind it.\nusage'],
    [['create', '-n', 'x'], 2, 'There is no option -n here.\nusage'],
    [['list', 'x'], 2, '"x" is one word too many.\nusage'],
    [['revoke'], 2, 'ID is missing.\nusage'],
    [['revoke', 'nobody'], 1, 'There is no token "nobody"'],
  ])('answer %j with exit code %d', async (args, code, text) => {
    const { run } = await makeCommand()
    const result = await run(args)
    expect(result.code).toBe(code)
    expect(result.errors.join()).toContain(text)
    expect(result.lines).toEqual([])
  })

  it.each([
    [['create'], '--name'],
    [['create', '--name', ' '], '--name'],
    [['create', '--name', 'a\nb'], '--name'],
    [['create', '--name', 'Ada', '--daily-credits', 'many'], '--daily-credits'],
    [['create', '--name', 'Ada', '--expires', '0d'], '--expires'],
    [['create', '--name', 'Ada', '--expires', 'soon'], '--expires'],
  ])('refuse %j and name what is wrong', async (args, name) => {
    const { run } = await makeCommand()
    await expect(run(args)).rejects.toThrow(name)
  })

  it('say in one line why the database did not do it', async () => {
    const { run, place } = await makeCommand()
    const database = await openDatabase(place)
    // In place of a full disk: a table that can't be written.
    await database.query.schema.alterTable('access_tokens').renameColumn('expires_at', 'gone').execute()
    await database.close()
    const creating = run(['create', '--name', 'Ada'])
    await expect(creating).rejects.toThrow(SettingError)
    await expect(creating).rejects.toThrow(/^(DATA_DIR|DATABASE_URL): .*expires_at/)
    await expect(creating).rejects.not.toThrow(/\n/)
  })
})
