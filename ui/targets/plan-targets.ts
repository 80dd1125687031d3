/** From draft and selection to the targets of one press: what each is called, starts from and is asked for. */
import type { Card } from '../../contract/cards.ts'
import type { PlannedReference } from '../../contract/journal.ts'
import type { PlannedGeneration, SelectedNode } from '../../contract/messages.ts'
import { type AspectRatio, nearestAspectRatio, REFERENCE_PIXELS, type Size } from '../../contract/model.ts'
import { memoLast } from '../memo-last.ts'
import { isMachineName, textOf, titlesOf } from '../prompt/card-words.ts'
import { finishPrompt } from '../prompt/variables.ts'
import { withoutStart } from '../prompt/without-start.ts'
import type { Draft, TargetChoice } from '../state/draft.ts'
import { assignRows } from './assign-rows.ts'
import { type Pairing, pairFiles } from './pair-files.ts'
import { type Row, type Rows, readRows } from './rows.ts'

/** What is selected, as the sandbox has described it. */
export type Selection = { nodes: readonly SelectedNode[]; cards: readonly Card[] }

/** One place an image can be meant for. */
export type PlannedTarget = {
  /** Names it in lists; the id of the layer that is filled, or that the image is placed beside. */
  id: string
  target: PlannedGeneration['target']
  title: string
  /** In canvas units, of the part that is seen; null for a new image, which has no size of its own. */
  size: Size | null
  /** The prompt with its variables filled in. */
  prompt: string
  aspectRatio: AspectRatio
  /** "image 1" of this target's own request; null without. */
  start: StartReference | null
  /** Tells one start picture from another; "" without. */
  pictureKey: string
  warnings: string[]
  /** Why it gets no image; null when it gets one. What is curable can be made from words alone. */
  leftOut: { by: 'person' | 'plan'; reason: string; isCurable?: boolean } | null
}

export type StartReference = PlannedReference & { start: NonNullable<PlannedReference['start']> }

export type TargetPlan = {
  choice: TargetChoice
  /** In reading order, those that are left out as well. */
  all: PlannedTarget[]
  /** Those that get an image. */
  targets: PlannedTarget[]
  rows: Rows
  /** Rows that go to no target, and titles of the targets that no row goes to. */
  unusedRows: readonly Row[]
  rowless: readonly string[]
  /** Which file each target starts from. */
  pairing: Pairing
}

/** A target before the draft has been applied to it. */
type Candidate = Pick<PlannedTarget, 'id' | 'target' | 'title' | 'size'> & {
  text: string | null
  name: string | null
  /** What rows and files know it by, best first. */
  names: readonly string[]
  card: Card | null
  obstacle: SelectedNode['fillObstacle']
}

export function planTargets(draft: Draft, selection: Selection): TargetPlan {
  const choice = chooseTarget(draft, selection)
  const candidates = candidatesOf(choice, draft.fillsSlots, selection.nodes, selection.cards)
  const rows = rowsIn(draft.rowsText)
  const { rowOf, unused } = assignmentOf(rows, candidates)
  const pairing = pairingOf(draft.files, candidates, rowOf, draft.pairs)
  let number = 0
  const all = candidates.map((candidate): PlannedTarget => {
    const { start, pictureKey, missing } = startOf(draft, candidate, pairing)
    const leftOut = reasonLeftOut(draft, candidate, missing)
    if (leftOut === null) number += 1
    const { id, target, title, size, name, text, card } = candidate
    const row = rowOf.get(id)?.cells ?? NO_ROW
    const prompt = finishPrompt(draft.prompt, { row, name, text, number: Math.max(1, number) })
    return {
      id,
      target,
      title,
      size,
      prompt: draft.startFrom !== 'nothing' && start === null ? withoutStart(prompt, title) : prompt,
      aspectRatio: resolveAspectRatio(draft, size),
      start,
      pictureKey,
      warnings: card === null || choice !== 'fill' ? [] : card.warnings.map((warning) => WARNINGS[warning]),
      leftOut,
    }
  })
  const targets = all.filter(({ leftOut }) => leftOut === null)
  const rowless = rows.rows.length === 0 ? [] : targets.filter(({ id }) => !rowOf.has(id))
  return {
    choice,
    all,
    targets,
    rows,
    unusedRows: unused,
    rowless: rowless.map(({ title }) => title),
    pairing,
  }
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

function isFillable({ obstacle }: Candidate): boolean {
  return obstacle === null
}

const NO_ROW: ReadonlyMap<string, string> = new Map()

/**
 * The person's choice or, before there is one, what the selection suggests: fill what can be filled, else a new image,
 * which can't start from anything.
 */
export function chooseTarget(
  { targetChoice, startFrom }: Pick<Draft, 'targetChoice' | 'startFrom'>,
  { nodes, cards }: Selection,
): TargetChoice {
  if (targetChoice !== null) return targetChoice
  const isFillable = [...cards, ...nodes].some(({ fillObstacle }) => fillObstacle === null)
  return isFillable || startFrom !== 'nothing' ? 'fill' : 'new-image'
}

/** Kept while words are written: reading five hundred cards takes longer than a key may. */
const candidatesOf = memoLast(
  (
    choice: TargetChoice,
    fillsSlots: boolean,
    nodes: readonly SelectedNode[],
    cards: readonly Card[],
  ): readonly Candidate[] => {
    if (choice === 'new-image') return [NEW_IMAGE]
    if (choice === 'fill' && fillsSlots) {
      const titles = titlesOf(cards)
      return cards.map((card, index) => cardCandidate(card, titles[index] ?? card.name))
    }
    return nodes.map((node) => nodeCandidate(choice, node, cards.find(({ id }) => id === node.id) ?? null))
  },
)

/** Each line of a card's text is a name, too: files are often called by what stands below the picture. */
function namesOf(title: string, { name, slot, lines }: Card): string[] {
  return [title, name, ...(isMachineName(slot.name) ? [] : [slot.name]), ...lines.map(({ words }) => words)]
}

const NEW_IMAGE: Candidate = {
  id: 'new image',
  target: { kind: 'new-image' },
  title: 'New image',
  size: null,
  text: null,
  name: null,
  names: [],
  card: null,
  obstacle: null,
}

function cardCandidate(card: Card, title: string): Candidate {
  const { slot, fillObstacle } = card
  const size = { width: slot.visibleWidth ?? slot.width, height: slot.visibleHeight ?? slot.height }
  const target = { kind: 'fill', nodeId: slot.id } as const
  return {
    id: slot.id,
    target,
    title,
    size,
    text: textOf(card),
    name: title,
    names: namesOf(title, card),
    card,
    obstacle: fillObstacle,
  }
}

/** The selected layer itself, whatever is in it. */
function nodeCandidate(kind: 'fill' | 'beside', node: SelectedNode, card: Card | null): Candidate {
  const { id, name, width, height, fillObstacle } = node
  return {
    id,
    target: { kind, nodeId: id },
    title: name,
    size: { width, height },
    text: card === null ? '' : textOf(card),
    name,
    names: card === null ? [name] : namesOf(name, card),
    // What is known of a slot inside says nothing of the layer around it.
    card: card?.slot.id === id ? card : null,
    obstacle: kind === 'fill' ? fillObstacle : null,
  }
}

/** What a target starts from, or why it has nothing to start from. */
function startOf(
  { startFrom, files }: Draft,
  { id, title, card }: Candidate,
  { pairOf }: Pairing,
): { start: StartReference | null; pictureKey: string; missing: string | null } {
  const none = { start: null, pictureKey: '', missing: null }
  const reference = { name: title, nodeId: id, maxPixels: REFERENCE_PIXELS, uploadId: null }
  switch (startFrom) {
    case 'nothing':
      return none
    case 'below':
      return { start: { ...reference, start: { kind: 'below' } }, pictureKey: `below ${id}`, missing: null }
    case 'file': {
      const file = files.find((one) => one.id === pairOf.get(id)?.fileId)
      if (file === undefined) return { ...none, missing: 'it has no file' }
      const fromFile = { ...reference, name: file.name, nodeId: null, start: { kind: 'file' as const } }
      return { start: fromFile, pictureKey: fileKey(file.id), missing: null }
    }
    case 'own': {
      const picture = card?.picture ?? 'own'
      if (picture !== 'own') return { ...none, missing: NO_PICTURE[picture] }
      const pictureKey = card?.pictureKey ?? `layer ${id}`
      const uploadId = pictureKey.startsWith(UPLOAD_KEY) ? pictureKey.slice(UPLOAD_KEY.length) : null
      return { start: { ...reference, uploadId, start: { kind: 'own' } }, pictureKey, missing: null }
    }
  }
}

/** Of the picture of a file. */
export function fileKey(fileId: string): string {
  return `file ${fileId}`
}

/** A picture that is no longer in the file, and that the relay has. */
const UPLOAD_KEY = 'upload:'

const NO_PICTURE = {
  none: 'it has no picture',
  missing: 'its picture is missing from the file',
  video: 'it shows a video',
  pattern: 'it shows a pattern',
} as const satisfies Record<Exclude<Card['picture'], 'own'>, string>

const WARNINGS = {
  hidden: 'This layer is hidden.',
  transparent: 'This layer is wholly transparent.',
  sliver: 'Only a strip of the image will be seen: no ratio comes near.',
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

/** "Auto" follows the target; a new image follows the first reference; without either it is square. */
function resolveAspectRatio(draft: Draft, size: Size | null): AspectRatio {
  if (draft.aspectRatio !== 'auto') return draft.aspectRatio
  const model = size ?? draft.references[0] ?? null
  return model === null ? '1:1' : nearestAspectRatio(model)
}

/** The ratios that the targets would get, each once, in their order. */
export function plannedRatios(draft: Draft, { targets }: Pick<TargetPlan, 'targets'>): AspectRatio[] {
  return [...new Set(targets.map(({ size }) => resolveAspectRatio({ ...draft, aspectRatio: 'auto' }, size)))]
}
