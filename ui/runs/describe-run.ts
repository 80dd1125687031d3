import { FAILURES, type Failure } from '../../contract/failures.ts'
import type { JournalEntry } from '../../contract/journal.ts'
import type { Generation, GenerationStatus, NamedLook } from '../../contract/relay-api.ts'
import { isLastPart, partOf } from './parts.ts'
import { generationOf, isGivenUp, type Run, type RunState } from './run.ts'

export const NO_CANCEL = 'Rivya can’t cancel: what is under way is still made, and kept in the history.'

export type RunAction =
  | 'stop'
  /** Goes on where it stood. */
  | 'retry'
  /** A fresh, paid request with the same settings. */
  | 'generate-again'
  /** Asks for the paid image again; costs nothing. */
  | 'fetch-again'
  /** Takes prompt and settings back into the form. */
  | 'edit'
  | 'place'
  | 'show'
  /** The others of its batch are to look like it. */
  | 'like'
  | 'dismiss'

type RunDescription = {
  title: string
  tone: 'running' | 'done' | 'waiting' | 'failed'
  status: string
  /** What to do now, for failures. */
  nextStep: string | null
  requestId: string | null
  /** The first is the one suggested. */
  actions: RunAction[]
  /** What a screen reader is told after its title when the run gets here; null where the list says enough. */
  announcement: string | null
}

const WAITING_STATUS: Partial<Record<GenerationStatus, string>> = {
  accepted: 'Waiting for its turn',
  submitting: 'Sending to Rivya',
  queued: 'Queued at Rivya',
  processing: 'Generating',
  downloading: 'Fetching the image',
}

/** Of what is tried again with growing pauses. */
const DELAYED_STATUS: Partial<Record<GenerationStatus, string>> = {
  accepted: 'Rivya does not take the references yet; trying again',
  submitting: 'Rivya does not take the request yet; trying again',
  downloading: 'The image is made and paid, and is still being fetched; trying again',
}

const ENDED_ACTIONS: RunAction[] = ['generate-again', 'edit', 'dismiss']

const NOT_KNOWN = 'Rivya took this request, and then for days did not know it any more.'

/** A run in words for the list, with what the person can do about it. */
export function describeRun(run: Run): RunDescription {
  const { entry, state } = run
  const title = titleOf(run)
  const quiet = { title, nextStep: null, requestId: null, announcement: null }
  const running = { ...quiet, tone: 'running' as const, actions: ['stop' as const] }
  switch (state.phase) {
    case 'begun': {
      const isLater = partOf(entry).part > 0
      return { ...running, status: isLater ? 'Waiting for the part before' : 'Waiting to be sent' }
    }
    case 'uploading': {
      const status = entry.references.length > 0 ? 'Uploading references' : 'Preparing'
      return { ...running, status }
    }
    case 'requesting':
      return { ...running, status: 'Sending the request' }
    case 'resuming':
      return { ...running, status: 'Looking what became of it' }
    case 'waiting':
      return { ...running, status: waitingStatus(state.generation) }
    case 'fetching':
      return { ...running, status: 'Fetching the image' }
    case 'placing':
      return { ...running, status: 'Placing', actions: [] }
    case 'ready':
      return {
        ...quiet,
        tone: 'waiting',
        ...readyStatus(run, state.isUnfit === true),
        actions: ['place', 'dismiss'],
        announcement: isLastPart(entry) ? 'ready to be placed.' : null,
      }
    case 'placed': {
      const isBeside = state.outcome === 'placed-beside'
      const status = isBeside ? FAILURES.target_gone.sentence : creditsLine(run)
      return {
        ...quiet,
        tone: 'done',
        status,
        nextStep: isBeside ? FAILURES.target_gone.nextStep : null,
        actions: state.nodeId === '' ? ['dismiss'] : ['show', 'like', 'dismiss'],
        announcement: isBeside ? describeFailure({ code: 'target_gone' }) : 'placed.',
      }
    }
    case 'withheld':
      return { ...describeFailed(title, state.failure), tone: 'waiting', actions: ['dismiss'] }
    case 'failed': {
      if (isGivenUp(state)) return describeGivenUp(title, state.failure.detail ?? '')
      const actions = actionsAfter(state)
      const failed = describeFailed(title, state.failure)
      const spent = state.goesOn === null && state.generation !== null ? describeSpent(state.generation) : ''
      return { ...failed, status: [failed.status, asSentence(spent)].filter(Boolean).join(' '), actions }
    }
    case 'unknown':
      if (isGivenUp(state)) return describeGivenUp(title, NOT_KNOWN)
      return {
        ...describeFailed(title, { code: 'outcome_unknown' }),
        // It may have been paid, so one press must not pay for it again.
        actions: ['edit', 'dismiss'],
      }
    case 'stopped': {
      const isThere = state.generation?.status === 'succeeded'
      return {
        ...quiet,
        tone: 'waiting',
        status: isThere ? 'Stopped. The image is there.' : 'Stopped waiting. Rivya can’t cancel it.',
        nextStep: isThere ? null : 'It is kept in the history when it is done.',
        actions: isThere ? ['place', 'dismiss'] : ['dismiss'],
        announcement: isThere ? 'there, though no longer awaited.' : null,
      }
    }
  }
}

function readyStatus({ entry }: Run, isUnfit: boolean): Pick<RunDescription, 'status' | 'nextStep'> {
  if (isUnfit) {
    return {
      status: 'It came back too different to be fitted to what stays.',
      nextStep: 'Press Place to have it whole, or dismiss it; it stays in the history.',
    }
  }
  return { status: isLastPart(entry) ? 'Ready to be placed' : 'There, for the next part', nextStep: null }
}

function actionsAfter({ goesOn, failure }: RunState & { phase: 'failed' }): RunAction[] {
  if (goesOn) return ['retry', 'dismiss']
  // Without its picture it would not be the same.
  if (isRefused(failure) || failure.code === 'start_picture_gone') return ['edit', 'dismiss']
  // The same once more would most likely end the same.
  return failure.code === 'generation_failed' ? ['edit', 'generate-again', 'dismiss'] : ENDED_ACTIONS
}

/** As it stands it would be refused again: a field of it, or what it refers to, is no good any more. */
export function isRefused({ code }: Failure): boolean {
  return code === 'validation_failed' || code === 'reference_lost'
}

function waitingStatus({ status, is_delayed: isDelayed }: Generation): string {
  if (isDelayed) return DELAYED_STATUS[status] ?? 'Rivya does not answer; asking again'
  return WAITING_STATUS[status] ?? 'Generating'
}

/** Where an image goes, in words. */
export function placeOf({ target: { kind, title, nodeName } }: JournalEntry): string {
  return title ?? (kind === 'new-image' ? 'New image' : nodeName)
}

function titleOf({ entry }: Run): string {
  const place = placeOf(entry)
  const { part, count } = partOf(entry)
  const piece = count === 1 ? place : `${place}, part ${part + 1} of ${count}`
  return entry.variation === 0 ? piece : `${piece}, variation ${entry.variation + 1}`
}

/** Of what was paid: no way to pay once more is offered beside the one that costs nothing. */
function describeGivenUp(title: string, sentence: string): RunDescription {
  return {
    title,
    tone: 'failed',
    status: sentence,
    nextStep: 'Press Fetch again; it costs nothing.',
    requestId: null,
    actions: ['fetch-again', 'dismiss'],
    // A link is not for the ear.
    announcement: sentence.replace(/ http\S+$/, ''),
  }
}

function describeFailed(title: string, failure: Failure): Omit<RunDescription, 'actions'> {
  const { sentence, nextStep } = FAILURES[failure.code]
  const status = [sentence, ...detailsOf(failure)].join(' ')
  const requestId = failure.requestId ?? null
  return { title, tone: 'failed', status, nextStep, requestId, announcement: sentence }
}

/** A failure in one line: what happened, what the source added, what to do. */
export function describeFailure(failure: Failure): string {
  const { sentence, nextStep } = FAILURES[failure.code]
  return [sentence, ...detailsOf(failure), nextStep].join(' ')
}

/** What the source said beyond the code's own sentence; nothing when it said the same. */
function detailsOf({ code, detail }: Failure): string[] {
  const said = asSentence(detail ?? '')
  return said === '' || said === FAILURES[code].sentence ? [] : [said]
}

function asSentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`
}

function creditsLine(run: Run): string {
  const generation = generationOf(run.state)
  return generation === null || generation.credits.final === null
    ? 'Placed'
    : `Placed · ${describeSpent(generation)}`
}

/** What a generation has cost, as Rivya says; a failed one may be charged or not. */
export function describeSpent({ status, credits: { final, reserved }, failure }: Generation): string {
  if (status === 'failed' || status === 'unknown') {
    // Without the credits it can't have been.
    if (failure?.code === 'insufficient_credits') return 'not charged'
    if (final === null) return 'Rivya does not say whether it was charged'
    return final === 0 ? 'not charged' : `charged ${final} credits`
  }
  return final === null ? `${reserved} credits reserved` : `${final} credits`
}

/** What an image was made with, as it was called then. */
export function lookFact(look: NamedLook | undefined): string[] {
  return look === undefined ? [] : [`look “${look.name}”, version ${look.version}`]
}
