import * as v from 'valibot'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { generation } from '../../../../contract/relay-api.ts'
import { accept, addToken } from '../../support/samples.ts'
import { type AppStage, errorOf, startAppStage } from '../app-stage.ts'

let stage: AppStage
beforeEach(async () => {
  stage = await startAppStage()
})
afterEach(() => stage.close())

const end = (id: string, values: object) =>
  stage.database.query.updateTable('generations').set(values).where('id', '=', id).execute()
const givenUp = {
  status: 'failed',
  failure_code: 'upstream_unavailable',
  failure_message: 'It could not be read.',
  upstream_task_id: 'task_1',
  next_step_at: null,
} as const
const fetchPath = (id: string) => `/v1/generations/${id}/fetch`

it('is offered for what was given up, and goes on with it once', async () => {
  const { id } = await accept(stage.database, stage.ada.id)
  await end(id, givenUp)
  const shown = v.parse(generation, await (await stage.call(`/v1/generations/${id}`)).json())
  expect(shown.can_fetch_again).toBe(true)
  const begun = await stage.call(fetchPath(id), { method: 'POST' })
  expect(begun.status).toBe(202)
  expect(v.parse(generation, await begun.json())).toMatchObject({
    status: 'downloading',
    failure: null,
    can_fetch_again: false,
    credits: shown.credits,
  })
  expect((await stage.call(fetchPath(id), { method: 'POST' })).status).toBe(200)
})

it.each([
  ['Rivya has ended', { ...givenUp, failure_code: 'generation_failed' }],
  ['was never sent', { ...givenUp, upstream_task_id: null }],
  ['was never confirmed', { status: 'unknown', upstream_task_id: null, next_step_at: null }],
] as const)('is refused for one that %s', async (_, values) => {
  const { id } = await accept(stage.database, stage.ada.id)
  await end(id, values)
  const shown = v.parse(generation, await (await stage.call(`/v1/generations/${id}`)).json())
  expect(shown.can_fetch_again).toBe(false)
  const refused = await errorOf(await stage.call(fetchPath(id), { method: 'POST' }))
  expect(refused).toMatchObject({ status: 400, code: 'validation_failed' })
})

it("finds no other user's, and none that was deleted", async () => {
  const { id } = await accept(stage.database, stage.ada.id)
  await end(id, givenUp)
  const { bearer } = await addToken(stage.database, { name: 'Ben' })
  expect((await stage.call(fetchPath(id), { method: 'POST', bearer })).status).toBe(404)
  await stage.call(`/v1/generations/${id}`, { method: 'DELETE' })
  expect((await stage.call(fetchPath(id), { method: 'POST' })).status).toBe(404)
})
