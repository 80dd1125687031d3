/** `token create | rotate | list | revoke`. */
import { addKey, createPerson, endKey, rotateKey } from '../operate/give-keys.ts'
import { SettingError } from '../settings/settings.ts'
import { COMMANDS } from '../store/audit.ts'
import { listTokens, stateOf } from '../store/people/tokens.ts'
import { findPerson } from './find-named.ts'
import {
  type Command,
  missAction,
  type Output,
  printTable,
  type Run,
  readCredits,
  readName,
  readOptions,
  toDay,
  withWords,
} from './run-command.ts'

const DAY_MS = 24 * 60 * 60_000
const UNITS_MS = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS } as const

export const tokenCommand: Command = {
  usage: `usage:
  token create --name NAME [--daily-credits N] [--expires 90d]
  token create --person PERSON [--name DEVICE] [--expires 90d]
  token rotate ID [--expires 90d]
  token list
  token revoke ID`,
  read: readCommand,
}

function readCommand([name, ...args]: string[]): Run | string {
  switch (name) {
    case 'create':
      return readCreate(args)
    case 'rotate':
      return readRotate(args)
    case 'list':
      return withWords(args, [], () => list)
    case 'revoke':
      return withWords(args, ['ID'], revoke)
    default:
      return missAction('token', name)
  }
}

function readCreate(args: string[]): Run | string {
  const options = readOptions(args, ['name', 'person', 'daily-credits', 'expires'])
  if (typeof options === 'string') return options
  const { person, name, 'daily-credits': credits, expires } = options.values
  const lifetimeMs = expires === undefined ? null : readLifetime(expires)
  if (person === undefined) {
    const limit = credits === undefined ? undefined : readCredits(credits, '--daily-credits')
    return createWith(readName(name), limit, lifetimeMs)
  }
  if (credits !== undefined) {
    throw new SettingError('--daily-credits is the person\'s: use "person limit ID --daily-credits N".')
  }
  return addDevice(person, name === undefined ? undefined : readName(name), lifetimeMs)
}

/** @param dailyCredits undefined: as the settings say */
function createWith(name: string, dailyCredits: number | undefined, lifetimeMs: number | null): Run {
  return async ({ database, output, now, settings }) => {
    const order = { database, author: COMMANDS, now }
    // Alone on its line and nothing else, so that a script can take it.
    output.log((await createPerson(order, { name, dailyCredits, lifetimeMs }, settings)).text)
    return 0
  }
}

function addDevice(called: string, name: string | undefined, lifetimeMs: number | null): Run {
  return async ({ database, output, now }) => {
    const person = await findPerson(database, output, called)
    if (person === null) return 1
    const key = await addKey({ database, author: COMMANDS, now }, person.id, { name, lifetimeMs })
    if (key === null) return 1
    output.log(key.text)
    return 0
  }
}

function readRotate(args: string[]): Run | string {
  const options = readOptions(args, ['expires'], ['ID'])
  if (typeof options === 'string') return options
  const [id = ''] = options.words
  const { expires } = options.values
  const lifetimeMs = expires === undefined ? undefined : readLifetime(expires)
  return async ({ database, output, now }) => {
    const rotated = await rotateKey({ database, author: COMMANDS, now }, id, { lifetimeMs })
    if (!('kind' in rotated)) {
      output.log(rotated.text)
      return 0
    }
    if (rotated.kind === 'missing') return missToken(output, id)
    output.error(`${id} was revoked. "token create --person ${rotated.personId}" makes its person a new one.`)
    return 1
  }
}

function readLifetime(text: string): number {
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? []
  if (count === undefined || unit === undefined || Number(count) === 0) {
    throw new SettingError('--expires must be a number of hours, days or weeks, like 12h, 90d or 6w.')
  }
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]
}

const list: Run = async ({ database, output, now }) => {
  const tokens = await listTokens(database)
  printTable(output, [
    ['ID', 'STATE', 'DAILY CREDITS', 'CREATED', 'EXPIRES', 'PERSON', 'NAME'],
    ...tokens.map((token) => [
      token.id,
      stateOf(token, now),
      token.daily_credits === null ? 'no limit' : String(token.daily_credits),
      toDay(token.created_at),
      token.expires_at === null ? 'never' : toDay(token.expires_at),
      token.person_id,
      token.name,
    ]),
  ])
  return 0
}

function revoke([id = '']: string[]): Run {
  return async ({ database, output, now }) => {
    if (!(await endKey({ database, author: COMMANDS, now }, id))) return missToken(output, id)
    output.log(`revoked ${id}`)
    return 0
  }
}

function missToken(output: Output, id: string): number {
  output.error(`There is no token ${JSON.stringify(id)}. "token list" shows them all.`)
  return 1
}
