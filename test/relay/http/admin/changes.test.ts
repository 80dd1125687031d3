import type { Hono } from 'hono'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newKey, orderDone, peoplePage, personDetails, teamList } from '../../../../contract/admin-api.ts'
import { createApp } from '../../../../relay/http/app.ts'
import type { RelayEnv } from '../../../../relay/http/env.ts'
import { listAudit } from '../../../../relay/store/audit.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { createLook } from '../../../../relay/store/looks/save-look.ts'
import { insertTeam } from '../../../../relay/store/people/teams.ts'
import { type AdminClient, openAdmin, PUBLIC_URL } from '../../support/admin-client.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { accept, addToken, NOON } from '../../support/samples.ts'

type Change = {
  route: string
  body?: object
  /** What it stands as in the audit list. */
  action: string
}

/** With ids of what `prepare` has made in the places of `:…`. */
const CHANGES: Change[] = [
  { route: 'POST /people', body: { name: 'Cleo' }, action: 'token create' },
  { route: 'PATCH /people/:person', body: { role: 'lead' }, action: 'person role' },
  { route: 'PATCH /people/:person', body: { monthly_credits: 500 }, action: 'person limit' },
  { route: 'PATCH /people/:person', body: { team_id: 'shop' }, action: 'team add' },
  { route: 'DELETE /people/:person', action: 'person remove' },
  { route: 'POST /people/:person/keys', body: { expires_days: 90 }, action: 'token create' },
  { route: 'POST /keys/:key/rotate', body: {}, action: 'token rotate' },
  { route: 'POST /keys/:key/revoke', action: 'token revoke' },
  { route: 'POST /teams', body: { name: 'Studio', monthly_credits: null }, action: 'team create' },
  { route: 'PATCH /teams/:team', body: { monthly_credits: 100 }, action: 'team limit' },
  { route: 'DELETE /looks/:look', action: 'look withdraw' },
  { route: 'POST /work/:waiting/cancel', action: 'generation cancel' },
  { route: 'POST /work/:givenUp/fetch', action: 'generation fetch' },
  {
    route: 'PUT /alert',
    body: { alert: { credits: 300, url: 'https://hooks.example.com/x' } },
    action: 'balance alert',
  },
  { route: 'POST /pause', action: 'pause' },
  { route: 'POST /resume', action: 'resume' },
]
/** Neither changes anything but the session itself. */
const DOORS = ['POST /session', 'DELETE /session']

async function prepare(database: Database): Promise<Record<string, string>> {
  const ada = await addToken(database, { name: 'Ada' })
  await insertTeam(database, { id: 'shop', name: 'Shop', monthly_credits: null, created_at: NOON })
  const waiting = await accept(database, ada.id)
  const lost = await accept(database, ada.id)
  await database.query
    .updateTable('generations')
    .set({ status: 'unknown', upstream_task_id: 'task_1', next_step_at: null })
    .where('id', '=', lost.id)
    .execute()
  const look = await createLook(database, {
    reader: { personId: ada.id, teamId: null, role: 'admin' },
    draft: { name: 'Autumn', prompt: 'warm', colours: [], references: [], scope: 'everyone' },
    now: NOON,
  })
  if (look.kind !== 'saved') throw new Error(look.kind)
  return {
    person: ada.id,
    key: ada.tokenId,
    team: 'shop',
    waiting: waiting.id,
    givenUp: lost.id,
    look: look.look.id,
  }
}

const fill = (path: string, ids: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_, name) => ids[name] ?? '').slice(1)

let idle: IdleApp
let app: Hono<RelayEnv>
let admin: AdminClient
let ids: Record<string, string>

beforeEach(async () => {
  idle = await makeIdleDependencies()
  app = createApp({ ...idle.dependencies, publicUrl: PUBLIC_URL })
  admin = await openAdmin(app, idle.database, NOON)
  ids = await prepare(idle.database)
})
afterEach(() => idle.close())

/** All but when things were last seen: the whole of what an admin can change. */
async function readAll(database: Database): Promise<string> {
  const tables = [
    'people',
    'access_tokens',
    'teams',
    'looks',
    'generations',
    'marks',
    'audit_entries',
    'balance_alert',
  ] as const
  const rows = await Promise.all(
    tables.map((table) => database.query.selectFrom(table).selectAll().execute()),
  )
  return JSON.stringify(rows)
}

it('every route that changes something is among those tried here', async () => {
  const routes = app.routes
    .filter(({ method, path }) => path.startsWith('/admin/api/') && !['GET', 'ALL'].includes(method))
    .map(({ method, path }) => `${method} ${path.slice('/admin/api'.length)}`)
  const tried = [...DOORS, ...CHANGES.map(({ route }) => route.replace(/:\w+/g, ':id'))]
  expect(new Set(routes)).toEqual(new Set(tried))
})

describe.each(CHANGES)('$route, $action', ({ route, body, action }) => {
  const [method = '', path = ''] = route.split(' ')

  it.each([
    ['without the proof', { 'x-admin-proof': '' }],
    ['with the proof of another session', { 'x-admin-proof': 'A'.repeat(43) }],
    ['from another origin', { origin: 'https://elsewhere.example' }],
    ['from a neighbour domain', { 'sec-fetch-site': 'same-site' }],
    ['from no origin', { origin: '' }],
    ['from a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ])('changes nothing %s', async (_way, headers) => {
    const before = await readAll(idle.database)
    const answer = await admin.ask(method, fill(path, ids), body, headers)
    expect(answer.status).toBe(403)
    expect(await readAll(idle.database)).toBe(before)
  })

  it('changes nothing without a session, also with the proof', async () => {
    const before = await readAll(idle.database)
    for (const cookie of ['', '__Host-framefill_admin=', admin.cookie.replace(/.$/, '!')]) {
      expect((await admin.ask(method, fill(path, ids), body, { cookie })).status).toBe(401)
    }
    const { bearer } = await addToken(idle.database)
    const after = await readAll(idle.database)
    const asDesigner = await admin.ask(method, fill(path, ids), body, { cookie: '', authorization: bearer })
    expect(asDesigner.status).toBe(401)
    expect(await readAll(idle.database)).toBe(after)
    expect(before).not.toBe('')
  })

  it('is done from the page, and stands in the audit list', async () => {
    if (action === 'resume') await admin.ask('POST', 'pause')
    const answer = await admin.ask(method, fill(path, ids), body)
    expect(answer.status).toBeLessThan(300)
    const [entry] = await listAudit(idle.database, null, 1)
    expect(entry).toMatchObject({ action, author: expect.stringMatching(/^link:/), at: NOON })
  })

  if (path.includes(':')) {
    it('of what is not there is 404, or says so, and leaves no entry', async () => {
      const before = await listAudit(idle.database, null, 100)
      const answer = await admin.ask(method, path.replace(/:\w+/g, 'nothing').slice(1), body)
      expect([400, 404]).toContain(answer.status)
      expect(await listAudit(idle.database, null, 100)).toEqual(before)
    })
  }
})

describeOnEachDatabase('the admin’s changes', ({ open }) => {
  async function begin() {
    const database = await open()
    app = createApp({ ...idle.dependencies, database, publicUrl: PUBLIC_URL })
    admin = await openAdmin(app, database, NOON)
    return { database, ids: await prepare(database) }
  }

  it('give a person a key that opens the door, another for it, and an end', async () => {
    await begin()
    const me = async (token: string) =>
      (await app.request('/v1/me', { headers: { authorization: `Bearer ${token}` } })).status
    const made = v.parse(newKey, await (await admin.ask('POST', 'people', { name: ' Cleo ' })).json())
    expect(await me(made.token)).toBe(200)
    const rotated = v.parse(newKey, await (await admin.ask('POST', `keys/${made.key_id}/rotate`, {})).json())
    expect([await me(made.token), await me(rotated.token)]).toEqual([401, 200])
    expect((await admin.ask('POST', `keys/${made.key_id}/rotate`, {})).status).toBe(400)
    await admin.ask('POST', `keys/${rotated.key_id}/revoke`)
    expect(await me(rotated.token)).toBe(401)
    const shown = await (await admin.ask('GET', `people/${made.person_id}`)).text()
    const { person, keys } = v.parse(personDetails, JSON.parse(shown))
    expect(person).toMatchObject({ name: 'Cleo', keys: 0 })
    expect(keys.map(({ state }) => state)).toEqual(['revoked', 'revoked'])
    for (const { token } of [made, rotated]) expect(shown).not.toContain(token.slice(16))
  })

  it('put a person into a team with limits, and out of it again', async () => {
    const { ids } = await begin()
    const change = { role: 'lead', team_id: 'shop', daily_credits: 50, monthly_credits: null }
    expect((await admin.ask('PATCH', `people/${ids.person}`, change)).status).toBe(204)
    const read = async () =>
      v.parse(peoplePage, await (await admin.ask('GET', 'people?q=ada')).json()).people[0]
    expect(await read()).toMatchObject({
      role: 'lead',
      team: { name: 'Shop' },
      daily_credits: 50,
      used_today: 10,
    })
    const { teams } = v.parse(teamList, await (await admin.ask('GET', 'teams')).json())
    expect(teams).toMatchObject([{ name: 'Shop', people: 1, used_this_month: 0 }])
    expect((await admin.ask('PATCH', `people/${ids.person}`, { team_id: null })).status).toBe(204)
    expect((await read())?.team).toBeNull()
  })

  it('find people by name, by e-mail address and by team, whatever the case', async () => {
    const { database, ids } = await begin()
    const { id: ben } = await addToken(database, { name: 'Ünsal' })
    const identity = { issuer: 'https://id.example', subject: '1', person_id: ben, signed_in_at: NOON }
    await database.query
      .insertInto('identities')
      .values({ ...identity, email: 'Ben@example.com' })
      .execute()
    const find = async (query: string) => {
      const { people, found } = v.parse(peoplePage, await (await admin.ask('GET', `people?${query}`)).json())
      expect(people.length).toBeLessThanOrEqual(found)
      return people.map(({ name, email }) => [name, email])
    }
    expect(await find('q=ÜNS')).toEqual([['Ünsal', 'Ben@example.com']])
    expect(await find('q=ben@EXAMPLE')).toEqual([['Ünsal', 'Ben@example.com']])
    expect(await find(`q=${ids.person}`)).toEqual([['Ada', null]])
    expect(await find('q=nobody')).toEqual([])
    expect(await find('team=shop')).toEqual([])
    expect(await find('')).toHaveLength(2)
    expect(await find('from=1')).toHaveLength(1)
  })

  it('speak as the commands do', async () => {
    const { ids } = await begin()
    const says = async (path: string) => v.parse(orderDone, await (await admin.ask('POST', path)).json()).says
    expect(await says('pause')).toBe('paused: nothing more is paid until "resume"; what was sent runs on')
    expect(await says('pause')).toBe('was paused before')
    expect(await says('resume')).toBe('resumed')
    expect(await says(`work/${ids.waiting}/cancel`)).toBe(`cancelled ${ids.waiting}; nothing was charged`)
    const again = await admin.ask('POST', `work/${ids.waiting}/cancel`)
    expect((await again.json()).error.message).toContain('Rivya can cancel nothing')
  })

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ name: 'Ada \u202egnp.exe' }, 'name'],
    [{ name: 'Ada', daily_credits: -1 }, 'daily_credits'],
    [{ name: 'Ada', daily_credits: 1.5 }, 'daily_credits'],
    [{ name: 'Ada', is_admin: true }, 'is_admin'],
  ])('refuse %j by its field', async (body, field) => {
    await begin()
    const answer = await admin.ask('POST', 'people', body)
    expect(answer.status).toBe(400)
    expect((await answer.json()).error.message).toContain(field)
  })
})
