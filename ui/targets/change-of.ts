/** What becomes of a target's start picture: another one, one with more around it, or an area of it that is changed. */
import type { AspectRatio, Size } from '../../contract/model.ts'
import type { Extending } from '../../contract/start-pictures.ts'
import { planExtension } from '../images/extend/plan-extension.ts'
import { planArea } from '../images/plan-area.ts'
import { withAreaSentence } from '../prompt/area-sentence.ts'
import { withExtendSentence } from '../prompt/extend-sentence.ts'
import type { Draft, TargetChoice } from '../state/draft.ts'
import type { Candidate, Selection } from './candidates.ts'
import type { Start, StartReference } from './start-of.ts'

export type Change = {
  start: StartReference | null
  pictureKey: string
  /** Of each image that it takes; null for one in the ratio that the form says. */
  parts: AspectRatio[] | null
  extending: Omit<Extending, 'part'> | null
  /** What the model has to be told, added to a prompt. */
  say: (prompt: string) => string
  /** Why it can't be done, and the choice to be taken back. */
  hindrance: { reason: string; step: string } | null
  /** The size of the picture is not known yet. */
  isMeasuring: boolean
}

export function changeOf(
  draft: Pick<Draft, 'startFrom' | 'keepsPicture' | 'matchesAround'>,
  choice: TargetChoice,
  candidate: Candidate,
  { start, pictureKey }: Pick<Start, 'start' | 'pictureKey'>,
  { pictureSizes }: Selection,
): Change {
  const plain = {
    start,
    pictureKey,
    parts: null,
    extending: null,
    say: (prompt: string) => prompt,
    hindrance: null,
    isMeasuring: false,
  }
  if (!start || choice !== 'fill') return plain
  if (draft.startFrom === 'own' && draft.keepsPicture) {
    const picture = pictureSizes?.get(pictureKey)
    if (picture === undefined) return { ...plain, isMeasuring: true }
    return { ...plain, ...extensionOf(picture, candidate.size) }
  }
  return draft.matchesAround && isArea(draft, candidate) ? { ...plain, ...areaOf(start, candidate) } : plain
}

/** Whether it is a shape without a picture of its own, over what is to be changed. */
export function isArea({ startFrom }: Pick<Draft, 'startFrom'>, { card }: Candidate): boolean {
  return startFrom === 'below' && card?.picture === 'none' && card.area !== undefined
}

function extensionOf(picture: Size | null, frame: Size | null): Partial<Change> {
  const hinder = (reason: string) => ({
    hindrance: { reason, step: 'Clear “Keep the picture, extend it”.' },
  })
  if (!picture) return hinder('its picture can not be read')
  const extension = frame && planExtension(picture, frame)
  if (!frame || !extension) return hinder('its picture has the shape of the layer, nothing to extend')
  const parts = extension.parts.map(({ ratio }) => ratio)
  return { parts, extending: { picture, frame }, say: withExtendSentence }
}

function areaOf(start: StartReference, { card }: Candidate): Partial<Change> {
  if (!card?.area) return {}
  const { around, obstacle } = card.area
  const { ratio, surroundings } = planArea(card.slot, around)
  const { part } = surroundings
  const isSliver = Math.min(part.width, part.height) < LEAST_SHARE
  if (obstacle !== null) {
    return { hindrance: { reason: OBSTACLES[obstacle], step: 'Clear “Match what is around it”.' } }
  }
  if (isSliver || Math.min(card.slot.width, card.slot.height) < LEAST_SIDE) {
    return { hindrance: { reason: 'it is too small to be changed', step: 'Draw it larger.' } }
  }
  return {
    start: { ...start, start: { kind: 'below', surroundings } },
    pictureKey: `below and around ${card.slot.id}`,
    parts: [ratio],
    say: (prompt) => withAreaSentence(prompt, part),
  }
}

/** Of the side of what goes out: below that the prompt would name a part from 50 % to 50 %. */
const LEAST_SHARE = 0.02
/** In canvas units. */
const LEAST_SIDE = 8

const OBSTACLES = {
  turned: 'it is turned',
  blended: 'it or a layer around it is see-through, blended or has effects',
} as const
