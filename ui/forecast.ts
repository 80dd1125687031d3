import { type Price, planTargets, priceOf, reasonsAgainst, type TargetPlan } from './plan.ts'
import type { Draft } from './state/draft.ts'
import { accountOf, type PanelState } from './state/panel-state.ts'

export type Forecast = {
  draft: Draft
  plan: TargetPlan
  price: Price
  /** Why it can't be pressed now; empty when it can. */
  reasons: string[]
}

/** What Generate would do now. */
export function forecast(state: PanelState): Forecast {
  const draft = state.draft.value
  const connection = state.connection.value
  const plan = planTargets(draft, state.selection.value)
  const price = priceOf(plan.targets.length * draft.variations, accountOf(connection))
  const reasons = reasonsAgainst(draft, plan, price, {
    isOpening: connection.status === 'opening',
    isOnline: state.isOnline.value,
    isReadOnly: state.surroundings.value.isReadOnly,
  })
  return { draft, plan, price, reasons }
}

/** The same text as long as Generate would do the same. */
export function wishOf({ draft, plan, price }: Forecast): string {
  const { prompt, aspectRatio, resolution, variations, references } = draft
  const pictures = references.map(({ id, maxPixels, pending }) => [id, pending?.maxPixels ?? maxPixels])
  const targets = plan.targets.map(({ target }) => target)
  return JSON.stringify([prompt, aspectRatio, resolution, variations, pictures, targets, price.credits])
}
