/** `team create | list | add | limit`: who shares a limit. */

import { insertTeam, joinTeam, limitTeam, listTeams } from '../store/teams.ts'
import { createId } from '../token.ts'
import {
  type Command,
  type Output,
  printTable,
  type Run,
  readLimit,
  readName,
  readOptions,
} from './run-command.ts'

export const teamCommand: Command = {
  usage: `usage:
  team create --name NAME [--monthly-credits N]
  team list
  team add TEAM PERSON
  team limit TEAM --monthly-credits N|none`,
  read: readCommand,
}

function readCommand([name, ...args]: string[]): Run | null {
  const [team, person] = args
  switch (name) {
    case 'create':
      return readCreate(args)
    case 'list':
      return args.length === 0 ? list : null
    case 'add':
      return team !== undefined && person !== undefined && args.length === 2 ? add(team, person) : null
    case 'limit':
      return readTeamLimit(args)
    default:
      return null
  }
}

function readCreate(args: string[]): Run | null {
  const options = readOptions(args, ['name', 'monthly-credits'])
  if (options === null || options.rest.length > 0) return null
  const name = readName(options.values.name)
  const monthly_credits = readLimit(options.values['monthly-credits'] ?? 'none', '--monthly-credits')
  return async ({ database, output, now }) => {
    const id = createId()
    await insertTeam(database, { id, name, monthly_credits, created_at: now })
    // Alone on its line, so that a script can take it.
    output.log(id)
    return 0
  }
}

function readTeamLimit(args: string[]): Run | null {
  const options = readOptions(args, ['monthly-credits'])
  const [id] = options?.rest ?? []
  const monthly = options?.values['monthly-credits']
  if (options === null || id === undefined || options.rest.length > 1 || monthly === undefined) return null
  const limit = readLimit(monthly, '--monthly-credits')
  return async ({ database, output }) => {
    if (!(await limitTeam(database, id, limit))) return missTeam(output, id)
    output.log(`${id} has ${limit ?? 'no limit of'} credits a month now`)
    return 0
  }
}

function add(teamId: string, personId: string): Run {
  return async ({ database, output }) => {
    const missing = await joinTeam(database, teamId, personId)
    if (missing === 'team') return missTeam(output, teamId)
    if (missing === 'person') {
      output.error(`There is no person ${JSON.stringify(personId)}. "person list" shows them all.`)
      return 1
    }
    output.log(`${personId} is in ${teamId} now`)
    return 0
  }
}

function missTeam(output: Output, id: string): number {
  output.error(`There is no team ${JSON.stringify(id)}. "team list" shows them all.`)
  return 1
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
