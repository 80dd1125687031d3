/**
 * One generation as the panel sees it: a single tagged value, moved by the pure `next`. The shell does what a phase asks
 * for and reports with an event; an answer that comes too late meets a phase it no longer fits and changes nothing.
 */
import type { Failure, FailureCode } from '../../contract/failures.ts'
import type { JournalEntry, PlannedReference } from '../../contract/journal.ts'
import { ACTIVE_STATUSES, type CreateGeneration, type Generation } from '../../contract/relay-api.ts'

export type RunState =
  | { phase: 'begun' }
  | { phase: 'uploading' }
  | { phase: 'requesting'; body: CreateGeneration }
  /** Accepted before the panel was opened; what became of it is being asked. */
  | { phase: 'resuming'; generationId: string }
  | { phase: 'waiting'; generation: Generation }
  /** Not to be seen, or not to be sent, with the token at hand: goes on by itself with a right one, and is kept till then. */
  | { phase: 'withheld'; failure: Failure; goesOn: Resumed }
  /** The image is at the relay; unfit, when it can't be put around what was to be kept and is offered whole. */
  | { phase: 'ready'; generation: Generation; isUnfit?: true }
  | { phase: 'fetching'; generation: Generation; isWhole?: true }
  | { phase: 'placing'; generation: Generation }
  | { phase: 'placed'; generation: Generation; nodeId: string; outcome: PlacedOutcome }
  /**
   * `goesOn`: what Retry takes up where it stood, with the same journal entry, key and body, so that nothing is paid twice.
   * Null where it ended without an image, or the relay has told its owner that it is gone: only a fresh one can help.
   */
  | { phase: 'failed'; failure: Failure; goesOn: Resumed | null; generation: Generation | null }
  | { phase: 'unknown'; generation: Generation }
  | { phase: 'stopped'; generation: Generation | null }

/** Where a run stands that is taken up again. */
type Resumed = Extract<RunState, { phase: 'uploading' | 'requesting' | 'resuming' | 'fetching' }>

type PlacedOutcome = 'placed' | 'already-placed' | 'placed-beside'

export type RunEvent =
  | { type: 'upload-started' }
  /** `personId`: whose token it will be sent with, as far as the relay says. */
  | { type: 'request-recorded'; body: CreateGeneration; personId?: string | undefined }
  /** From the answer to the request, a look, or the long poll: whichever comes first. */
  | { type: 'relay-told'; generation: Generation }
  | { type: 'fetch-started' }
  | { type: 'image-fetched' }
  /** It is too different to be put around what was to be kept. */
  | { type: 'came-unfit' }
  | { type: 'image-placed'; nodeId: string; outcome: PlacedOutcome }
  /** The person has put it on its layer together with others, without fetching it for itself. */
  | { type: 'used'; nodeId: string }
  /** `not_found` only when the relay has said it to the owner. */
  | { type: 'failed'; failure: Failure }
  /** The token at hand is, or may be, another person's. */
  | { type: 'withheld'; failure: Failure }
  | { type: 'stopped' }
  /** The person pressed Retry on a failure that can go on where it stood, or connected with another token. */
  | { type: 'retried' }
  /** The relay asks again for what it had given up. */
  | { type: 'fetched-again'; generation: Generation }

/** A generation with the journal entry of its press. */
export type Run = { entry: JournalEntry; state: RunState }

/** The state that follows; the same object when the event changes nothing. */
export function next(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'upload-started':
      return state.phase === 'begun' ? { phase: 'uploading' } : state
    case 'request-recorded':
      return state.phase === 'uploading' ? { phase: 'requesting', body: event.body } : state
    case 'relay-told':
      return hear(state, event.generation)
    case 'fetch-started':
      return startFetching(state)
    case 'image-fetched':
      return state.phase === 'fetching' ? { phase: 'placing', generation: state.generation } : state
    case 'came-unfit':
      return state.phase === 'fetching'
        ? { phase: 'ready', generation: state.generation, isUnfit: true }
        : state
    case 'image-placed': {
      const { nodeId, outcome } = event
      return state.phase === 'placing'
        ? { phase: 'placed', generation: state.generation, nodeId, outcome }
        : state
    }
    case 'used':
      return isPlaceable(state)
        ? { phase: 'placed', generation: state.generation, nodeId: event.nodeId, outcome: 'placed' }
        : state
    case 'failed':
      return fail(state, event.failure)
    case 'withheld':
      return withhold(state, event.failure)
    case 'stopped':
      return stop(state)
    case 'retried':
      return ('goesOn' in state && state.goesOn) || state
    case 'fetched-again':
      return isGivenUp(state) ? stateOf(event.generation) : state
  }
}

function hear(state: RunState, generation: Generation): RunState {
  switch (state.phase) {
    case 'begun':
    case 'uploading':
    case 'requesting':
    case 'resuming':
    case 'withheld':
      return stateOf(generation)
    case 'failed':
      return state.goesOn?.phase === 'resuming' ? stateOf(generation) : state
    case 'waiting':
      return isLater(state.generation, generation) ? stateOf(generation) : state
    case 'stopped':
      if (state.generation && !isLater(state.generation, generation)) return state
      return { phase: 'stopped', generation }
    default:
      return state
  }
}

function stateOf(generation: Generation): RunState {
  switch (generation.status) {
    case 'succeeded':
      // They were kept for as long as the relay keeps images.
      if (generation.images.length === 0) {
        return { phase: 'failed', failure: { code: 'not_found' }, goesOn: null, generation }
      }
      return { phase: 'ready', generation }
    case 'failed': {
      const { code, message } = generation.failure ?? { code: 'generation_failed', message: '' }
      const failure: Failure = message === '' ? { code } : { code, detail: message }
      return { phase: 'failed', failure, goesOn: null, generation }
    }
    case 'unknown':
      return { phase: 'unknown', generation }
    default:
      return { phase: 'waiting', generation }
  }
}

/**
 * Bytes that only a panel which has closed has had, a picture that the file has no more, or an entry that another window
 * has dismissed.
 */
const LOST_FOR_GOOD: readonly FailureCode[] = [
  'reference_lost',
  'start_picture_gone',
  'no_start_picture',
  'not_found',
]

/** Whether `told` is news beside what is `known`: statuses only go forward, and a final one stays. */
function isLater(known: Generation, told: Generation): boolean {
  const rank = rankOf(told) - rankOf(known)
  return rank > 0 || (rank === 0 && rankOf(known) < FINAL_RANK && told.updated_at > known.updated_at)
}

const FINAL_RANK = ACTIVE_STATUSES.length

function rankOf({ status }: Generation): number {
  const rank = (ACTIVE_STATUSES as readonly string[]).indexOf(status)
  return rank === -1 ? FINAL_RANK : rank
}

function startFetching(state: RunState): RunState {
  if (!isPlaceable(state)) return state
  const { generation } = state
  const isWhole = state.phase === 'ready' && state.isUnfit
  return isWhole ? { phase: 'fetching', generation, isWhole } : { phase: 'fetching', generation }
}

function fail(state: RunState, failure: Failure): RunState {
  const resumed = resumedOf(state)
  if (!resumed) return state
  const goesOn = isForGood(state, failure.code) ? null : resumed
  return { phase: 'failed', failure, goesOn, generation: generationOf(state) }
}

/** Whether no second try can find it, or be taken. */
function isForGood({ phase }: RunState, code: FailureCode): boolean {
  switch (phase) {
    case 'begun':
    case 'uploading':
      // Nothing was sent: its layer need not wait.
      return LOST_FOR_GOOD.includes(code)
    case 'requesting':
      // Refused as it stands, and it is never sent otherwise: nothing was paid.
      return LOST_FOR_GOOD.includes(code) || code === 'validation_failed'
    case 'placing':
      return false
    default:
      return code === 'not_found'
  }
}

function withhold(state: RunState, failure: Failure): RunState {
  const goesOn = resumedOf(state)
  return goesOn ? { phase: 'withheld', failure, goesOn } : state
}

/** Where a run is taken up that is interrupted now; null for one that does not move by itself. */
function resumedOf(state: RunState): Resumed | null {
  switch (state.phase) {
    case 'begun':
      return { phase: 'uploading' }
    case 'uploading':
    case 'requesting':
    case 'resuming':
    case 'fetching':
      return state
    case 'waiting':
      return { phase: 'resuming', generationId: state.generation.id }
    case 'placing':
      return { phase: 'fetching', generation: state.generation }
    default:
      return null
  }
}

function stop(state: RunState): RunState {
  switch (state.phase) {
    case 'begun':
    case 'uploading':
    case 'requesting':
    case 'resuming':
      return { phase: 'stopped', generation: null }
    case 'waiting':
    case 'ready':
    case 'fetching':
      return { phase: 'stopped', generation: state.generation }
    default:
      return state
  }
}

/** Where a journal entry stands when the panel opens. */
export function stateFromEntry(entry: JournalEntry): RunState {
  if (entry.generationId !== null) return { phase: 'resuming', generationId: entry.generationId }
  if (!entry.isAwaited) return { phase: 'stopped', generation: null }
  if (entry.request) return { phase: 'requesting', body: entry.request }
  return { phase: 'begun' }
}

/** Whether it still moves by itself. */
export function isActive({ phase }: RunState): boolean {
  return (
    phase !== 'ready' &&
    phase !== 'placed' &&
    phase !== 'failed' &&
    phase !== 'withheld' &&
    phase !== 'unknown' &&
    phase !== 'stopped'
  )
}

/** Whether its image is at the relay, and no longer waited for. */
export function isThere({ phase }: RunState): boolean {
  return phase === 'ready' || phase === 'placed'
}

/** Whether its image is there and not on its way to the canvas. */
export function isPlaceable(state: RunState): state is RunState & { generation: Generation } {
  const { phase } = state
  return phase === 'ready' || (phase === 'stopped' && state.generation?.status === 'succeeded')
}

/** Whether it was paid and can be asked for again, so that nobody need pay for it once more. */
export function isGivenUp(state: RunState): boolean {
  const hasEnded = state.phase === 'failed' || state.phase === 'unknown'
  return hasEnded && generationOf(state)?.can_fetch_again === true
}

/** The generation as last told, if the relay has told of it. */
export function generationOf(state: RunState): Generation | null {
  return 'generation' in state ? state.generation : null
}

/** The references of the press, with the names the relay knows them by as far as they were sent. */
export function sentReferences({ entry, state }: Run): PlannedReference[] {
  const sent = generationOf(state)?.references ?? entry.request?.references ?? []
  return entry.references.map((reference, index) => ({
    ...reference,
    uploadId: reference.uploadId ?? sent[index]?.upload_id ?? null,
  }))
}
