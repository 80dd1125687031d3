import { ACTIVE_STATUSES, type EventPage, type Generation } from '../../contract/relay-api.ts'
import type { Result } from '../result.ts'
import { generationOf, type Run, type RunState } from '../runs/run.ts'
import type { Shell } from '../shell.ts'
import { runsOf, tokenOf } from '../state/panel-state.ts'
import type { Driver } from './driver.ts'
import { readGeneration } from './read-generation.ts'
import type { Runs } from './runs.ts'

const RESTART_PAUSE_MS = 5_000
/** Each takes up to 25 s. What was deleted elsewhere is told of by nobody, so it has to be asked for now and then. */
const QUIET_POLLS = 12

/**
 * Learns of all running generations by one long poll, as long as there is something to wait for. The cursor is kept
 * between times, so that nothing that happened meanwhile is missed; without one, every generation that is waited for and
 * not in the answer is looked up once.
 */
export function createFollower(shell: Shell, runs: Runs, driver: Driver) {
  const { state, relay, persist, pauses, signal } = shell
  let cursor: string | null = null
  /** Whose cursor it is: that of another person's changes would skip what is waited for. */
  let cursorToken: string | null = null
  let quietPolls = 0
  let isFollowing = false
  /** Of whom an answer was under way when the relay told what is running: one that had ended by then is told by nobody. */
  let inBetween = new Set<string>()
  let round = new AbortController()

  function waitedFor(): Run[] {
    return runsOf(state).filter(({ state: run }) => {
      return run.phase === 'waiting' || (run.phase === 'stopped' && isRunning(run.generation))
    })
  }

  async function follow(): Promise<void> {
    while (waitedFor().length > 0) {
      round = new AbortController()
      const page = await poll(AbortSignal.any([signal, round.signal]))
      if (!page) continue
      if (!page.ok) {
        // A cursor the relay no longer takes; start over from what is running.
        cursor = null
        await pauses.pause(RESTART_PAUSE_MS, signal)
        continue
      }
      for (const generation of page.value.generations) {
        driver.move(generation.idempotency_key, { type: 'relay-told', generation })
      }
      if (cursor === null) {
        inBetween = new Set(
          runsOf(state).flatMap(({ entry, state: run }) => (isAsking(run) ? entry.key : [])),
        )
        const known = page.value.generations.map(({ id }) => id)
        await lookUp(waitedFor().filter((run) => !known.includes(idOf(run.state))))
      }
      cursor = page.value.cursor
      quietPolls = page.value.generations.length === 0 ? quietPolls + 1 : 0
      if (quietPolls < QUIET_POLLS) continue
      quietPolls = 0
      cursor = null
    }
  }

  /** Null when it was called off. */
  async function poll(calledOff: AbortSignal): Promise<Result<EventPage> | null> {
    try {
      return await persist(() => {
        const token = tokenOf(state.connection.value)
        if (token !== cursorToken) cursor = null
        cursorToken = token
        return relay.readEvents(cursor, calledOff)
      }, calledOff)
    } catch (error) {
      if (signal.aborted || !calledOff.aborted) throw error
      return null
    }
  }

  async function lookUp(others: Run[]): Promise<void> {
    await Promise.all(
      others.map(async ({ entry, state: run }) => {
        const event = await readGeneration(shell, entry, idOf(run), signal)
        if (event.type === 'relay-told') driver.move(entry.key, event)
        // Any other failure says nothing of the generation.
        else if (event.type === 'withheld' || event.failure.code === 'not_found')
          runs.dispatch(entry.key, event)
      }),
    )
  }

  function unlessClosed(error: unknown) {
    if (!signal.aborted) throw error
  }

  return {
    /** What is waited for with one token says nothing to another. */
    startOver() {
      round.abort()
    },
    /** Starts following when something waits and nothing follows yet. */
    ensure() {
      const waiting = waitedFor()
      void lookUp(waiting.filter(({ entry }) => inBetween.delete(entry.key))).catch(unlessClosed)
      if (isFollowing || waiting.length === 0) return
      isFollowing = true
      void follow()
        .catch(unlessClosed)
        .finally(() => {
          isFollowing = false
        })
    },
  }
}

function idOf(run: RunState): string {
  return generationOf(run)?.id ?? ''
}

function isAsking({ phase }: RunState): boolean {
  return phase === 'requesting' || phase === 'resuming'
}

/** A stopped run's image is still on its way, to be placed by hand. */
function isRunning(generation: Generation | null): boolean {
  return generation !== null && (ACTIVE_STATUSES as readonly string[]).includes(generation.status)
}
