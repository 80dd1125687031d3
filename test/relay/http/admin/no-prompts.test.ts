/** The page is for money and health: whatever it is asked, no words, no picture and no secret come back. */
import type { Hono } from 'hono'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import type { RelayEnv } from '../../../../relay/http/env.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { type AdminClient, openAdmin, PUBLIC_URL } from '../../support/admin-client.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'
import { addLook } from '../../support/look-people.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER, PROMPT, sha256 } from '../../support/samples.ts'

/** In everything that only its person, or those it is shared with, may read. */
const SECRET = 'marmalade'
const picture = makePng(64)

/** What each reading route is asked with; a route that is not here fails the test below. */
const QUERIES: Record<string, string[]> = {
  'people/:id': [''],
  session: [''],
  overview: ['', '?by=person'],
  people: ['', `?q=${SECRET}`, '?q=ada'],
  teams: [''],
  looks: [''],
  report: ['?by=person', '?by=team', '?by=document', '?by=day'],
  'report.csv': ['?by=person', '?by=team', '?by=document', '?by=day'],
  health: [''],
  work: [''],
  alert: [''],
  audit: [''],
}

let idle: IdleApp
let app: Hono<RelayEnv>
let admin: AdminClient
let ids: { person: string; look: string; waiting: string; givenUp: string; bearer: string }

beforeAll(async () => {
  idle = await makeIdleDependencies()
  app = createApp({ ...idle.dependencies, publicUrl: PUBLIC_URL })
  admin = await openAdmin(app, idle.database, NOON)
  ids = await prepare(idle.database)
})
afterAll(() => idle.close())

async function prepare(database: Database) {
  const { id, bearer } = await addToken(database, { name: 'Ada' })
  await saveUpload(database, id, { id: sha256(picture), header: PNG_HEADER, data: picture }, NOON)
  const references = [{ upload_id: sha256(picture), name: `Packshot of ${SECRET}` }]
  const request = { ...PROMPT, prompt: `A jar of ${SECRET}`, references }
  const [waiting, lost, done] = [
    await accept(database, id, { request }),
    await accept(database, id, { request }),
    await accept(database, id, { request }),
  ]
  const end = (row: { id: string }, status: 'succeeded' | 'unknown') =>
    database.query
      .updateTable('generations')
      .set({ status, upstream_task_id: `task_${row.id}`, next_step_at: null })
      .where('id', '=', row.id)
      .execute()
  await end(lost, 'unknown')
  await end(done, 'succeeded')
  const image = { generation_id: done.id, number: 0, mime_type: 'image/png', created_at: NOON } as const
  await database.query
    .insertInto('images')
    .values({ ...image, sha256: sha256(picture), data: picture })
    .execute()
  const reader = { personId: id, teamId: null, role: 'admin' as const }
  const words = {
    prompt: `{prompt}, with ${SECRET}`,
    colours: [{ name: SECRET, hex: '#ff9900' }],
    references,
  }
  const shared = await addLook(database, reader, { ...words, name: 'Breakfast', scope: 'everyone' })
  await addLook(database, reader, { ...words, name: `Private ${SECRET}` })
  return { person: id, look: shared.id, waiting: waiting.id, givenUp: lost.id, bearer }
}

const readings = () =>
  app.routes
    .filter(({ method, path }) => method === 'GET' && path.startsWith('/admin/api/'))
    .map(({ path }) => path.slice('/admin/api/'.length))

it('every reading route is among those asked here', () => {
  expect(new Set(readings())).toEqual(new Set(Object.keys(QUERIES)))
})

it('no answer of the page holds words, pictures or keys of anybody', async () => {
  const orders: [string, string, object?][] = [
    ['POST', `work/${ids.waiting}/cancel`],
    ['POST', `work/${ids.givenUp}/fetch`],
    ['POST', `people/${ids.person}/keys`, {}],
    ['PATCH', `people/${ids.person}`, { role: 'lead', daily_credits: 5 }],
    ['DELETE', `looks/${ids.look}`],
  ]
  const answers: Response[] = []
  const readAll = async () => {
    for (const [path, queries] of Object.entries(QUERIES)) {
      for (const query of queries) {
        answers.push(await admin.ask('GET', path.replace(':id', ids.person) + query))
      }
    }
  }
  await readAll()
  for (const [method, path, body] of orders) answers.push(await admin.ask(method, path, body))
  await readAll()
  answers.push(await admin.ask('DELETE', `people/${ids.person}`))
  await readAll()

  const pictureText = new TextDecoder('latin1').decode(picture.slice(0, 8))
  let read = ''
  for (const answer of answers) {
    expect(answer.headers.get('content-type') ?? '').not.toMatch(/image|octet/)
    const text = new TextDecoder('latin1').decode(await answer.arrayBuffer())
    for (const secret of [SECRET, sha256(picture), pictureText, ids.bearer.slice('Bearer '.length)]) {
      expect(text).not.toContain(secret)
    }
    read += text
  }
  // They have been asked about what there is.
  for (const known of ['Ada', 'Breakfast', ids.waiting, ids.givenUp]) expect(read).toContain(known)
})
