/** How the panel speaks up: above the form, and to those who don't see it. */
import type { Failure } from '../contract/failures.ts'
import { describeFailure } from './runs/describe-run.ts'
import { askForToken, type PanelState } from './state/panel-state.ts'

/** Stays above the form until it is dismissed or replaced. */
export function showProblem({ notice }: PanelState, text: string) {
  notice.value = { text, requestId: undefined }
}

/** What happened and what to do now, with the id to quote. */
export function showFailure(state: PanelState, failure: Failure) {
  // What to do about it is done where a token is asked for; everything goes on after.
  if (failure.code === 'unauthenticated') return askForToken(state, failure)
  const text = describeFailure(failure)
  // That is said above everything else as long as it is so.
  if (failure.code === 'offline' && !state.isOnline.value) return announce(state, text)
  state.notice.value = { text, requestId: failure.requestId, about: failure.code }
}

/** Takes back what said that the way to the relay is cut, once it is not. */
export function noticeWayIsFree({ notice, relayTrouble, isOnline }: PanelState) {
  if (relayTrouble.value?.code === 'offline' && isOnline.value) relayTrouble.value = null
  const about = notice.value?.about
  const isOver = about === 'relay_unreachable' || (about === 'offline' && isOnline.value)
  if (isOver) notice.value = null
}

/** Why something can't be had; `name` is null where it is no single thing. */
export type Refusal = { name: string | null; failure: Failure }

/** All that could not be had, null for what could, and what else there is to say of it; nothing when there is neither. */
export function showRefusals(
  { notice }: PanelState,
  refusals: readonly (Refusal | null)[],
  more: string | null = null,
) {
  const all = refusals.filter((refusal) => refusal !== null)
  const sentences = all.map(({ name, failure }) =>
    name === null ? describeFailure(failure) : `“${name}”: ${describeFailure(failure)}`,
  )
  const text = [...(more === null ? [] : [more]), ...sentences].join(' ')
  if (text !== '') notice.value = { text, requestId: all[0]?.failure.requestId }
}

/** A new object each time, so that the same words can be said again. */
export function announce({ announcement }: PanelState, text: string) {
  announcement.value = { text }
}
