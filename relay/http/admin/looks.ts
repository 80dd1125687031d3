/** Looks that people share: their names, and an end to them. Their words and pictures are not shown here. */
import type { Hono } from 'hono'
import type { AdminLook } from '../../../contract/admin-api.ts'
import { withdrawLook } from '../../store/looks/delete-look.ts'
import { listSharedLooks } from '../../store/looks/looks.ts'
import { readNamesOf } from '../../store/people/names.ts'
import { refuse, sendJson, sendNothing } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { missing, noteOf } from './change-route.ts'
import { toTime } from './overview.ts'

export function addLookRoutes(api: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  api.get('/looks', async (c) => {
    const looks = await listSharedLooks(database)
    const names = await readNamesOf(
      database,
      looks.map(({ ownerId }) => ownerId),
    )
    const list: AdminLook[] = looks.map((look) => ({
      id: look.id,
      name: look.name,
      version: look.version,
      team: look.teamName,
      owner: names.get(look.ownerId) ?? look.ownerId,
      references: look.references.length,
      colours: look.colours.length,
      updated_at: toTime(look.updated_at),
    }))
    return sendJson(c, { looks: list })
  })

  api.delete('/looks/:id', async (c) => {
    const id = c.req.param('id')
    const now = clock.now()
    const isGone = await withdrawLook(database, id, now, noteOf(c, now, 'look withdraw', id))
    return isGone ? sendNothing(c) : refuse(c, missing('look'))
  })
}
