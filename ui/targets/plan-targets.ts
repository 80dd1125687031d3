/** From draft and selection to the targets of one press: what each is called, starts from and is asked for. */
import type { Card } from '../../contract/cards.ts'
import type { SelectedNode } from '../../contract/messages.ts'
import { type AspectRatio, nearestAspectRatio, type Size } from '../../contract/model.ts'
import type { Extending } from '../../contract/start-pictures.ts'
import { memoLast } from '../memo-last.ts'
import { columnsIn, finishPrompt } from '../prompt/variables.ts'
import { withoutStart } from '../prompt/without-start.ts'
import { type Draft, type TargetChoice, wordsOf } from '../state/draft.ts'
import { assignRows } from './assign-rows.ts'
import { type Candidate, candidatesOf, chooseTarget, isFillable, type Selection } from './candidates.ts'
import { changeOf, isArea } from './change-of.ts'
import { type Pairing, pairFiles } from './pair-files.ts'
import { type Row, type Rows, readRows } from './rows.ts'
import { type Start, startOf } from './start-of.ts'

/** One place an image can be meant for. */
export type PlannedTarget = Pick<Candidate, 'id' | 'target' | 'title' | 'size'> &
  Pick<Start, 'start' | 'pictureKey'> & {
    /** The prompt with its variables filled in. */
    prompt: string
    /** Of each image that it takes: more than one where a picture is extended beyond what one can show. */
    parts: AspectRatio[]
    /** Sizes from which it follows how its picture is extended; null when it is not. */
    extending: Omit<Extending, 'part'> | null
    warnings: string[]
    /** Why it gets no image, and what to do; null when it gets one. What is curable can be made from words alone. */
    leftOut: { by: 'person' | 'plan'; reason: string; step?: string; isCurable?: boolean } | null
  }

export type TargetPlan = {
  choice: TargetChoice
  /** In reading order, those that are left out as well. */
  all: PlannedTarget[]
  /** Those that get an image. */
  targets: PlannedTarget[]
  rows: Rows
  /** Rows that go to no target, those of them that are one too many of a name, and titles of the targets without a row. */
  unusedRows: readonly Row[]
  surplusRows: readonly Row[]
  rowless: readonly string[]
  /** Which file each target starts from. */
  pairing: Pairing
  /** Whether there are images made here to go on from. */
  hasMade: boolean
  /** Whether there are shapes that can be matched to what is around them. */
  hasAreas: boolean
  /** Whether the size of a picture that is to be extended is not known yet. */
  isMeasuring: boolean
}

export function planTargets(draft: Draft, selection: Selection): TargetPlan {
  const choice = chooseTarget(draft, selection)
  const candidates = candidatesOf(choice, draft.fillsSlots, selection.nodes, selection.cards)
  const rows = rowsIn(draft.rowsText)
  const { rowOf, unused, surplus } = assignmentOf(rows, candidates)
  const pairing = pairingOf(draft.files, candidates, rowOf, draft.pairs)
  const words = wordsOf(draft)
  // A prompt with a column's name in it would go out as it was written.
  const needsRow = rows.faults.length === 0 && columnsIn(words, rows.columns).length > 0
  let isMeasuring = false
  let number = 0
  const all = candidates.map((candidate): PlannedTarget => {
    const begun = startOf(draft, candidate, pairing, selection.lostPictures)
    const change = changeOf(draft, choice, candidate, begun, selection)
    const { start, pictureKey, extending, hindrance } = change
    isMeasuring ||= change.isMeasuring
    const isRowless = needsRow && !rowOf.has(candidate.id)
    const leftOut =
      reasonLeftOut(draft, candidate, begun.missing) ??
      (isRowless ? WITHOUT_ROW : null) ??
      (hindrance && { by: 'plan' as const, ...hindrance })
    if (!leftOut) number += 1
    const { id, target, title, size, name, text, card } = candidate
    const row = rowOf.get(id)?.cells ?? NO_ROW
    const prompt = finishPrompt(change.say(words), { row, name, text, number: Math.max(1, number) })
    return {
      id,
      target,
      title,
      size,
      prompt: draft.startFrom !== 'nothing' && !start ? withoutStart(prompt, title) : prompt,
      parts: change.parts ?? [resolveAspectRatio(draft, size)],
      extending,
      start,
      pictureKey,
      warnings: !card || choice !== 'fill' ? [] : card.warnings.map((warning) => WARNINGS[warning]),
      leftOut,
    }
  })
  const targets = all.filter(({ leftOut }) => !leftOut)
  const rowless =
    rows.rows.length === 0
      ? []
      : all.filter(({ id, leftOut }) => (leftOut ?? WITHOUT_ROW) === WITHOUT_ROW && !rowOf.has(id))
  return {
    choice,
    all,
    targets,
    rows,
    unusedRows: unused,
    surplusRows: surplus,
    rowless: rowless.map(({ title }) => title),
    pairing,
    isMeasuring,
    hasAreas: choice === 'fill' && candidates.some((candidate) => isArea(draft, candidate)),
    hasMade: candidates.some(({ made }) => made !== null),
  }
}

const WITHOUT_ROW: PlannedTarget['leftOut'] = {
  by: 'plan',
  reason: 'it has no row',
  step: 'Name its row like the layer.',
}

const rowsIn = memoLast(readRows)
const assignmentOf = memoLast((rows: Rows, candidates: readonly Candidate[]) =>
  assignRows(rows, candidates.filter(isFillable)),
)
const pairingOf = memoLast(
  (
    files: Draft['files'],
    candidates: readonly Candidate[],
    rowOf: ReadonlyMap<string, Row>,
    pairs: Draft['pairs'],
  ): Pairing => {
    const targets = candidates.filter(isFillable).map(({ id, names }) => {
      const row = rowOf.get(id)
      return { id, names: row?.name == null ? names : [row.name, ...names], file: row?.file ?? null }
    })
    return pairFiles(files, targets, pairs)
  },
)

const NO_ROW: ReadonlyMap<string, string> = new Map()

const WARNINGS = {
  hidden: 'This layer is hidden.',
  transparent: 'This layer is wholly transparent.',
  sliver: 'Only a strip of the image will be seen.',
  'very-large': 'The image will look soft at this size.',
} as const satisfies Record<Card['warnings'][number], string>

function reasonLeftOut(
  draft: Draft,
  { id, obstacle }: Candidate,
  missing: string | null,
): PlannedTarget['leftOut'] {
  if (obstacle !== null) return { by: 'plan', reason: FILL_OBSTACLE_REASONS[obstacle] }
  if (draft.leftOut.has(id)) return { by: 'person', reason: 'left out' }
  if (missing !== null && !draft.usesWordsAlone) return { by: 'plan', reason: missing, isCurable: true }
  return null
}

const FILL_OBSTACLE_REASONS = {
  'read-only': 'this file can only be viewed',
  'no-fills': 'this kind of layer has no fill',
  'mixed-text': 'its text has several colours',
  'buzz-frame': 'Buzz keeps this frame for itself',
} as const satisfies Record<NonNullable<SelectedNode['fillObstacle']>, string>

/** Whether the prompt says what is to change of the picture that is there. */
export function isEdit({ startFrom }: Draft, { choice }: Pick<TargetPlan, 'choice'>): boolean {
  return startFrom === 'own' && choice === 'fill'
}

/** "Auto" follows the target; a new image follows the first reference; without either it is square. */
function resolveAspectRatio(draft: Draft, size: Size | null): AspectRatio {
  if (draft.aspectRatio !== 'auto') return draft.aspectRatio
  const model = size ?? draft.references[0] ?? null
  return model ? nearestAspectRatio(model) : '1:1'
}

/** The ratios that the targets would get, each once, in their order. */
export function plannedRatios(draft: Draft, { targets }: Pick<TargetPlan, 'targets'>): AspectRatio[] {
  return [...new Set(targets.map(({ size }) => resolveAspectRatio({ ...draft, aspectRatio: 'auto' }, size)))]
}
