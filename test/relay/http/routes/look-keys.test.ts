/** A look that is asked for once more, since the answer was lost on the way. */
import { expect, it } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { addLookPeople, addUpload, type LookPerson, makeDraft } from '../../support/look-people.ts'

const KEY = 'one-look-of-mine'

describeOnEachDatabase('a look asked for once more', ({ open, openThree }) => {
  async function begin(databases?: Awaited<ReturnType<typeof openThree>>) {
    const [database, second] = databases ?? [await open(), null]
    const idle = await makeIdleDependencies()
    const app = createApp({ ...idle.dependencies, database })
    const other = second && createApp({ ...idle.dependencies, database: second })
    const ask = async (
      { bearer }: LookPerson,
      method: string,
      path: string,
      headers: Record<string, string> = {},
      body?: object,
      at = app,
    ) => {
      const answer = await at.request(path, {
        method,
        headers: { authorization: bearer, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, json: text === '' ? null : JSON.parse(text) }
    }
    const people = await addLookPeople(database)
    const make = (person: LookPerson, key: string, changes = {}, at = app) =>
      ask(person, 'POST', '/v1/looks', { 'idempotency-key': key }, makeDraft(changes), at)
    const count = async (person: LookPerson) => (await ask(person, 'GET', '/v1/looks')).json.looks.length
    return { database, people, ask, make, count, other, close: idle.close }
  }

  it('with its key is the same one, as it is now; with other words it is refused', async () => {
    const { people, ask, make, count, close } = await begin()
    const { lea, mia } = people
    const made = await make(lea, KEY)
    expect(made.status).toBe(201)
    const again = await make(lea, KEY)
    expect([again.status, again.json.id]).toEqual([200, made.json.id])
    await ask(lea, 'PUT', `/v1/looks/${made.json.id}`, { 'if-match': '"1"' }, makeDraft({ name: 'Winter' }))
    expect(await make(lea, KEY)).toMatchObject({ status: 200, json: { version: 2, name: 'Winter' } })
    expect((await make(lea, KEY, { prompt: 'other words' })).json.error.code).toBe('idempotency_conflict')
    // Somebody else's key is another one, whatever it says.
    expect((await make(mia, KEY)).status).toBe(201)
    expect([await count(lea), await count(mia)]).toEqual([1, 1])
    await ask(lea, 'DELETE', `/v1/looks/${made.json.id}`)
    expect((await make(lea, KEY)).status).toBe(404)
    expect(await count(lea)).toBe(0)
    await close()
  })

  it('without a key is another one, and a key that can be none is refused', async () => {
    const { people, ask, make, count, close } = await begin()
    for (const _ of [1, 2]) await ask(people.mia, 'POST', '/v1/looks', {}, makeDraft())
    expect(await count(people.mia)).toBe(2)
    expect((await make(people.mia, 'short')).json.error.message).toContain('Idempotency-Key')
    await close()
  })

  it('at two relays at once is one', async () => {
    const { people, make, count, other, close } = await begin(await openThree())
    if (other === null) throw new Error('there is one relay')
    const both = await Promise.all([make(people.lea, KEY), make(people.lea, KEY, {}, other)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201])
    expect(await count(people.lea)).toBe(1)
    await close()
  })

  it('as a change that was made already is that change, and not somebody else’s', async () => {
    const { people, ask, make, close } = await begin()
    const { lea, ann } = people
    const { json } = await make(lea, KEY, { scope: 'team' })
    const path = `/v1/looks/${json.id}`
    const put = (who: LookPerson, changes: object) =>
      ask(who, 'PUT', path, { 'if-match': '"1"' }, makeDraft({ scope: 'team', ...changes }))
    expect((await put(lea, { prompt: 'in snow' })).json.version).toBe(2)
    expect(await put(lea, { prompt: 'in snow' })).toMatchObject({ status: 200, json: { version: 2 } })
    for (const changes of [
      { prompt: 'in rain' },
      { prompt: 'in snow', name: 'Winter' },
      { prompt: 'in snow', colours: [] },
    ]) {
      expect((await put(ann, changes)).json.error.code).toBe('changed_meanwhile')
    }
    await close()
  })

  it('says how many megapixels its references have together', async () => {
    const { database, people, ask, make, close } = await begin()
    const { lea } = people
    const references = [
      { upload_id: await addUpload(database, lea, 1) },
      { upload_id: await addUpload(database, lea, 2) },
    ]
    const { width, height } = await database.query
      .selectFrom('uploads')
      .select(['width', 'height'])
      .executeTakeFirstOrThrow()
    const expected = (2 * width * height) / 1e6
    const { json } = await make(lea, KEY, { references })
    expect(json.megapixels).toBe(expected)
    expect((await ask(lea, 'GET', '/v1/looks')).json.looks[0].megapixels).toBe(expected)
    expect((await ask(lea, 'GET', `/v1/looks/${json.id}/versions/1`)).json.megapixels).toBe(expected)
    await close()
  })
})
