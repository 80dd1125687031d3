/** What has to be done about the bytes of images besides serving them: deleting what was let go of, moving what is old. */
import { BlobsAway } from '../../blobs/blob-store.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import { moveRows } from '../../store/blobs/move-rows.ts'
import { deleteAsked } from '../../store/blobs/sweep-blobs.ts'
import type { Database } from '../../store/database.ts'

/** What is deleted in the panel comes several at a time. */
const GATHER_MS = 1000
/** Without news: those of other relays and of commands, and what could not be done before. */
const LONGEST_SLEEP_MS = 60_000
/** Between two rows that are moved, so that nobody notices: some 10 GB an hour. */
const MOVE_PAUSE_MS = 250
const AWAY_PAUSE_MS = 60_000

type KeepBlobsDependencies = { database: Database; clock: Clock; log: Log }

/** @returns stops, and resolves when what is under way has ended */
export function startKeepingBlobs({ database, clock, log }: KeepBlobsDependencies): () => Promise<void> {
  const stop = new AbortController()

  async function keepDeleting(): Promise<void> {
    let sleep = new AbortController()
    const stopListening = database.changes.onAny(() => sleep.abort())
    stop.signal.addEventListener('abort', () => sleep.abort())
    while (!stop.signal.aborted) {
      await clock.wait(LONGEST_SLEEP_MS, sleep.signal)
      await clock.wait(GATHER_MS, stop.signal)
      sleep = new AbortController()
      if (!stop.signal.aborted) await attempt(() => deleteAsked(database, stop.signal))
    }
    stopListening()
  }

  /** Outside they go by command alone: it may be a way of hours that somebody pays for. */
  async function moveOldRows(): Promise<void> {
    if (database.kind !== 'sqlite' || database.blobs.outside !== null) return
    let isDone = false
    while (!stop.signal.aborted && !isDone) {
      isDone = await attempt(moveOnce)
      if (!isDone) await clock.wait(AWAY_PAUSE_MS, stop.signal)
    }
  }

  async function moveOnce(): Promise<void> {
    let moved = 0
    for await (const row of moveRows(database)) {
      if ('damaged' in row) log.error({ generation: row.damaged }, 'an image in the database is damaged')
      else moved += 1
      await clock.wait(MOVE_PAUSE_MS, stop.signal)
      if (stop.signal.aborted) break
    }
    if (moved > 0) log.info({ moved }, 'images were moved out of the database')
  }

  async function attempt(run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run()
      return true
    } catch (error) {
      log.warn(
        { error, isAway: error instanceof BlobsAway },
        'images could not be deleted or moved; trying again',
      )
      return false
    }
  }

  const ended = Promise.all([keepDeleting(), moveOldRows()])
  return async () => {
    stop.abort()
    await ended
  }
}
