/** Keeps the panel told of what is selected and what becomes of it. */
import { attempt } from '../document/attempt.ts'
import { followMoves, noteMoves } from '../marks/waiting-layers.ts'
import { isDrawnMark } from '../marks/waiting-mark.ts'
import { post } from '../tell/post.ts'
import { describeSelection, type Part, type Selected } from './describe-selection.ts'
import { noteChanges } from './watch-frames.ts'

/** A layer that is dragged changes sixty times a second. */
const REST_MS = 200
/** A selection that takes long to describe is described less often, so that most of the time is left for placing images. */
const RESTS_TO_WORK = 4
/** A computer that slept meanwhile makes any work seem long. */
const LONGEST_REST_MS = 1000
/** A large selection is described in slices: with what is begun and told at the end of one, none takes longer than a frame. */
const SLICE_MS = 10
/** What takes fewer steps in all is described at once; after that the clock is looked at. */
const LEAST_STEPS = 30

type Reading = {
  description: Generator<Part | null, void>
  /** What is told of it while there is no more to tell. Figma makes the list anew each time that it is asked for it. */
  nothing: Selected
  steps: number
  workMs: number
}

/** What the panel has been told, as texts: of the selection as a whole, and of each card. */
let told: { head: string; cards: string[] } = { head: '', cards: [] }
let isHalfTold = false
let restMs = REST_MS
let isResting = false
let reading: Reading | null = null
let page: PageNode | null = null

/** Tells it always: the panel has just opened, or the person has selected something. */
export function postSelection(): void {
  told = { head: '', cards: [] }
  describe()
  if (reading && told.head === '') post({ ...reading.nothing, isReading: true })
}

/** Follows the person from page to page, and tells the selection anew when a change has altered its description. */
export function watchPage(): void {
  page?.off('nodechange', notice)
  page = figma.currentPage
  page.on('nodechange', notice)
}

function notice({ nodeChanges }: NodeChangeEvent): void {
  // Our own marks say nothing of what is selected.
  if (nodeChanges.every(({ id }) => isDrawnMark(id))) return
  noteChanges(nodeChanges)
  noteMoves()
  tellSoon()
}

/** Tells it after a change, and of many changes in a row once in a while. */
export function tellSoon(): void {
  if (isResting) return
  isResting = true
  setTimeout(() => {
    isResting = false
    attempt(followMoves)
    describe()
  }, restMs)
}

/** Begins anew, whatever is being read. */
function describe(): void {
  const { selection, id: pageId } = figma.currentPage
  reading = {
    description: describeSelection(selection, pageId),
    nothing: { type: 'selection-changed', nodes: [], cards: [], pageId, total: selection.length },
    steps: 0,
    workMs: 0,
  }
  readOn(reading)
}

function readOn(mine: Reading): void {
  const startedAt = Date.now()
  let isDone = true
  try {
    isDone = readSlice(mine, startedAt + SLICE_MS)
  } catch (error) {
    // One layer that can't be read, or is gone by now, must not leave the panel waiting for what never comes.
    console.error(error)
    told = { head: ' ', cards: [] }
    post(mine.nothing)
  }
  mine.workMs += Date.now() - startedAt
  if (isDone) {
    reading = null
    restMs = Math.min(REST_MS + RESTS_TO_WORK * mine.workMs, LONGEST_REST_MS)
  } else {
    setTimeout(() => {
      if (reading === mine) readOn(mine)
    }, 0)
  }
}

/** @returns whether all is read */
function readSlice(mine: Reading, until: number): boolean {
  for (;;) {
    const { done, value } = mine.description.next()
    if (done) return true
    if (value) tell(value)
    mine.steps += 1
    if (mine.steps >= LEAST_STEPS && Date.now() > until) return false
  }
}

/** Only what the panel does not know yet. */
function tell({ head, count, from, cards, isLast }: Part): void {
  const texts = cards.map((card) => JSON.stringify(card))
  // The parts of one description have the same head.
  const text = from > 0 ? told.head : JSON.stringify({ head, count })
  if (text !== told.head) {
    told = { head: text, cards: texts }
    isHalfTold = !isLast
    post({ ...head, cards, isReading: isLast ? undefined : true })
  } else if (texts.some((card, index) => card !== told.cards[from + index])) {
    told.cards.splice(from, texts.length, ...texts)
    isHalfTold = isHalfTold && !isLast
    post({ type: 'cards-described', from, cards, isReading: isHalfTold || undefined })
  }
}
