import * as v from 'valibot'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { generation, generationPage } from '../../../../contract/relay-api.ts'
import { accept, addToken, PROMPT } from '../../support/samples.ts'
import { type AppStage, errorOf, startAppStage } from '../app-stage.ts'

let stage: AppStage
beforeEach(async () => {
  stage = await startAppStage()
})
afterEach(() => stage.close())

it('comes newest first in pages that lead on', async () => {
  const rows = []
  for (let number = 0; number < 5; number += 1) {
    rows.push(await accept(stage.database, stage.ada.id, { estimatedCredits: 1 }))
  }
  const ids = []
  let path = '/v1/generations?limit=2'
  for (let pages = 0; pages < 3; pages += 1) {
    const page = v.parse(generationPage, await (await stage.call(path)).json())
    ids.push(...page.generations.map((each) => each.id))
    path = `/v1/generations?limit=2&before=${page.next}`
    expect(page.next === null).toBe(pages === 2)
  }
  expect(ids).toEqual(rows.map((row) => row.id).reverse())
})

it('filters by words of the prompt, document and star', async () => {
  const origin = { document_id: 'doc 1', node_id: '1:2' }
  const mug = await accept(stage.database, stage.ada.id, {
    request: { ...PROMPT, prompt: 'A red MUG', origin },
  })
  await accept(stage.database, stage.ada.id, { request: { ...PROMPT, prompt: 'A blue mug' } })
  const starred = await stage.call(`/v1/generations/${mug.id}`, { method: 'PATCH', body: { starred: true } })
  expect(v.parse(generation, await starred.json())).toMatchObject({ starred: true, origin })
  for (const query of [
    'q=mug%20red',
    'document=doc%201',
    'starred=true',
    'q=red&document=doc%201&starred=true',
  ]) {
    const page = v.parse(generationPage, await (await stage.call(`/v1/generations?${query}`)).json())
    expect(
      page.generations.map((each) => each.id),
      query,
    ).toEqual([mug.id])
  }
  const unstarred = v.parse(generationPage, await (await stage.call('/v1/generations?starred=false')).json())
  expect(unstarred.generations).toHaveLength(1)
})

it.each(['limit=0', 'limit=x', 'before=x', 'starred=yes', 'other=1', 'q=%00', `q=${'x'.repeat(201)}`])(
  'refuses %s',
  async (query) => {
    expect(await errorOf(await stage.call(`/v1/generations?${query}`))).toMatchObject({ status: 400 })
  },
)

it('gives at most 200 at once, however many are asked for', async () => {
  const rich = await addToken(stage.database)
  for (let number = 0; number < 201; number += 1) await accept(stage.database, rich.id)
  const answer = await stage.call('/v1/generations?limit=1000', { bearer: rich.bearer })
  const page = v.parse(generationPage, await answer.json())
  expect(page.generations).toHaveLength(200)
  expect(page.next).not.toBeNull()
})
