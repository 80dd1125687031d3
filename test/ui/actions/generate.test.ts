import { describe, expect, it } from 'vitest'
import { generate } from '../../../ui/actions/generate.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard } from '../support/make.ts'

it('a press names each target for the list, to be kept in the journal', async () => {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.cards.value = [makeCard({ slot: { id: '7:7', name: 'Image' } })]
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
  await generate(panel.shell, panel.engine)
  expect(world.orders[0]).toMatchObject({ generations: [{ title: 'Card / Mug' }] })
})

describe('variations', () => {
  it('fill with the first alone; another is placed when it is chosen', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    panel.state.cards.value = [makeCard()]
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug', variations: 3 }
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting', 'waiting', 'waiting')
    const keys = [...world.generations.keys()]
    for (const key of keys) world.succeedWith(key)
    await panel.reach('placed', 'ready', 'ready')
    panel.engine.place(keys[1] ?? '')
    await panel.reach('placed', 'placed', 'ready')
    expect(world.placed).toEqual([keys[0], keys[1]])
    expect([...panel.state.shown.value.values()]).toEqual([`g-${keys[1]}`])
  })
})
