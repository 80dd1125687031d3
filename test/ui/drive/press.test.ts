import { describe, expect, it } from 'vitest'
import { createGeneration } from '../../../contract/relay-api.ts'
import { parse } from '../../../relay/http/bodies/parse.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeEntry, makeGeneration, makeReference, UPLOAD_ID } from '../support/make.ts'
import { pressable } from './pressable.ts'

const keysOf = (world: ReturnType<typeof makeWorld>) => [...world.generations.keys()]

describe('the press', () => {
  it('carries twelve frames to their images, each placed once', async () => {
    const { world, panel, press } = pressable(12)
    await press()
    await panel.reach(...Array<string>(12).fill('waiting'))
    for (const key of keysOf(world)) world.succeedWith(key)
    await panel.reach(...Array<string>(12).fill('placed'))
    expect(world.placed).toHaveLength(12)
    expect(new Set(world.placed).size).toBe(12)
    expect(world.journal.size).toBe(0)
  })

  it('asks once for what is left, when a batch has been quiet for a second', async () => {
    const { world, panel, press } = pressable(12)
    await press()
    await panel.reach(...Array<string>(12).fill('waiting'))
    for (const key of keysOf(world)) world.succeedWith(key)
    await panel.reach(...Array<string>(12).fill('placed'))
    expect(world.accountReads()).toBe(0)
    await expect.poll(() => world.accountReads()).toBe(1)
  })

  it('writes the journal before the request, and the request before it is sent', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const types = world.orders.map(({ type }) => type)
    expect(types).toEqual(['begin-generations', 'record-request', 'record-accepted'])
    const sent = world.generations.get(world.posts[0] ?? '')
    expect(sent?.origin).toEqual({
      document_id: 'doc1',
      document_name: 'Shop',
      node_id: '1:0',
      node_name: 'Card / Mug',
    })
  })

  it('uploads a reference once for all frames, and names it in each request', async () => {
    const { world, panel, press } = pressable(3)
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    await press()
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(world.uploadCount()).toBe(1)
    for (const generation of world.generations.values()) {
      expect(generation.references).toEqual([{ upload_id: UPLOAD_ID, name: 'Card / Mug' }])
    }
  })

  it('sends nothing when the journal can’t be written, and says so', async () => {
    const { world, panel, press } = pressable()
    world.sandbox.refuse = 'begin-generations'
    await press()
    expect(world.posts).toEqual([])
    expect(panel.state.notice.value?.text).toMatch(/nothing was paid/)
    expect(panel.state.draft.value.prompt).toBe('a mug')
  })

  it('sends nothing when the request can’t be kept', async () => {
    const { world, panel, press } = pressable()
    world.sandbox.refuse = 'record-request'
    await press()
    await panel.reach('failed')
    expect(world.posts).toEqual([])
  })
})

it('cuts names between characters, so that the relay takes them', async () => {
  const world = makeWorld()
  const panel = openPanel(world)
  const long = `${'x'.repeat(199)}🪑`
  const reference = { name: long, nodeId: null, maxPixels: 1, uploadId: UPLOAD_ID }
  panel.engine.takeUp([
    makeEntry({
      documentName: `\ud83e ${long}`,
      target: { ...makeEntry().target, nodeName: long },
      references: [reference],
    }),
  ])
  await panel.reach('waiting')
  const [sent] = world.generations.values()
  expect(sent?.references).toEqual([{ upload_id: UPLOAD_ID, name: 'x'.repeat(199) }])
  expect(sent?.origin).toMatchObject({ node_name: 'x'.repeat(199) })
  const { prompt, aspect_ratio, resolution, references, origin } = sent ?? makeGeneration('accepted')
  const body = { prompt, aspect_ratio, resolution, references, origin }
  expect(parse(createGeneration, body, 'body')).toEqual({ value: body })
})
