/** `token create | list | revoke`: works beside a running relay, and without the key for Rivya. */
import { parseArgs } from 'node:util'
import { type Environment, readStoreSettings, SettingError } from './settings.ts'
import { type Database, explainFailure, openDatabase } from './store/database.ts'
import type { TokenRow } from './store/schema.ts'
import { insertToken, listTokens, revokeToken } from './store/tokens.ts'
import { createAccessToken, formatAccessToken, hashSecret } from './token.ts'

/** Where the answer goes: `log` to standard output, `error` to standard error. */
export type Output = Pick<Console, 'log' | 'error'>

const USAGE = `usage:
  token create --name NAME [--daily-credits N] [--expires 90d]
  token list
  token revoke ID`

const MAX_NAME_LENGTH = 100
const DAY_MS = 24 * 60 * 60_000
const UNITS_MS = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS } as const

/**
 * @returns the exit code
 * @throws {SettingError} when an option can't be used or the database fails
 */
export async function runTokenCommand(
  args: string[],
  env: Environment,
  output: Output,
  now: () => number = Date.now,
): Promise<number> {
  const run = readCommand(args)
  if (run === null) {
    output.error(USAGE)
    return 2
  }
  const settings = readStoreSettings(env)
  const database = await openDatabase(settings.store)
  try {
    return await run(database, output, now(), settings.dailyCredits)
  } catch (cause) {
    throw explainFailure(settings.store, 'the database did not do what was asked', cause)
  } finally {
    await database.close()
  }
}

type Run = (database: Database, output: Output, now: number, dailyCredits: number | null) => Promise<number>

/** @returns null when it can't be understood */
function readCommand([name, ...args]: string[]): Run | null {
  switch (name) {
    case 'create':
      return readCreate(args)
    case 'list':
      return args.length === 0 ? list : null
    case 'revoke': {
      const [id] = args
      return id !== undefined && args.length === 1 ? (...rest) => revoke(id, ...rest) : null
    }
    default:
      return null
  }
}

function readCreate(args: string[]): Run | null {
  let values: { name?: string; 'daily-credits'?: string; expires?: string }
  try {
    values = parseArgs({
      args,
      options: {
        name: { type: 'string' },
        'daily-credits': { type: 'string' },
        expires: { type: 'string' },
      },
    }).values
  } catch {
    return null
  }
  const { name = '', 'daily-credits': credits, expires } = values
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(name)) {
    throw new SettingError(`--name must be 1 to ${MAX_NAME_LENGTH} printable characters.`)
  }
  const limit = credits === undefined ? undefined : readCredits(credits)
  const lifetimeMs = expires === undefined ? null : readLifetime(expires)
  return async (database, output, now, dailyCredits) => {
    const token = createAccessToken()
    await insertToken(database, {
      id: token.id,
      name: name.trim(),
      secret_hash: hashSecret(token.secret),
      daily_credits: limit ?? dailyCredits,
      created_at: now,
      expires_at: lifetimeMs === null ? null : now + lifetimeMs,
    })
    // Alone on its line and nothing else, so that a script can take it.
    output.log(formatAccessToken(token))
    return 0
  }
}

function readCredits(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new SettingError('--daily-credits must be a whole number from 0.')
  return Number(text)
}

function readLifetime(text: string): number {
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? []
  if (count === undefined || unit === undefined || Number(count) === 0) {
    throw new SettingError('--expires must be a number of hours, days or weeks, like 12h, 90d or 6w.')
  }
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]
}

const list: Run = async (database, output, now) => {
  const tokens = await listTokens(database)
  const lines = [
    ['ID', 'STATE', 'DAILY CREDITS', 'CREATED', 'EXPIRES', 'NAME'],
    ...tokens.map((token) => [
      token.id,
      stateOf(token, now),
      token.daily_credits === null ? 'no limit' : String(token.daily_credits),
      toDay(token.created_at),
      token.expires_at === null ? 'never' : toDay(token.expires_at),
      token.name,
    ]),
  ]
  const widths = [14, 9, 15, 12, 12, 0]
  for (const line of lines) output.log(line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(''))
  return 0
}

async function revoke(id: string, ...[database, output, now]: Parameters<Run>): Promise<number> {
  if (await revokeToken(database, id, now)) {
    output.log(`revoked ${id}`)
    return 0
  }
  output.error(`There is no token ${JSON.stringify(id)}. "token list" shows them all.`)
  return 1
}

function stateOf(token: TokenRow, now: number): string {
  if (token.revoked_at !== null) return 'revoked'
  return token.expires_at !== null && token.expires_at <= now ? 'expired' : 'active'
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
