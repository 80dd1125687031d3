/** People: who there is, what each may spend, and what becomes of them. */
import type { Context, Hono } from 'hono'
import * as v from 'valibot'
import {
  type AdminPerson,
  changePersonBody,
  createPersonBody,
  PEOPLE_AT_ONCE,
  type PeoplePage,
} from '../../../contract/admin-api.ts'
import { createPerson } from '../../operate/give-keys.ts'
import { dayOf } from '../../store/credits/credits.ts'
import { type PagedPerson, pagePeople, readPerson } from '../../store/figures/page-people.ts'
import { changePerson } from '../../store/people/people.ts'
import { removePerson } from '../../store/people/remove-person.ts'
import { joinTeam } from '../../store/people/teams.ts'
import { refuse, sendJson, sendNothing } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { missing, noteOf, readBodyAs } from './change-route.ts'
import { listKeys, sendKey } from './keys.ts'
import { toTime } from './overview.ts'

const query = v.strictObject({
  q: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  team: v.optional(v.pipe(v.string(), v.maxLength(100))),
  from: v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'must be a number'), v.transform(Number)), '0'),
})

export function addPeopleRoutes(api: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, clock, dailyCredits } = dependencies

  api.get('/people', async (c) => {
    const asked = parse(query, c.req.query(), 'query')
    if ('code' in asked) return refuse(c, asked)
    const { q, team = null, from } = asked.value
    const now = clock.now()
    const words = q.split(/\s+/).filter((word) => word !== '')
    const place = { from, limit: PEOPLE_AT_ONCE, day: dayOf(now), now }
    const { people, found } = await pagePeople(database, { words, teamId: team }, place)
    const page: PeoplePage = {
      people: people.map(describePerson),
      from,
      found,
      new_daily_credits: dailyCredits,
    }
    return sendJson(c, page)
  })

  api.get('/people/:id', async (c) => {
    const now = clock.now()
    const person = await readPerson(database, c.req.param('id'), dayOf(now), now)
    if (person === undefined) return refuse(c, missing('person'))
    return sendJson(c, {
      person: describePerson(person),
      keys: await listKeys(database, person.id, now),
    })
  })

  api.post('/people', async (c) => {
    const body = await readBodyAs(c, createPersonBody)
    if ('code' in body) return refuse(c, body)
    const { name, daily_credits: credits } = body.value
    const order = { database, author: c.get('admin').author, now: clock.now() }
    const wanted = { name, dailyCredits: credits, lifetimeMs: null }
    return sendKey(c, await createPerson(order, wanted, { dailyCredits }))
  })

  api.patch('/people/:id', async (c) => change(c, dependencies, c.req.param('id')))

  api.delete('/people/:id', async (c) => {
    const id = c.req.param('id')
    const now = clock.now()
    const isGone = await removePerson(database, id, now, noteOf(c, now, 'person remove', id))
    return isGone ? sendNothing(c) : refuse(c, missing('person'))
  })
}

/** Each kind of change stands in the audit list by itself, as its command would have it. */
async function change(
  c: Context<RelayEnv>,
  { database, clock }: AppDependencies,
  id: string,
): Promise<Response> {
  const body = await readBodyAs(c, changePersonBody)
  if ('code' in body) return refuse(c, body)
  const { role, team_id, ...limits } = body.value
  const now = clock.now()
  if (team_id !== undefined) {
    const absent = await joinTeam(database, team_id, id, noteOf(c, now, 'team add', id, { team: team_id }))
    if (absent !== null) return refuse(c, missing(absent))
  }
  if (role !== undefined) {
    const isThere = await changePerson(database, id, { role }, noteOf(c, now, 'person role', id, { role }))
    if (!isThere) return refuse(c, missing('person'))
  }
  const { daily_credits, monthly_credits } = limits
  const values = {
    ...(daily_credits === undefined ? {} : { daily_credits }),
    ...(monthly_credits === undefined ? {} : { monthly_credits }),
  }
  if (Object.keys(values).length > 0) {
    const isThere = await changePerson(database, id, values, noteOf(c, now, 'person limit', id, values))
    if (!isThere) return refuse(c, missing('person'))
  }
  return sendNothing(c)
}

function describePerson(person: PagedPerson): AdminPerson {
  const { team_id, team_name } = person
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    team: team_id === null ? null : { id: team_id, name: team_name ?? team_id },
    daily_credits: person.daily_credits,
    monthly_credits: person.monthly_credits,
    used_today: Number(person.used_today),
    used_this_month: Number(person.used_this_month),
    created_at: toTime(person.created_at),
    last_seen_at: toTime(person.last_seen_at),
    keys: Number(person.keys),
  }
}
