/** `person list | limit | role | remove`: who owns what was made, and what each may spend. */
import { ROLES, type Role } from '../../contract/relay-api.ts'
import { changePerson, listPeople, type PersonChange, removePerson } from '../store/people.ts'
import {
  type Command,
  type Output,
  printTable,
  type Run,
  readLimit,
  readOptions,
  toDay,
} from './run-command.ts'

export const personCommand: Command = {
  usage: `usage:
  person list
  person limit ID [--daily-credits N|none] [--monthly-credits N|none]
  person role ID ${ROLES.join('|')}
  person remove ID`,
  read: readCommand,
}

function readCommand([name, ...args]: string[]): Run | null {
  const [id, role] = args
  switch (name) {
    case 'list':
      return args.length === 0 ? list : null
    case 'limit':
      return readPersonLimit(args)
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

function readPersonLimit(args: string[]): Run | null {
  const options = readOptions(args, ['daily-credits', 'monthly-credits'])
  const [id] = options?.rest ?? []
  if (options === null || id === undefined || options.rest.length > 1) return null
  const { 'daily-credits': daily, 'monthly-credits': monthly } = options.values
  if (daily === undefined && monthly === undefined) return null
  const values = {
    ...(daily === undefined ? {} : { daily_credits: readLimit(daily, '--daily-credits') }),
    ...(monthly === undefined ? {} : { monthly_credits: readLimit(monthly, '--monthly-credits') }),
  }
  const said = [
    ...(values.daily_credits === undefined ? [] : [`${values.daily_credits ?? 'no limit of'} credits a day`]),
    ...(values.monthly_credits === undefined
      ? []
      : [`${values.monthly_credits ?? 'no limit of'} credits a month`]),
  ]
  return change(id, values, `${id} has ${said.join(' and ')} now`)
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
    ['ID', 'ROLE', 'DAILY CREDITS', 'MONTHLY CREDITS', 'TEAM', 'SINCE', 'NAME'],
    ...people.map((person) => [
      person.id,
      person.role,
      person.daily_credits === null ? 'no limit' : String(person.daily_credits),
      person.monthly_credits === null ? 'no limit' : String(person.monthly_credits),
      person.team_name ?? 'none',
      toDay(person.created_at),
      person.name,
    ]),
  ])
  return 0
}
