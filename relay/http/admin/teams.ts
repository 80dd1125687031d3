/** Teams: who shares a limit. */
import type { Hono } from 'hono'
import { type AdminTeam, changeTeamBody, createTeamBody } from '../../../contract/admin-api.ts'
import { dayOf, readMonths } from '../../store/credits/credits.ts'
import { insertTeam, limitTeam, listTeams } from '../../store/people/teams.ts'
import { createId } from '../../token.ts'
import { refuse, sendJson, sendNothing } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { missing, noteOf, readBodyAs } from './change-route.ts'

export function addTeamRoutes(api: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  api.get('/teams', async (c) => {
    const teams = await listTeams(database)
    const used = await readMonths(database.query, dayOf(clock.now()))
    const list: AdminTeam[] = teams.map(({ id, name, people, monthly_credits }) => ({
      id,
      name,
      people: Number(people),
      monthly_credits,
      used_this_month: used.get(id) ?? 0,
    }))
    return sendJson(c, { teams: list })
  })

  api.post('/teams', async (c) => {
    const body = await readBodyAs(c, createTeamBody)
    if ('code' in body) return refuse(c, body)
    const { name, monthly_credits } = body.value
    const id = createId()
    const now = clock.now()
    const noted = noteOf(c, now, 'team create', id, { name, monthly_credits })
    if ((await insertTeam(database, { id, name, monthly_credits, created_at: now }, noted)) !== null) {
      return refuse(c, {
        code: 'validation_failed',
        message: 'There is a team of this name already. Give this one another name.',
      })
    }
    return sendJson(c, { id }, 201)
  })

  api.patch('/teams/:id', async (c) => {
    const body = await readBodyAs(c, changeTeamBody)
    if ('code' in body) return refuse(c, body)
    const id = c.req.param('id')
    const { monthly_credits } = body.value
    const noted = noteOf(c, clock.now(), 'team limit', id, { monthly_credits })
    return (await limitTeam(database, id, monthly_credits, noted))
      ? sendNothing(c)
      : refuse(c, missing('team'))
  })
}
