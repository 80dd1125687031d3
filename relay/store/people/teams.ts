/** Teams: people who share a limit. */
import type { Note } from '../audit.ts'
import type { Database } from '../database.ts'
import type { TeamRow } from '../tables/people.ts'

/** @returns null when it is made; else the id of the team that has this name already */
export async function insertTeam(database: Database, team: TeamRow, note?: Note): Promise<string | null> {
  return database.transact(async (trx) => {
    // Of two that are made at once, neither sees the other.
    await database.lockName(trx, 'teams')
    const same = await trx.selectFrom('teams').select('id').where('name', '=', team.name).executeTakeFirst()
    if (same !== undefined) return same.id
    await trx.insertInto('teams').values(team).execute()
    await note?.(trx)
    return null
  })
}

type ListedTeam = TeamRow & { people: number }

/** Oldest first, with how many people are in each. */
export async function listTeams(database: Database): Promise<ListedTeam[]> {
  return database.query
    .selectFrom('teams')
    .leftJoin('people', (join) =>
      join.onRef('people.team_id', '=', 'teams.id').on('people.removed_at', 'is', null),
    )
    .selectAll('teams')
    .select(({ fn }) => fn.count<number>('people.id').as('people'))
    .groupBy(['teams.id', 'teams.name', 'teams.monthly_credits', 'teams.created_at'])
    .orderBy('teams.created_at')
    .orderBy('teams.id')
    .execute()
}

/** @returns false when there is no such team */
export async function limitTeam(
  database: Database,
  id: string,
  monthlyCredits: number | null,
  note?: Note,
): Promise<boolean> {
  return database.transact(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('teams')
      .set({ monthly_credits: monthlyCredits })
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) await note?.(trx)
    return numUpdatedRows > 0n
  })
}

/**
 * From now on; what was made before stays on the earlier team's account.
 *
 * @param teamId null: out of every team
 * @returns what was not there
 */
export async function joinTeam(
  database: Database,
  teamId: string | null,
  personId: string,
  note?: Note,
): Promise<'team' | 'person' | null> {
  return database.transact(async (trx) => {
    const team = await trx.selectFrom('teams').select('id').where('id', '=', teamId).executeTakeFirst()
    if (teamId !== null && team === undefined) return 'team'
    const { numUpdatedRows } = await trx
      .updateTable('people')
      .set({ team_id: teamId })
      .where('id', '=', personId)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return 'person'
    await note?.(trx)
    return null
  })
}
