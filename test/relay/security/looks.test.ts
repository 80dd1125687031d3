/** Who may see, use, change and publish looks. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LookScope } from '../../../contract/looks.ts'
import { createApp } from '../../../relay/http/app.ts'
import { mayPublish } from '../../../relay/store/looks/look-rights.ts'
import { type IdleApp, makeIdleDependencies } from '../support/idle-app.ts'
import {
  addLook,
  addLookPeople,
  addUpload,
  type LookPeople,
  type LookPerson,
  makeDraft,
} from '../support/look-people.ts'
import { PROMPT } from '../support/samples.ts'

let idle: IdleApp
let app: ReturnType<typeof createApp>
let people: LookPeople

beforeEach(async () => {
  idle = await makeIdleDependencies()
  app = createApp(idle.dependencies)
  people = await addLookPeople(idle.database)
})
afterEach(() => idle.close())

type Call = { method?: string; body?: object; headers?: Record<string, string> }

async function ask({ bearer }: LookPerson, path: string, { method, body, headers = {} }: Call = {}) {
  const answer = await app.request(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: bearer, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const isJson = answer.headers.get('content-type') === 'application/json'
  const text = await answer.text()
  return { status: answer.status, etag: answer.headers.get('etag'), json: isJson ? JSON.parse(text) : null }
}

const codeOf = async (asked: ReturnType<typeof ask>) => {
  const { status, json } = await asked
  return json?.error === undefined ? status : `${status} ${json.error.code}`
}

describe('publishing', () => {
  it('is decided by what is to be shared, whatever else has been checked before', () => {
    const { mia, lea, ann } = people
    const shelf = (scope: LookScope, teamId: string | null, ownerId = mia.personId) => ({
      scope,
      teamId,
      ownerId,
    })
    expect(mayPublish(mia, shelf('private', null))).toBe(true)
    expect(mayPublish(lea, shelf('private', null))).toBe(false)
    expect(mayPublish(ann, shelf('private', null))).toBe(false)
    expect(mayPublish(lea, shelf('everyone', 'shop'))).toBe(false)
    expect(mayPublish({ ...lea, teamId: null }, shelf('team', null))).toBe(false)
  })

  it.each([
    ['mia', 'private', undefined, 201],
    ['mia', 'team', undefined, '403 forbidden'],
    ['mia', 'everyone', undefined, '403 forbidden'],
    ['lea', 'team', undefined, 201],
    ['lea', 'team', 'press', '403 forbidden'],
    ['lea', 'everyone', undefined, '403 forbidden'],
    ['ann', 'everyone', undefined, 201],
    ['ann', 'team', 'press', 201],
    ['ann', 'team', 'nowhere', '400 validation_failed'],
    ['ann', 'team', undefined, '400 validation_failed'],
    ['ben', 'team', undefined, '403 forbidden'],
    ['ben', 'team', 'shop', '403 forbidden'],
  ] as const)('%s, %s %s: %s', async (who, scope, team_id, expected) => {
    const body = makeDraft({ scope, ...(team_id === undefined ? {} : { team_id }) })
    expect(await codeOf(ask(people[who], '/v1/looks', { body }))).toBe(expected)
  })

  it('is refused where it comes as a change of a private look', async () => {
    const { id } = await addLook(idle.database, people.mia)
    const change = { method: 'PUT', body: makeDraft({ scope: 'everyone' }), headers: { 'if-match': '"1"' } }
    expect(await codeOf(ask(people.mia, `/v1/looks/${id}`, change))).toBe('403 forbidden')
  })

  it('gives nobody else’s uploads away', async () => {
    const upload_id = await addUpload(idle.database, people.leo, 1)
    const body = makeDraft({ scope: 'team', references: [{ upload_id }] })
    const absent = makeDraft({ scope: 'team', references: [{ upload_id: '0'.repeat(64) }] })
    const [stolen, missing] = [
      await ask(people.lea, '/v1/looks', { body }),
      await ask(people.lea, '/v1/looks', { body: absent }),
    ]
    expect(stolen.status).toBe(400)
    expect(stolen.json.error.message).toBe(missing.json.error.message)
  })
})

describe('a look of a team', () => {
  let path: string
  let upload: string
  const put = (headers: Record<string, string>, changes = {}): Call => ({
    method: 'PUT',
    body: makeDraft({ scope: 'team', name: 'Changed', ...changes }),
    headers,
  })

  beforeEach(async () => {
    upload = await addUpload(idle.database, people.lea, 1)
    const references = [{ upload_id: upload }]
    path = `/v1/looks/${(await addLook(idle.database, people.lea, { scope: 'team', references })).id}`
  })

  it.each([
    ['mia', '403 forbidden'],
    ['leo', '404 not_found'],
    ['ben', '404 not_found'],
    ['lea', 200],
    ['ann', 200],
  ] as const)('is changed by those who lead it: %s gets %s', async (who, expected) => {
    expect(await codeOf(ask(people[who], path, put({ 'if-match': '"1"' })))).toBe(expected)
  })

  it.each([
    ['mia', '403 forbidden'],
    ['leo', '404 not_found'],
    ['lea', 204],
    ['ann', 204],
  ] as const)('is withdrawn by those who lead it: %s gets %s', async (who, expected) => {
    expect(await codeOf(ask(people[who], path, { method: 'DELETE' }))).toBe(expected)
  })

  it('shows words and pictures to its people and to nobody else', async () => {
    for (const [who, status] of [
      ['mia', 200],
      ['lea', 200],
      ['leo', 404],
      ['ben', 404],
    ] as const) {
      for (const part of ['/versions/1', `/references/${upload}`]) {
        expect(await ask(people[who], path + part), `${who} ${part}`).toMatchObject({ status })
      }
    }
  })

  it('shows no picture that is not its own', async () => {
    const own = await addUpload(idle.database, people.mia, 2)
    const other = await addUpload(idle.database, people.leo, 3)
    for (const id of [own, other]) {
      expect((await ask(people.mia, `${path}/references/${id}`)).status).toBe(404)
    }
  })

  it('can be changed with the pictures that another lead has put into it', async () => {
    const change = put({ 'if-match': '"1"' }, { references: [{ upload_id: upload }] })
    expect(await ask(people.ann, path, change)).toMatchObject({ status: 200, etag: '"2"' })
  })

  it('stays the team’s when an admin of none changes it', async () => {
    const { json } = await ask(people.ann, path, put({ 'if-match': '"1"' }))
    expect(json).toMatchObject({ scope: 'team', team: { id: 'shop', name: 'Shop' } })
  })

  it('is changed only from the version that was seen', async () => {
    expect((await ask(people.lea, path, put({ 'if-match': '"1"' }))).status).toBe(200)
    for (const version of ['"1"', '"3"', '*', 'W/"2"', '2']) {
      const other = put({ 'if-match': version }, { prompt: 'other words' })
      expect(await codeOf(ask(people.lea, path, other))).toBe('412 changed_meanwhile')
      const withdraw = { method: 'DELETE', headers: { 'if-match': version } }
      expect(await codeOf(ask(people.lea, path, withdraw))).toBe('412 changed_meanwhile')
    }
    expect(await codeOf(ask(people.lea, path, put({})))).toBe('400 validation_failed')
    expect((await ask(people.mia, '/v1/looks')).json.looks).toMatchObject([
      { version: 2, name: 'Changed', can_change: false },
    ])
  })

  it('can not be taken away from the team by one who may not change it', async () => {
    expect(await codeOf(ask(people.mia, path, put({ 'if-match': '"1"' }, { scope: 'private' })))).toBe(
      '403 forbidden',
    )
    expect((await ask(people.lea, '/v1/looks')).json.looks).toMatchObject([{ scope: 'team' }])
  })

  it('tells one who may not change it nothing of its version', async () => {
    expect(await codeOf(ask(people.mia, path, put({ 'if-match': '"9"' })))).toBe('403 forbidden')
  })
})

describe('a private look', () => {
  it('is nobody else’s, not even an admin’s', async () => {
    const upload_id = await addUpload(idle.database, people.mia, 1)
    const { id } = await addLook(idle.database, people.mia, { references: [{ upload_id }] })
    const path = `/v1/looks/${id}`
    for (const who of [people.lea, people.ann]) {
      expect((await ask(who, '/v1/looks')).json.looks).toEqual([])
      for (const part of ['/versions/1', `/references/${upload_id}`]) {
        expect((await ask(who, path + part)).status).toBe(404)
      }
      const change = { method: 'PUT', body: makeDraft(), headers: { 'if-match': '"1"' } }
      expect((await ask(who, path, change)).status).toBe(404)
      expect((await ask(who, path, { method: 'DELETE' })).status).toBe(404)
      const headers = { 'idempotency-key': 'with-a-look' }
      const generate = { body: { ...PROMPT, look: { id, version: 1 } }, headers }
      expect(await codeOf(ask(who, '/v1/generations', generate))).toBe('400 validation_failed')
    }
    expect((await ask(people.mia, `${path}/references/${upload_id}`)).status).toBe(200)
  })

  it('that was shared once is its own again for whoever takes it back', async () => {
    const { id } = await addLook(idle.database, people.lea, { scope: 'team' })
    const back = { method: 'PUT', body: makeDraft(), headers: { 'if-match': '"1"' } }
    expect((await ask(people.ann, `/v1/looks/${id}`, back)).status).toBe(200)
    expect((await ask(people.lea, '/v1/looks')).json.looks).toEqual([])
    expect((await ask(people.ann, '/v1/looks')).json.looks).toMatchObject([{ id, scope: 'private' }])
  })
})

it.each([
  ['a name of white space', { name: '  ' }],
  ['a name that is too long', { name: 'x'.repeat(81) }],
  ['words that are too long', { prompt: 'x'.repeat(5001) }],
  ['a colour that is none', { colours: [{ name: 'Moss', hex: 'green' }] }],
  ['thirteen colours', { colours: Array.from({ length: 13 }, () => ({ name: 'Moss', hex: '#4a5d23' })) }],
  ['five references', { references: Array.from({ length: 5 }, () => ({ upload_id: '0'.repeat(64) })) }],
  ['a scope that nobody knows', { scope: 'world' }],
  ['a field that nobody knows', { owner_id: 'someone' }],
])('a look with %s is refused', async (_what, changes) => {
  const body = { ...makeDraft(), ...changes }
  expect(await codeOf(ask(people.mia, '/v1/looks', { body }))).toBe('400 validation_failed')
})
