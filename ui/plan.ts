/** From draft and selection to what one press would make: targets, ratios, count, price, and what stands in the way. */
import type { PlannedGeneration, SelectedNode } from '../contract/messages.ts'
import {
  type AspectRatio,
  BASE_CREDITS,
  MAX_PROMPT_LENGTH,
  nearestAspectRatio,
  type Size,
} from '../contract/model.ts'
import type { Me } from '../contract/relay-api.ts'
import { finishPrompt, layerVariableIn } from './prompt/variables.ts'
import type { Draft, TargetChoice } from './state/draft.ts'

/** One place an image is meant for. `size` in canvas units; null for a new image, which has no size of its own. */
export type PlannedTarget = {
  target: PlannedGeneration['target']
  name: string
  size: Size | null
  node: SelectedNode | null
}

export type TargetPlan = {
  choice: TargetChoice
  targets: PlannedTarget[]
  /** Selected layers that are left out, with the reason. */
  skipped: { name: string; reason: string }[]
}

const FILL_OBSTACLE_REASONS = {
  'read-only': 'this file can only be viewed',
  'no-fills': 'this kind of layer has no fill',
  'mixed-text': 'its text has several colours',
  'buzz-frame': 'Buzz keeps this frame for itself',
} as const satisfies Record<NonNullable<SelectedNode['fillObstacle']>, string>

/**
 * The person's choice or, before there is one, what the selection suggests: fill what can be filled, else a new image.
 */
export function chooseTarget(choice: TargetChoice | null, selection: readonly SelectedNode[]): TargetChoice {
  return choice ?? (selection.some(isFillable) ? 'fill' : 'new-image')
}

function isFillable(node: SelectedNode): boolean {
  return node.fillObstacle === null
}

export function planTargets(draft: Draft, selection: readonly SelectedNode[]): TargetPlan {
  const choice = chooseTarget(draft.targetChoice, selection)
  switch (choice) {
    case 'new-image': {
      const name = 'New image'
      return {
        choice,
        targets: [{ target: { kind: 'new-image' }, name, size: null, node: null }],
        skipped: [],
      }
    }
    case 'beside':
      return { choice, targets: selection.map(besideTarget), skipped: [] }
    case 'fill':
      return {
        choice,
        targets: selection.filter(isFillable).map((node) => fillTarget(node, draft.fillsSlots)),
        skipped: selection.flatMap(({ name, fillObstacle }) =>
          fillObstacle === null ? [] : [{ name, reason: FILL_OBSTACLE_REASONS[fillObstacle] }],
        ),
      }
  }
}

function besideTarget(node: SelectedNode): PlannedTarget {
  const { id, name, width, height } = node
  return { target: { kind: 'beside', nodeId: id }, name: `Beside ${name}`, size: { width, height }, node }
}

function fillTarget(node: SelectedNode, fillsSlots: boolean): PlannedTarget {
  const { slot } = node
  const filled = fillsSlots && slot !== null ? slot : node
  const name = filled === node ? node.name : `${node.name} › ${filled.name}`
  const { width, height } = filled
  return { target: { kind: 'fill', nodeId: filled.id }, name, size: { width, height }, node }
}

/** "Auto" follows the target; a new image follows the first reference; without either it is square. */
export function resolveAspectRatio(draft: Draft, size: Size | null): AspectRatio {
  if (draft.aspectRatio !== 'auto') return draft.aspectRatio
  const model = size ?? draft.references[0] ?? null
  return model === null ? '1:1' : nearestAspectRatio(model)
}

/** The ratios that the targets would get, each once, in their order. */
export function plannedRatios(draft: Draft, plan: TargetPlan): AspectRatio[] {
  return [...new Set(plan.targets.map(({ size }) => resolveAspectRatio(draft, size)))]
}

const NO_ROW: ReadonlyMap<string, string> = new Map()

/** The prompt as each target gets it, its variables filled in. */
export function finishPrompts({ prompt }: Draft, { targets }: TargetPlan): string[] {
  return targets.map(({ node }, index) =>
    finishPrompt(prompt, {
      row: NO_ROW,
      name: node?.name ?? null,
      text: node?.text ?? null,
      number: index + 1,
    }),
  )
}

/** A press that costs more than this asks once, unless the person has set another limit. */
export const CONFIRM_ABOVE_CREDITS = 100

export type Price = {
  images: number
  /** "From": what it costs at the least. */
  credits: number
  /** What may still be spent today; null when unknown. */
  left: number | null
}

export function priceOf(images: number, me: Me | null): Price {
  return { images, credits: images * (me?.model.base_credits ?? BASE_CREDITS), left: creditsLeft(me) }
}

/** The smaller of the account's balance and the rest of the token's day; null when neither is known. */
export function creditsLeft(me: Me | null): number | null {
  if (me === null) return null
  const { balance, daily_limit, used_today } = me.credits
  const limits = [balance, daily_limit === null ? null : Math.max(0, daily_limit - used_today)]
  const known = limits.filter((limit) => limit !== null)
  return known.length === 0 ? null : Math.min(...known)
}

export type Circumstances = {
  /** The sandbox has not yet said what is selected and whether there is a token. */
  isOpening: boolean
  isOnline: boolean
  isReadOnly: boolean
}

/** Every reason why Generate can't be pressed now, each a sentence with what to do; empty when it can. */
export function reasonsAgainst(
  draft: Draft,
  plan: TargetPlan,
  price: Price,
  { isOpening, isOnline, isReadOnly }: Circumstances,
): string[] {
  // Until then the other reasons would be guesses.
  if (isOpening) return ['The plugin is opening.']
  const reasons: string[] = []
  const finished = finishPrompts(draft, plan)
  const longest = Math.max(draft.prompt.length, ...finished.map(({ length }) => length))
  const excess = longest - MAX_PROMPT_LENGTH
  if (isReadOnly) reasons.push('This file can only be viewed here. Open it with edit access.')
  if (!isOnline) reasons.push('This computer is offline.')
  if (draft.prompt.trim() === '') reasons.push('Write a prompt.')
  else if (finished.some((prompt) => prompt.trim() === '')) {
    reasons.push('The prompt of one layer comes out empty. Write more than its variables.')
  }
  const unfilled = plan.targets.some(({ node }) => node === null) ? layerVariableIn(draft.prompt) : null
  if (unfilled !== null) {
    reasons.push(
      `A new image has no layer for ${unfilled}. Write it out, or choose Fill or Beside selection.`,
    )
  }
  if (excess > 0)
    reasons.push(`Shorten the prompt by ${excess} ${excess === 1 ? 'character' : 'characters'}.`)
  if (plan.targets.length === 0) reasons.push(emptyPlanReason(plan))
  if (price.left !== null && price.credits > price.left) {
    reasons.push(`Too few credits: from ${price.credits} needed, ${price.left} left.`)
  }
  if (draft.references.some(({ pending }) => pending !== null))
    reasons.push('A reference is still being added.')
  return reasons
}

function emptyPlanReason({ choice, skipped }: TargetPlan): string {
  if (skipped.length > 0)
    return 'None of the selected layers can be filled. Select others, or choose “New image”.'
  const what = choice === 'fill' ? 'to fill' : 'to place the image beside'
  return `Nothing is selected. Select the layers ${what}, or choose “New image”.`
}

/** "Generate", or with a count when there is more than one image. */
export function generateLabel(images: number): string {
  return images > 1 ? `Generate ${images} images` : 'Generate'
}

export function priceLine({ images, credits, left }: Price): string {
  const count = images === 1 ? '1 image' : `${images} images`
  return `${count}, from ${credits} credits${left === null ? '' : `, ${left} left`}`
}
