/** `person list | limit | role | remove`: who owns what was made, and what each may spend. */
import { ROLES } from '../../contract/relay-api.ts'
import { BlobsAway } from '../blobs/blob-store.ts'
import { type AuditAction, COMMANDS, note } from '../store/audit.ts'
import { deleteAsked } from '../store/blobs/sweep-blobs.ts'
import { changePerson, listPeople, type PersonChange } from '../store/people/people.ts'
import { removePerson } from '../store/people/remove-person.ts'
import { findPerson } from './find-named.ts'
import {
  type Command,
  missAction,
  printTable,
  type Run,
  readLimit,
  readOptions,
  toDay,
  withWords,
} from './run-command.ts'

export const personCommand: Command = {
  usage: `usage:
  person list
  person limit PERSON [--daily-credits N|none] [--monthly-credits N|none]
  person role PERSON ${ROLES.join('|')}
  person remove PERSON
PERSON is an ID, or a name that one alone has.`,
  read: readCommand,
}

function readCommand([name, ...args]: string[]): Run | string {
  switch (name) {
    case 'list':
      return withWords(args, [], () => list)
    case 'limit':
      return readPersonLimit(args)
    case 'role':
      return withWords(args, ['PERSON', 'the role'], readRole)
    case 'remove':
      return withWords(args, ['PERSON'], remove)
    default:
      return missAction('person', name)
  }
}

function readRole([person = '', word]: string[]): Run | string {
  const role = ROLES.find((known) => known === word)
  if (role === undefined) return `There is no role "${word}".`
  return change(person, { role }, 'person role', `is ${role} now`)
}

function readPersonLimit(args: string[]): Run | string {
  const options = readOptions(args, ['daily-credits', 'monthly-credits'], ['PERSON'])
  if (typeof options === 'string') return options
  const { 'daily-credits': daily, 'monthly-credits': monthly } = options.values
  if (daily === undefined && monthly === undefined) return '--daily-credits or --monthly-credits is missing.'
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
  return change(options.words[0] ?? '', values, 'person limit', `has ${said.join(' and ')} now`)
}

function change(called: string, values: PersonChange, action: AuditAction, done: string): Run {
  return async ({ database, output, now }) => {
    const person = await findPerson(database, output, called)
    if (person === null) return 1
    const noted = note(COMMANDS, now, action, person.id, values)
    if (!(await changePerson(database, person.id, values, noted))) return 1
    output.log(`${person.id} ${done}`)
    return 0
  }
}

function remove([called = '']: string[]): Run {
  return async ({ database, output, now }) => {
    const person = await findPerson(database, output, called)
    if (person === null) return 1
    const noted = note(COMMANDS, now, 'person remove', person.id)
    if (!(await removePerson(database, person.id, now, noted))) return 1
    output.log(`removed ${person.id}; what was spent stays in the books`)
    try {
      await deleteAsked(database)
    } catch (error) {
      if (!(error instanceof BlobsAway)) throw error
      output.error('The images can not be reached at the moment; the relay deletes them as soon as they can.')
    }
    return 0
  }
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
