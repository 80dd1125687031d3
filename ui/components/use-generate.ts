import { generate } from '../actions/generate.ts'
import { changePreferences } from '../actions/preferences.ts'
import { CONFIRM_ABOVE_CREDITS, planTargets, priceOf, reasonsAgainst } from '../plan.ts'
import { withRecent } from '../prompt/recents.ts'
import { announce } from '../say.ts'
import { accountOf } from '../state/panel-state.ts'
import { usePanel } from '../use-panel.ts'

/** What Generate would do, why it can't, and the press itself. */
export function useGenerate() {
  const { shell, engine, state } = usePanel()
  const draft = state.draft.value
  const plan = planTargets(draft, state.selection.value)
  const connection = state.connection.value
  const price = priceOf(plan.targets.length * draft.variations, accountOf(connection))
  const reasons = reasonsAgainst(draft, plan, price, {
    isOpening: connection.status === 'opening',
    isOnline: state.isOnline.value,
    isReadOnly: state.surroundings.value.isReadOnly,
    isExporting: state.isExporting.value,
  })

  function press() {
    if (reasons.length > 0) {
      return announce(state, `Generate is not possible yet. ${reasons.join(' ')}`)
    }
    const { confirmAboveCredits = CONFIRM_ABOVE_CREDITS, recentPrompts = [] } = state.preferences.value
    if (price.credits > confirmAboveCredits && !state.isAsking.value) {
      state.isAsking.value = true
      return announce(state, `This costs from ${price.credits} credits. Press Generate again to go on.`)
    }
    state.isAsking.value = false
    state.notice.value = null
    changePreferences(shell, { recentPrompts: withRecent(recentPrompts, draft.prompt) })
    void generate(shell, engine)
  }

  return { draft, plan, price, reasons, press }
}
