/**
 * Does what each generation's phase asks for and reports back, until it has to wait for the relay or the person. A press,
 * a reopened panel and Retry all come through here: there is no second way.
 */
import type { JournalEntry } from '../../contract/journal.ts'
import { type CreateGeneration, MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../contract/relay-api.ts'
import { cutText } from '../../contract/short-text.ts'
import { partsBefore } from '../runs/parts.ts'
import type { Run, RunEvent } from '../runs/run.ts'
import type { Shell } from '../shell.ts'
import { runsOf } from '../state/panel-state.ts'
import { deliver } from './deliver.ts'
import { isOfAnother, readPerson } from './person.ts'
import { isPlacedByItself } from './placement.ts'
import { readGeneration } from './read-generation.ts'
import type { Runs } from './runs.ts'
import { createSlots } from './slots.ts'
import type { Uploads } from './uploads.ts'

const FETCHES_AT_ONCE = 2

export type Driver = ReturnType<typeof createDriver>

export function createDriver(shell: Shell, runs: Runs, uploads: Uploads) {
  const driven = new Map<string, AbortController>()
  const delivery = { fetching: createSlots(FETCHES_AT_ONCE), placing: createSlots(1) }

  /** The work of the run's phase, or null when it waits for something else. */
  function workOf(run: Run, signal: AbortSignal): (() => Promise<RunEvent>) | null {
    const { entry, state } = run
    switch (state.phase) {
      case 'begun':
        return isOfThisFile(run) && partsBefore(runsOf(shell.state), entry)
          ? async () => ({ type: 'upload-started' })
          : null
      case 'uploading':
        return () => prepare(run, signal)
      case 'requesting':
        return () => request(run, state.body)
      case 'resuming':
        return () => readGeneration(shell, entry, state.generationId, signal)
      case 'ready':
        return isPlacedByItself(run, shell.state.surroundings.value)
          ? async () => ({ type: 'fetch-started' })
          : null
      case 'fetching':
        return () => deliver(shell, runs, delivery, run, state.generation, signal)
      default:
        return null
    }
  }

  function isOfThisFile({ entry }: Run): boolean {
    return entry.documentId === shell.state.surroundings.value.document.id
  }

  async function prepare({ entry }: Run, signal: AbortSignal): Promise<RunEvent> {
    const ids = await uploads.ensure(entry, signal)
    if (!ids.ok) return { type: 'failed', failure: ids.failure }
    const body: CreateGeneration = {
      prompt: entry.prompt,
      aspect_ratio: entry.aspectRatio,
      resolution: entry.resolution,
      references: entry.references.map(({ name }, index) => ({
        upload_id: ids.value[index] ?? '',
        name: cutText(name, MAX_NAME_LENGTH),
      })),
      origin: {
        document_id: cutText(entry.documentId, MAX_ID_LENGTH),
        document_name: cutText(entry.documentName, MAX_NAME_LENGTH),
        node_id: cutText(entry.target.nodeId, MAX_ID_LENGTH),
        node_name: cutText(entry.target.title ?? entry.target.nodeName, MAX_NAME_LENGTH),
      },
      ...startOf(entry),
      ...(entry.look && { look: { id: entry.look.id, version: entry.look.version } }),
    }
    const personId = (await readPerson(shell, signal)) ?? undefined
    const recorded = await shell.bridge.ask({ type: 'record-request', key: entry.key, body, personId })
    if (!recorded.ok) return { type: 'failed', failure: recorded.failure }
    signal.throwIfAborted()
    return { type: 'request-recorded', body, personId }
  }

  /** That the first reference is what the target starts from, for the history. */
  function startOf({ references: [first] }: JournalEntry): Pick<CreateGeneration, 'start'> {
    if (!first?.start) return {}
    return { start: { kind: first.start.kind, name: cutText(first.name, MAX_NAME_LENGTH) } }
  }

  /**
   * Not aborted by "stop waiting", since the request may already be paid for; a stopped run's request is no longer
   * repeated, though. Never sent with the token of anybody but the person of the press, who may have paid for it already.
   */
  async function request({ entry }: Run, body: CreateGeneration): Promise<RunEvent> {
    const { key, personId } = entry
    const isWanted = () => runs.get(key)?.state.phase === 'requesting'
    const sent = await shell.persist(async () => {
      if (!isWanted()) return { ok: false, failure: { code: 'outcome_unknown' } }
      if (await isOfAnother(shell, personId)) return { ok: false, failure: { code: 'other_person' } }
      return shell.relay.createGeneration(key, body)
    })
    if (!sent.ok) {
      const { code } = sent.failure
      // The field that it names. It looks for the key first: nothing has been paid under it.
      const place = /^references\.(\d+)\.upload_id/.exec(sent.failure.detail ?? '')?.[1]
      return {
        type: code === 'other_person' ? 'withheld' : 'failed',
        failure: place
          ? { code: 'reference_lost', detail: `“${entry.references[Number(place)]?.name}”` }
          : sent.failure,
      }
    }
    // A lost note does no harm: the same key and body find the generation again.
    await shell.bridge.ask({ type: 'record-accepted', key, generationId: sent.value.id })
    return { type: 'relay-told', generation: sent.value }
  }

  async function drive(key: string, signal: AbortSignal, leave: () => void): Promise<void> {
    for (;;) {
      const run = runs.get(key)
      const work = run ? workOf(run, signal) : null
      // Left in the same turn, so that what the relay tells in the next one finds the run free to be taken.
      if (!run || !work) return leave()
      const event = await work()
      runs.dispatch(key, event)
      // What the event could not move has been moved meanwhile, or waits for someone else.
      if (runs.get(key)?.state === run.state) return leave()
    }
  }

  /** Goes on with a run from where it stands. One that is already being driven is left to it. */
  function take(key: string) {
    if (driven.has(key)) return
    const controller = new AbortController()
    driven.set(key, controller)
    const signal = AbortSignal.any([controller.signal, shell.signal])
    const leave = () => {
      if (driven.get(key) === controller) driven.delete(key)
    }
    drive(key, signal, leave).catch((error: unknown) => {
      leave()
      if (signal.aborted) return
      console.error(error)
      runs.dispatch(key, { type: 'failed', failure: { code: 'sandbox_failed' } })
    })
  }

  return {
    take,
    /** Ends what is being done for a run, the pauses included. */
    abandon(key: string) {
      driven.get(key)?.abort()
      driven.delete(key)
    },
    /** Goes on with a run that something has moved, by whatever way: a word of the relay, a wish of the person. */
    move(key: string, event: RunEvent) {
      if (runs.dispatch(key, event)) take(key)
    },
  }
}
