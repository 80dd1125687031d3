import { generate } from '../../../ui/actions/generate.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard } from '../support/make.ts'

/** A panel with so many layers selected, in which everything is written that a press needs. */
export function pressable(count = 1) {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.cards.value = Array.from({ length: count }, (_, index) => makeCard({ id: `1:${index}` }))
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
  return { world, panel, press: () => generate(panel.shell, panel.engine) }
}
