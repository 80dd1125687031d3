/** `team create | list | add | limit`: who shares a limit. */

import { COMMANDS, note } from '../store/audit.ts'
import { insertTeam, joinTeam, limitTeam, listTeams } from '../store/people/teams.ts'
import { createId } from '../token.ts'
import { findPerson, findTeam } from './find-named.ts'
import {
  type Command,
  missAction,
  printTable,
  type Run,
  readLimit,
  readName,
  readOptions,
  withWords,
} from './run-command.ts'

export const teamCommand: Command = {
  usage: `usage:
  team create --name NAME [--monthly-credits N]
  team list
  team add TEAM PERSON
  team limit TEAM --monthly-credits N|none
TEAM and PERSON are IDs, or names that one alone has.`,
  read: readCommand,
}

function readCommand([name, ...args]: string[]): Run | string {
  switch (name) {
    case 'create':
      return readCreate(args)
    case 'list':
      return withWords(args, [], () => list)
    case 'add':
      return withWords(args, ['TEAM', 'PERSON'], add)
    case 'limit':
      return readTeamLimit(args)
    default:
      return missAction('team', name)
  }
}

function readCreate(args: string[]): Run | string {
  const options = readOptions(args, ['name', 'monthly-credits'])
  if (typeof options === 'string') return options
  const name = readName(options.values.name)
  const monthly_credits = readLimit(options.values['monthly-credits'] ?? 'none', '--monthly-credits')
  return async ({ database, output, now }) => {
    const id = createId()
    const noted = note(COMMANDS, now, 'team create', id, { name, monthly_credits })
    const sameId = await insertTeam(database, { id, name, monthly_credits, created_at: now }, noted)
    if (sameId !== null) {
      output.error(`There is a team ${JSON.stringify(name)} already: ${sameId}. Give this one another name.`)
      return 1
    }
    // Alone on its line, so that a script can take it.
    output.log(id)
    return 0
  }
}

function readTeamLimit(args: string[]): Run | string {
  const options = readOptions(args, ['monthly-credits'], ['TEAM'])
  if (typeof options === 'string') return options
  const { 'monthly-credits': monthly } = options.values
  if (monthly === undefined) return '--monthly-credits is missing.'
  const limit = readLimit(monthly, '--monthly-credits')
  const [called = ''] = options.words
  return async ({ database, output, now }) => {
    const team = await findTeam(database, output, called)
    if (team === null) return 1
    const noted = note(COMMANDS, now, 'team limit', team.id, { monthly_credits: limit })
    if (!(await limitTeam(database, team.id, limit, noted))) return 1
    output.log(`${team.id} has ${limit ?? 'no limit of'} credits a month now`)
    return 0
  }
}

function add([teamCalled = '', personCalled = '']: string[]): Run {
  return async ({ database, output, now }) => {
    const team = await findTeam(database, output, teamCalled)
    const person = team && (await findPerson(database, output, personCalled))
    if (team === null || person === null) return 1
    const noted = note(COMMANDS, now, 'team add', person.id, { team: team.id })
    if ((await joinTeam(database, team.id, person.id, noted)) !== null) return 1
    output.log(`${person.id} is in ${team.id} now`)
    return 0
  }
}

const list: Run = async ({ database, output }) => {
  const teams = await listTeams(database)
  printTable(output, [
    ['ID', 'PEOPLE', 'MONTHLY CREDITS', 'NAME'],
    ...teams.map(({ id, people, monthly_credits: limit, name }) => [
      id,
      String(people),
      limit === null ? 'no limit' : String(limit),
      name,
    ]),
  ])
  return 0
}
