/** People and teams as an operator names them: by their id, or by a name that no other has. */
import type { Database } from '../store/database.ts'
import { listPeople } from '../store/people/people.ts'
import { listTeams } from '../store/people/teams.ts'
import type { Output } from './run-command.ts'

type Named = { id: string; name: string }

/** Null when there is none, or more than one; which, has been said. */
export async function findPerson(database: Database, output: Output, called: string): Promise<Named | null> {
  return findNamed(await listPeople(database), output, called, 'person')
}

/** As `findPerson`. */
export async function findTeam(database: Database, output: Output, called: string): Promise<Named | null> {
  return findNamed(await listTeams(database), output, called, 'team')
}

function findNamed(all: readonly Named[], output: Output, called: string, kind: string): Named | null {
  const byId = all.find(({ id }) => id === called)
  const found = byId === undefined ? all.filter(({ name }) => name === called) : [byId]
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const ids = found.map(({ id }) => id).join(', ')
  output.error(
    only === undefined
      ? `There is no ${kind} ${JSON.stringify(called)}. "${kind} list" shows them all.`
      : `More than one ${kind} is called ${JSON.stringify(called)}. Use the ID: ${ids}.`,
  )
  return null
}
