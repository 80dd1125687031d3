/** Keeps the panel told of what is selected and what becomes of it. */
import type { ToPanel } from '../../contract/messages.ts'
import { followMoves, noteMoves } from '../marks/waiting-layers.ts'
import { post } from '../tell/post.ts'
import { describeSelection } from './describe-selection.ts'
import { noteChanges } from './watch-frames.ts'

/** A layer that is dragged changes sixty times a second. */
const REST_MS = 200
/** A selection that takes long to describe is described less often, so that most of the time is left for placing images. */
const RESTS_TO_WORK = 4
/** A computer that slept meanwhile makes any work seem long. */
const LONGEST_REST_MS = 1000

let told = ''
let restMs = REST_MS
let isResting = false
let page: PageNode | null = null

/** Tells it always: the panel has just opened, or the person has selected something. */
export function postSelection(): void {
  tell(describeSelection())
}

/** Follows the person from page to page, and tells the selection anew when a change has altered its description. */
export function watchPage(): void {
  page?.off('nodechange', notice)
  page = figma.currentPage
  page.on('nodechange', notice)
}

function notice({ nodeChanges }: NodeChangeEvent): void {
  noteChanges(nodeChanges)
  noteMoves()
  tellSoon()
}

/** Tells it after a change, and of many changes in a row once in a while. */
export function tellSoon(): void {
  if (isResting) return
  isResting = true
  setTimeout(() => {
    const startedAt = Date.now()
    isResting = false
    followMoves()
    const fact = describeSelection()
    if (JSON.stringify(fact) !== told) tell(fact)
    restMs = Math.min(REST_MS + RESTS_TO_WORK * (Date.now() - startedAt), LONGEST_REST_MS)
  }, restMs)
}

function tell(fact: ToPanel): void {
  told = JSON.stringify(fact)
  post(fact)
}
