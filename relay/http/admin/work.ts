/** What `generation list | cancel | fetch`, `pause` and `resume` do. */
import type { Context, Hono } from 'hono'
import type { WorkList } from '../../../contract/admin-api.ts'
import {
  describeCancelled,
  describeFetched,
  describePause,
  describeResume,
  type Told,
} from '../../operate/describe-order.ts'
import { cancelGeneration } from '../../store/generations/cancel.ts'
import { fetchAgain } from '../../store/generations/fetch-again.ts'
import { listWork } from '../../store/generations/list-work.ts'
import { pausePaying, resumePaying } from '../../store/work/pause.ts'
import { refuse, sendJson } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { noteOf } from './change-route.ts'
import { toTime } from './overview.ts'

/** Of those that wait and run, and of those given up. */
const MAX_LISTED = 100

export function addWorkRoutes(api: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  api.get('/work', async (c) => {
    const work = await listWork(database, MAX_LISTED)
    const givenUp = work.filter(({ state }) => state === 'given up').length
    const list: WorkList = {
      generations: work.map((each) => ({
        id: each.id,
        state: each.state,
        person: each.person,
        accepted_at: toTime(each.acceptedAt),
        has_place: each.hasPlace,
        is_delayed: each.isDelayed,
        credits: each.credits,
      })),
      is_cut: Math.max(givenUp, work.length - givenUp) >= MAX_LISTED,
    }
    return sendJson(c, list)
  })

  api.post('/work/:id/cancel', async (c) => {
    const id = c.req.param('id')
    const now = clock.now()
    const noted = noteOf(c, now, 'generation cancel', id)
    return tell(c, describeCancelled(id, await cancelGeneration(database, id, now, noted)))
  })

  api.post('/work/:id/fetch', async (c) => {
    const id = c.req.param('id')
    const now = clock.now()
    const noted = noteOf(c, now, 'generation fetch', id)
    return tell(c, describeFetched(id, (await fetchAgain(database, null, id, now, noted)).kind))
  })

  api.post('/pause', async (c) => {
    const now = clock.now()
    return sendJson(c, {
      says: describePause(await pausePaying(database, now, noteOf(c, now, 'pause', null))),
    })
  })

  api.post('/resume', async (c) => {
    const noted = noteOf(c, clock.now(), 'resume', null)
    return sendJson(c, { says: describeResume(await resumePaying(database, noted)) })
  })
}

function tell(c: Context<RelayEnv>, { says, isDone }: Told): Response {
  return isDone ? sendJson(c, { says }) : refuse(c, { code: 'validation_failed', message: says })
}
