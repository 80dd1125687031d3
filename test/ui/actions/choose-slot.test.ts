/** "This one in each": one layer shows where all cards of its build have their picture. */
import { expect, it } from 'vitest'
import { chooseSlot } from '../../../ui/actions/choose-slot.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'

it('selects the cards that follow, so that they are listed, and says how many', async () => {
  const world = makeWorld()
  const panel = openPanel(world)
  await chooseSlot(panel.shell, '1:2')
  expect(world.orders).toMatchObject([
    { type: 'choose-slot', nodeId: '1:2' },
    { type: 'select-nodes', nodeIds: ['1:1', '1:5'] },
  ])
  expect(panel.state.announcement.value?.text).toBe('2 cards follow.')
})

it('says why where it comes to nothing, and selects nothing else', async () => {
  const world = makeWorld()
  const panel = openPanel(world)
  world.sandbox.refuse = 'choose-slot'
  world.sandbox.refusal = { code: 'validation_failed', detail: '“Banner” lies in no card.' }
  await chooseSlot(panel.shell, '1:2')
  expect(panel.state.notice.value?.text).toBe(
    '“Banner” lies in no card. Select a layer in one of several cards built alike.',
  )
  expect(world.ordersOf('select-nodes')).toBe(0)
})
