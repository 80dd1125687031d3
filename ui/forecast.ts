import { oneForEach } from './one-for-each.ts'
import { type Price, priceOf, reasonsAgainst } from './plan.ts'
import type { Draft } from './state/draft.ts'
import { accountOf, type PanelState } from './state/panel-state.ts'
import { computed } from './state/signal.ts'
import { planTargets, type TargetPlan } from './targets/plan-targets.ts'

export type Forecast = {
  draft: Draft
  plan: TargetPlan
  price: Price
  /** Why it can't be pressed now; empty when it can. */
  reasons: string[]
}

const forecasts = oneForEach((state: PanelState) => computed(() => work(state)))

/** What Generate would do now; worked out once for all who ask, as long as nothing it depends on changes. */
export function forecast(state: PanelState): Forecast {
  return forecasts(state).value
}

function work(state: PanelState): Forecast {
  const draft = state.draft.value
  const connection = state.connection.value
  const plan = planTargets(draft, {
    nodes: state.selection.value,
    cards: state.cards.value,
    lostPictures: state.lostPictures.value,
    pictureSizes: state.pictureSizes.value,
  })
  const images = plan.targets.reduce((sum, { parts }) => sum + parts.length, 0)
  const price = priceOf(images * draft.variations, accountOf(connection))
  const reasons = reasonsAgainst(draft, plan, price, {
    isOpening: connection.status === 'opening' || state.isLookComing.value,
    isOnline: state.isOnline.value,
    isReadOnly: state.surroundings.value.isReadOnly,
    isReading: state.isReading.value,
  })
  return { draft, plan, price, reasons }
}

/** The same text as long as Generate would do the same. */
export function wishOf({ draft, plan, price }: Forecast): string {
  const { prompt, aspectRatio, resolution, variations, references, look } = draft
  const pictures = references.map(({ id, maxPixels, pending }) => [id, pending?.maxPixels ?? maxPixels])
  const targets = plan.targets.map(({ target, start, parts, pictureKey, prompt: prompted }) => [
    target,
    start?.start,
    parts,
    pictureKey,
    plan.rows.rows.length > 0 && prompted,
  ])
  return JSON.stringify([
    prompt,
    aspectRatio,
    resolution,
    variations,
    pictures,
    targets,
    price.credits,
    look && [look.id, look.version],
  ])
}

/** Of a button that pays anew for so many images; without any, it goes on with what was begun. */
export function withPrice({ connection }: PanelState, label: string, images: number): string {
  if (images === 0) return label
  return `${label}, from ${priceOf(images, accountOf(connection.value)).credits} credits`
}
