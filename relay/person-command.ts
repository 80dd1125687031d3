/** `person list | limit | role | remove`: who owns what was made, and what each may spend. */
import { ROLES, type Role } from '../contract/relay-api.ts'
import {
  type Output,
  printTable,
  type Run,
  readCredits,
  readOptions,
  runOnDatabase,
  toDay,
} from './database-command.ts'
import type { Environment } from './settings.ts'
import { changePerson, listPeople, type PersonChange, removePerson } from './store/people.ts'

const USAGE = `usage:
  person list
  person limit ID --daily-credits N|none
  person role ID ${ROLES.join('|')}
  person remove ID`

/**
 * @returns the exit code
 * @throws {SettingError} when an option can't be used or the database fails
 */
export async function runPersonCommand(
  args: string[],
  env: Environment,
  output: Output,
  now: () => number = Date.now,
): Promise<number> {
  return runOnDatabase(readCommand(args), USAGE, env, output, now)
}

/** @returns null when it can't be understood */
function readCommand([name, ...args]: string[]): Run | null {
  const [id, role] = args
  switch (name) {
    case 'list':
      return args.length === 0 ? list : null
    case 'limit':
      return readLimit(args)
    case 'role':
      return id !== undefined && isRole(role) && args.length === 2
        ? change(id, { role }, `${id} is ${role} now`)
        : null
    case 'remove':
      return id !== undefined && args.length === 1 ? remove(id) : null
    default:
      return null
  }
}

function isRole(text: string | undefined): text is Role {
  return (ROLES as readonly (string | undefined)[]).includes(text)
}

function readLimit(args: string[]): Run | null {
  const options = readOptions(args, ['daily-credits'])
  const [id] = options?.rest ?? []
  const daily = options?.values['daily-credits']
  if (options === null || id === undefined || options.rest.length > 1 || daily === undefined) return null
  const limit = daily === 'none' ? null : readCredits(daily, '--daily-credits')
  return change(id, { daily_credits: limit }, `${id} has ${limit ?? 'no limit of'} credits a day now`)
}

function change(id: string, values: PersonChange, done: string): Run {
  return async ({ database, output }) => {
    if (!(await changePerson(database, id, values))) return missPerson(output, id)
    output.log(done)
    return 0
  }
}

function remove(id: string): Run {
  return async ({ database, output, now }) => {
    if (!(await removePerson(database, id, now))) return missPerson(output, id)
    output.log(`removed ${id}; what was spent stays in the books`)
    return 0
  }
}

function missPerson(output: Output, id: string): number {
  output.error(`There is no person ${JSON.stringify(id)}. "person list" shows them all.`)
  return 1
}

const list: Run = async ({ database, output }) => {
  const people = await listPeople(database)
  printTable(output, [
    ['ID', 'ROLE', 'DAILY CREDITS', 'SINCE', 'NAME'],
    ...people.map((person) => [
      person.id,
      person.role,
      person.daily_credits === null ? 'no limit' : String(person.daily_credits),
      toDay(person.created_at),
      person.name,
    ]),
  ])
  return 0
}
