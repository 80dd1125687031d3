import type { JournalEntry } from '../../contract/journal.ts'
import type { Generation } from '../../contract/relay-api.ts'
import { isRefused } from '../runs/describe-run.ts'
import { isLastPart, isPartOfNothing, isRelated, partOf } from '../runs/parts.ts'
import { generationOf, isGivenUp, isPlaceable, type Run } from '../runs/run.ts'
import { showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import { withGeneration } from '../state/history.ts'
import { runsOf } from '../state/panel-state.ts'
import { noteShown } from '../state/shown.ts'
import { readAccountSoon } from './account.ts'
import { createDriver } from './driver.ts'
import { createFollower } from './follower.ts'
import { isPlacedByItself } from './placement.ts'
import { createRuns } from './runs.ts'
import { showResult } from './show-result.ts'
import { createTeller } from './tell-runs.ts'
import { createUploads } from './uploads.ts'
import { watchToken } from './watch-token.ts'

export type Engine = ReturnType<typeof createEngine>

/** Joins the parts that carry generations from the press to the canvas. */
export function createEngine(shell: Shell) {
  const { bridge, state } = shell
  const runs = createRuns(state, react)
  const uploads = createUploads(shell)
  const driver = createDriver(shell, runs, uploads)
  const follower = createFollower(shell, runs, driver)
  const tell = createTeller(shell)

  watchToken(state, () => {
    uploads.forgetSent()
    state.looks.value = null
    follower.startOver()
    for (const [key, run] of state.runs.value) if (run.state.phase === 'withheld') retry(key)
  })

  /** What follows from a move besides the run's own next step. */
  function react(run: Run) {
    const { entry, state: moved } = run
    const { key } = entry
    const isStillRunning = moved.phase === 'waiting' || moved.phase === 'ready'
    if (isStillRunning && !entry.isAwaited && runs.dispatch(key, { type: 'stopped' })) return
    if (moved.phase === 'waiting' || moved.phase === 'stopped') follower.ensure()
    // A reference may be what was at fault, and the relay have it no more: the next press sends it again.
    if (moved.phase === 'failed' && isRefused(moved.failure)) uploads.forgetSent()
    if (isWithoutImage(run)) void clearEntry(key)
    if (moved.phase === 'ready' && !isLastPart(entry)) takeParts(entry)
    if (moved.phase === 'placed') {
      endParts(entry, moved.nodeId)
      uploads.release(key)
      noteShown(state, moved.nodeId, moved.generation.id)
    }
    const generation = generationOf(moved)
    if (generation) state.history.value = withGeneration(state.history.value, generation)
    const isStopped = moved.phase === 'stopped'
    if (isPlaceable(moved) && (isStopped || !isPlacedByItself(run, state.surroundings.value))) {
      showResult(shell, moved.generation)
    }
    if (moved.phase === 'waiting' || moved.phase === 'placed' || moved.phase === 'failed')
      readAccountSoon(shell)
    tell(run)
  }

  /** The parts that wait for this one. */
  function takeParts(entry: JournalEntry) {
    for (const [key, run] of state.runs.value) {
      if (run.state.phase === 'begun' && isRelated(entry, run.entry)) driver.take(key)
    }
  }

  /** The last part is on the canvas, and with it all of them. */
  function endParts(entry: JournalEntry, nodeId: string) {
    if (partOf(entry).part === 0 || !isLastPart(entry)) return
    for (const [key, run] of state.runs.value) {
      if (run.entry.key === entry.key || !isRelated(entry, run.entry)) continue
      void noteUsed(key, nodeId)
    }
  }

  /** Its image is on the canvas by another way: nothing is left to wait for. */
  async function noteUsed(key: string, nodeId: string) {
    if (runs.dispatch(key, { type: 'used', nodeId })) await clearEntry(key)
  }

  /** Of the journal: nothing of this run is left to be done. */
  function clearEntry(key: string) {
    return bridge.ask({ type: 'forget-generation', key })
  }

  /** Goes on with what failed or was withheld where it stood; nothing that was paid is paid again. */
  function retry(key: string) {
    driver.move(key, { type: 'retried' })
  }

  return {
    /** Takes journal entries up where they stand: fresh ones and those of an earlier opening alike. */
    takeUp(entries: readonly JournalEntry[]) {
      const all = [...entries, ...runsOf(state).map((run) => run.entry)]
      for (const entry of entries) {
        // The panel closed between the end of the last part and that of those before.
        if (isPartOfNothing(entry, all)) void clearEntry(entry.key)
        else runs.add(entry)
      }
      for (const { key } of entries) driver.take(key)
    },

    uploads,

    retry,

    /** Has a paid image that the relay had given up asked for again, and goes on with its run if there is one. */
    async fetchAgain({ id, idempotency_key: key }: Generation) {
      const begun = await shell.relay.fetchAgain(id)
      if (!begun.ok) return showFailure(state, begun.failure)
      state.history.value = withGeneration(state.history.value, begun.value)
      driver.move(key, { type: 'fetched-again', generation: begun.value })
    },

    /** Places an image that waits for the person. */
    place(key: string) {
      driver.move(key, { type: 'fetch-started' })
    },

    noteUsed,

    /**
     * Before anything was sent this undoes the press. After that the image is still made, and kept in the history.
     */
    async stop(key: string) {
      const run = runs.get(key)
      if (!run) return
      const isUnsent = run.state.phase === 'begun' || run.state.phase === 'uploading'
      if (!runs.dispatch(key, { type: 'stopped' })) return
      if (run.state.phase !== 'requesting') driver.abandon(key)
      if (isUnsent) {
        await clearEntry(key)
        runs.remove(key)
      } else await bridge.ask({ type: 'stop-waiting', key })
    },

    /** What the relay was told to forget is waited for no more; what is on the canvas stays in the list. */
    async forget(generationId: string) {
      for (const [key, run] of state.runs.value) {
        const isOnItsWay = run.state.phase === 'placing' || run.state.phase === 'placed'
        const id = generationOf(run.state)?.id ?? run.entry.generationId
        if (id === generationId && !isOnItsWay) await this.dismiss(key)
      }
    },

    /** Takes a run out of the list and its entry, if it still has one, out of the journal. */
    async dismiss(key: string) {
      const run = runs.get(key)
      if (!run) return
      driver.abandon(key)
      runs.remove(key)
      uploads.release(key)
      if (run.state.phase !== 'placed') await clearEntry(key)
    },
  }
}

/** Ended for good with nothing to place. */
function isWithoutImage({ state }: Run): boolean {
  if (state.phase === 'failed') return state.goesOn === null && !isGivenUp(state)
  return state.phase === 'stopped' && state.generation?.status === 'failed'
}
