import type { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminCommand } from '../../../../relay/commands/admin.ts'
import { runCommand } from '../../../../relay/commands/run-command.ts'
import { createApp } from '../../../../relay/http/app.ts'
import type { RelayEnv } from '../../../../relay/http/env.ts'
import { listAudit } from '../../../../relay/store/audit.ts'
import { changePerson } from '../../../../relay/store/people/people.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { cookieOf, makeLink, openAdmin, openAdminAs, PUBLIC_URL, redeem } from '../../support/admin-client.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { addToken, NOON } from '../../support/samples.ts'

const MINUTE_MS = 60_000
const POLICY = [
  "base-uri 'none'",
  "connect-src 'self'",
  "default-src 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self'",
  "require-trusted-types-for 'script'",
  "script-src 'self'",
  "style-src 'self'",
  "trusted-types 'none'",
]

let idle: IdleApp
let app: Hono<RelayEnv>
let now: number

beforeEach(async () => {
  idle = await makeIdleDependencies()
  now = NOON
  const clock = { now: () => now, wait: async () => undefined }
  app = createApp({ ...idle.dependencies, publicUrl: PUBLIC_URL, clock })
})
afterEach(() => idle.close())

const whoAmI = async (cookie: string) =>
  (await app.request('/admin/api/session', { headers: { cookie } })).status

describe('an admin link', () => {
  it('opens the page once', async () => {
    const link = await makeLink(idle.database, now)
    const answer = await redeem(app, link)
    expect(answer.status).toBe(204)
    expect(await whoAmI(cookieOf(answer))).toBe(200)
    expect((await redeem(app, link)).status).toBe(401)
  })

  it('of two who open it at once, lets one in', async () => {
    const link = await makeLink(idle.database, now)
    const statuses = (await Promise.all([redeem(app, link), redeem(app, link)])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([204, 401])
  })

  it('is good for ten minutes', async () => {
    const [young, old] = [await makeLink(idle.database, now), await makeLink(idle.database, now)]
    now += 10 * MINUTE_MS - 1
    expect((await redeem(app, young)).status).toBe(204)
    now += 1
    expect((await redeem(app, old)).status).toBe(401)
  })

  it('is kept as a hash', async () => {
    const link = await makeLink(idle.database, now)
    const [row] = await idle.database.query.selectFrom('admin_links').selectAll().execute()
    expect(row?.secret_hash.byteLength).toBe(32)
    expect(JSON.stringify(row)).not.toContain(link)
  })

  it('can not be guessed at will', async () => {
    const statuses: number[] = []
    for (let guess = 0; guess < 121; guess += 1) statuses.push((await redeem(app, `wrong-${guess}`)).status)
    expect(new Set(statuses.slice(0, 120))).toEqual(new Set([401]))
    expect(statuses[120]).toBe(429)
    // The right one is not kept out by whoever guesses.
    expect((await redeem(app, await makeLink(idle.database, now))).status).toBe(204)
  })

  it.each([
    ['another page sends', { origin: 'https://elsewhere.example' }],
    ['a form of another page sends', { origin: PUBLIC_URL, 'sec-fetch-site': 'cross-site' }],
    ['a neighbour domain sends', { origin: PUBLIC_URL, 'sec-fetch-site': 'same-site' }],
    ['nobody’s page sends', { origin: 'null' }],
  ])('that %s signs nobody in, and is not used up', async (_who, headers) => {
    const link = await makeLink(idle.database, now)
    expect((await redeem(app, link, PUBLIC_URL, headers)).status).toBe(403)
    expect((await redeem(app, link)).status).toBe(204)
  })
})

describe('the session', () => {
  it('is a cookie for this origin alone, out of reach of scripts', async () => {
    const answer = await redeem(app, await makeLink(idle.database, now))
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-framefill_admin=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    )
    const [row] = await idle.database.query.selectFrom('admin_sessions').selectAll().execute()
    expect(row?.secret_hash.byteLength).toBe(32)
  })

  it('begins with a new id, whatever the browser had before', async () => {
    const planted = `__Host-framefill_admin=${'A'.repeat(43)}`
    const answer = await redeem(app, await makeLink(idle.database, now), PUBLIC_URL, { cookie: planted })
    expect(cookieOf(answer)).not.toBe(planted)
    expect(await whoAmI(planted)).toBe(401)
    const again = await redeem(app, await makeLink(idle.database, now), PUBLIC_URL, {
      cookie: cookieOf(answer),
    })
    expect(cookieOf(again)).not.toBe(cookieOf(answer))
  })

  it('ends half an hour after its last use', async () => {
    const { cookie } = await openAdmin(app, idle.database, now)
    now += 29 * MINUTE_MS
    expect(await whoAmI(cookie)).toBe(200)
    now += 29 * MINUTE_MS
    expect(await whoAmI(cookie)).toBe(200)
    now += 30 * MINUTE_MS
    expect(await whoAmI(cookie)).toBe(401)
  })

  it('ends after eight hours, however much it is used', async () => {
    const { cookie } = await openAdmin(app, idle.database, now)
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      now += 20 * MINUTE_MS
      expect(await whoAmI(cookie)).toBe(200)
    }
    now += 20 * MINUTE_MS
    expect(await whoAmI(cookie)).toBe(401)
  })

  it('ends with logging out, also for whoever has kept the cookie', async () => {
    const admin = await openAdmin(app, idle.database, now)
    const answer = await admin.ask('DELETE', 'session')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-framefill_admin=; .*Max-Age=0$/)
    expect(await whoAmI(admin.cookie)).toBe(401)
  })

  it('of a person ends with the role, and with the person', async () => {
    const { database } = idle
    for (const end of [
      (id: string) => changePerson(database, id, { role: 'lead' }),
      (id: string) => removePerson(database, id, now),
    ]) {
      const { id } = await addToken(database, { name: 'Ada' })
      await expect(openAdminAs(app, database, id, now)).rejects.toThrow('no admin')
      await changePerson(database, id, { role: 'admin' })
      const { cookie } = await openAdminAs(app, database, id, now)
      expect(await whoAmI(cookie)).toBe(200)
      await end(id)
      expect(await whoAmI(cookie)).toBe(401)
    }
  })

  it('is of no use under /v1, and no token is of use under /admin', async () => {
    const { cookie, proof } = await openAdmin(app, idle.database, now)
    const { id, bearer } = await addToken(idle.database)
    await changePerson(idle.database, id, { role: 'admin' })
    const v1 = await app.request('/v1/me', { headers: { cookie, 'x-admin-proof': proof } })
    expect(v1.status).toBe(401)
    const secret = cookie.split('=')[1] ?? ''
    for (const authorization of [`Bearer ${secret}`, `Bearer rl_000000000000_${secret}`]) {
      expect((await app.request('/v1/me', { headers: { authorization } })).status).toBe(401)
    }
    for (const headers of [
      { authorization: bearer },
      { cookie: `__Host-framefill_admin=${bearer.slice('Bearer '.length)}` },
    ]) {
      expect((await app.request('/admin/api/session', { headers })).status).toBe(401)
      expect((await app.request('/admin', { headers })).status).toBe(401)
    }
    expect((await app.request('/v1/me', { headers: { authorization: bearer } })).status).toBe(200)
  })
})

describe('the page', () => {
  it('says how to get in, with 401, to whoever is not', async () => {
    for (const path of ['/admin', '/admin/people', '/admin/audit']) {
      const answer = await app.request(path)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBeNull()
      expect(await answer.text()).toContain('admin link')
      const { cookie } = await openAdmin(app, idle.database, now)
      expect((await app.request(path, { headers: { cookie } })).status).toBe(200)
    }
  })

  it.each(['/admin', '/admin/page.js', '/admin/page.css', '/admin/api/session', '/admin/nothing'])(
    '%s is for no other origin, no frame and no cache',
    async (path) => {
      const { headers } = await app.request(path, { headers: { origin: 'null' } })
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')?.split('; ').sort()).toEqual(POLICY)
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-frame-options')).toBe('DENY')
      const preflight = await app.request(path, {
        method: 'OPTIONS',
        headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
      })
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  it('without PUBLIC_URL takes changes from the host it was opened at', async () => {
    app = createApp({ ...idle.dependencies, publicUrl: null })
    const link = await makeLink(idle.database, now)
    expect((await redeem(app, link, 'http://elsewhere.example')).status).toBe(403)
    expect((await redeem(app, link, 'http://localhost')).status).toBe(204)
  })
})

describeOnEachDatabase('admin link', ({ createPlace, open }) => {
  it('prints an address alone on its line, which opens the page, and is written down', async () => {
    const place = await createPlace()
    const env = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const lines: string[] = []
    const output = { log: (line: string) => lines.push(line), error: () => undefined }
    await expect(runCommand(adminCommand, ['link'], env, output)).rejects.toThrow('PUBLIC_URL')
    const withUrl = { ...env, PUBLIC_URL: 'https://relay.example.com/' }
    expect(await runCommand(adminCommand, ['link'], withUrl, output, () => NOON)).toBe(0)
    expect(lines).toHaveLength(1)
    const link = /^https:\/\/relay\.example\.com\/admin#link=([A-Za-z0-9_-]{43})$/.exec(lines[0] ?? '')?.[1]
    const database = await open(place)
    app = createApp({ ...idle.dependencies, database, publicUrl: PUBLIC_URL })
    const answer = await redeem(app, link ?? '')
    expect(answer.status).toBe(204)
    expect(await whoAmI(cookieOf(answer))).toBe(200)
    expect((await listAudit(database, null, 9)).map(({ action, author }) => [action, author])).toEqual([
      ['admin sign-in', expect.stringMatching(/^link:[0-9a-f]{12}$/)],
      ['admin link', 'commands'],
    ])
  })
})
