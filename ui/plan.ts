/** What a press would cost, and what stands in its way. */
import { FAILURES } from '../contract/failures.ts'
import { OWN_WORDS } from '../contract/looks.ts'
import { BASE_CREDITS, MAX_PROMPT_LENGTH, MAX_REFERENCES } from '../contract/model.ts'
import type { Me } from '../contract/relay-api.ts'
import { limitLine, scarcestOf } from './credits.ts'
import { layerVariableIn } from './prompt/variables.ts'
import { describeFailure } from './runs/describe-run.ts'
import { type Draft, sharedCount, wordsOf } from './state/draft.ts'
import type { TargetPlan } from './targets/plan-targets.ts'

/** A press that costs more than this asks once, unless the person has set another limit. */
export const CONFIRM_ABOVE_CREDITS = 100

export type Price = {
  images: number
  /** "From": what it costs at the least. */
  credits: number
  /** What may still be spent today; null when unknown. */
  left: number | null
  /** Whose that is and until when, where it is not the account's balance. */
  limit: string | null
}

export function priceOf(images: number, me: Me | null): Price {
  const credits = images * (me?.model.base_credits ?? BASE_CREDITS)
  const scarcest = scarcestOf(me)
  const limit = scarcest?.limit ?? null
  return {
    images,
    credits,
    left: scarcest?.left ?? null,
    limit: !me || !limit ? null : limitLine(limit, me),
  }
}

type Circumstances = {
  /** The sandbox has not yet said what is selected and whether there is a token, or the look of the last opening is not there yet. */
  isOpening: boolean
  isOnline: boolean
  isReadOnly: boolean
  /** A large selection is described bit by bit. */
  isReading: boolean
}

/** Every reason why Generate can't be pressed now, each a sentence with what to do; empty when it can. */
export function reasonsAgainst(
  draft: Draft,
  plan: TargetPlan,
  price: Price,
  { isOpening, isOnline, isReadOnly, isReading }: Circumstances,
): string[] {
  // Until then the other reasons would be guesses.
  if (isOpening) return ['The plugin is opening.']
  const reasons: string[] = []
  const finished = plan.targets.map(({ prompt }) => prompt)
  const words = wordsOf(draft)
  const longest = finished.reduce((most, { length }) => Math.max(most, length), words.length)
  const excess = longest - MAX_PROMPT_LENGTH
  if (isReadOnly) reasons.push(describeFailure({ code: 'read_only' }))
  if (!isOnline) reasons.push(FAILURES.offline.sentence)
  // A look may say it all, unless it has a place for the person's own words.
  const needed = draft.look?.prompt.includes(OWN_WORDS) ? draft.prompt : words
  if (needed.trim() === '') reasons.push('Write a prompt.')
  else if (finished.some((prompt) => prompt.trim() === '')) {
    reasons.push('The prompt of one layer comes out empty. Write more than its variables.')
  }
  const unfilled = plan.choice === 'new-image' ? layerVariableIn(words, plan.rows.columns) : null
  if (unfilled !== null) {
    reasons.push(
      `A new image has no layer for ${unfilled}. Write it out, or choose Fill or Beside selection.`,
    )
  }
  if (excess > 0) {
    const why = words.length > MAX_PROMPT_LENGTH ? '' : ', filled in for a layer,'
    reasons.push(`Shorten the prompt${why} by ${excess} ${excess === 1 ? 'character' : 'characters'}.`)
  }
  if (plan.targets.length === 0) reasons.push(emptyPlanReason(draft, plan))
  if (plan.choice === 'new-image' && draft.startFrom !== 'nothing') {
    reasons.push('A new image has no picture to start from. Start from nothing, or fill a selection.')
  }
  const shared = sharedCount(draft)
  if (plan.targets.some(({ start }) => start !== null) && shared >= MAX_REFERENCES) {
    reasons.push(`With a picture to start from, ${MAX_REFERENCES - 1} references go along. Remove one.`)
  } else if (shared > MAX_REFERENCES) {
    reasons.push(`With those of the look, ${MAX_REFERENCES} references go along. Remove one.`)
  }
  reasons.push(...plan.rows.faults)
  if (draft.startFrom === 'file' && draft.files.some(({ source }) => !source)) {
    reasons.push('A file is still being read.')
  }
  if (plan.isMeasuring) reasons.push('The pictures are still being measured.')
  if (isReading) reasons.push('The selection is still being read.')
  if (price.left !== null && price.credits > price.left) {
    // What is left, and until when, stands in the line of the price.
    const ask = price.left * price.images < price.credits ? 'Ask' : 'Choose fewer images, or ask'
    const what = price.limit === null ? 'to top up the Rivya account' : 'for a higher limit'
    reasons.push(`Too few credits: from ${price.credits} needed. ${ask} whoever runs your relay ${what}.`)
  }
  if (draft.references.some(({ pending }) => pending !== null))
    reasons.push('A reference is still being added.')
  return reasons
}

function emptyPlanReason({ startFrom }: Draft, { choice, all }: TargetPlan): string {
  if (all.some(({ leftOut }) => leftOut?.isCurable)) {
    return startFrom === 'file'
      ? 'No layer has a file to start from. Choose files.'
      : 'No layer has a picture to start from. Select others, or start from nothing.'
  }
  if (all.some(({ leftOut }) => leftOut?.by === 'person')) {
    return 'Every layer is left out. Choose one in the list, or select others.'
  }
  const hindered = all[0]?.leftOut
  if (hindered) {
    const { reason, step = 'Select others, or choose “New image”.' } = hindered
    return `Every layer is left out: ${reason}. ${step}`
  }
  const what = choice === 'fill' ? 'to fill' : 'to place the image beside'
  return `Nothing is selected. Select the layers ${what}, or choose “New image”.`
}

/** "Generate", or with a count when there is more than one image. */
export function generateLabel(images: number): string {
  return images > 1 ? `Generate ${images} images` : 'Generate'
}

/** The question above the price that is spent without asking; to be ended. */
export function askLine({ credits }: Price): string {
  return `This costs from ${credits} credits. Press Generate again to go on`
}

export function priceLine({ images, credits, left, limit }: Price): string {
  const count = images === 1 ? '1 image' : `${images} images`
  const price = `${count}, from ${credits} credits`
  if (limit !== null) return `${price}. ${limit}`
  return left === null ? price : `${price}, ${left} left`
}
