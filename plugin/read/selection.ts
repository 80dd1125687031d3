/** Keeps the panel told of what is selected and what becomes of it. */
import { followMoves, noteMoves } from '../marks/waiting-layers.ts'
import { isDrawnMark } from '../marks/waiting-mark.ts'
import { post } from '../tell/post.ts'
import { describeSelection, type Selected } from './describe-selection.ts'
import { noteChanges } from './watch-frames.ts'

/** A layer that is dragged changes sixty times a second. */
const REST_MS = 200
/** A selection that takes long to describe is described less often, so that most of the time is left for placing images. */
const RESTS_TO_WORK = 4
/** A computer that slept meanwhile makes any work seem long. */
const LONGEST_REST_MS = 1000
/** A large selection is described in slices, so that with what Figma does itself none takes 50 ms. */
const SLICE_MS = 30
/** What takes fewer steps is described at once; after that the clock is looked at. */
const LEAST_STEPS = 64

type Reading = { description: Generator<void, Selected>; workMs: number }

let told = ''
let restMs = REST_MS
let isResting = false
let reading: Reading | null = null
let page: PageNode | null = null

/** Tells it always: the panel has just opened, or the person has selected something. */
export function postSelection(): void {
  told = ''
  if (describe()) return
  const { selection, id: pageId } = figma.currentPage
  post({ type: 'selection-changed', nodes: [], cards: [], pageId, total: selection.length, isReading: true })
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
    followMoves()
    describe()
  }, restMs)
}

/** Begins anew, whatever is being read. @returns whether it is told */
function describe(): boolean {
  reading = { description: describeSelection(), workMs: 0 }
  return readOn(reading)
}

function readOn(mine: Reading): boolean {
  const startedAt = Date.now()
  const fact = readSlice(mine.description, startedAt + SLICE_MS)
  mine.workMs += Date.now() - startedAt
  if (fact === null) {
    setTimeout(() => {
      if (reading === mine) readOn(mine)
    }, 0)
    return false
  }
  reading = null
  restMs = Math.min(REST_MS + RESTS_TO_WORK * mine.workMs, LONGEST_REST_MS)
  const text = JSON.stringify(fact)
  if (text !== told) post(fact)
  told = text
  return true
}

/** Null when there is more to read. */
function readSlice(description: Generator<void, Selected>, until: number): Selected | null {
  for (let step = 1; ; step += 1) {
    const { done, value } = description.next()
    if (done) return value
    if (step >= LEAST_STEPS && Date.now() > until) return null
  }
}
