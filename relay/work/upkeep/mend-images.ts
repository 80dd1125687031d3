/**
 * Brings back what was put and is no longer there, or is no longer what was put: a disk, a rule of the bucket or somebody's
 * hand. Results are fetched again from Rivya, which costs nothing; references only people have.
 */
import { BlobsAway } from '../../blobs/blob-store.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import type { RivyaClient } from '../../rivya/client.ts'
import type { Downloader } from '../../rivya/download.ts'
import { findNamed } from '../../store/blobs/blob-names.ts'
import { claimLost, forgetLost, keepLost, type LostBlob } from '../../store/blobs/lost-blobs.ts'
import type { Database } from '../../store/database.ts'
import { isTaskOfAnother } from '../../store/generations/generations.ts'
import { toBlobs } from '../../store/generations/images.ts'
import {
  dropThumbnails,
  findResults,
  type NamedResult,
  restoreOther,
  restoreSame,
} from '../../store/generations/restore-images.ts'
import { GIVE_UP_PAID_MS } from '../decisions/decide-trouble.ts'
import { repeat } from '../repeat.ts'

/** A person waits for what was just found to be lost. */
const LOOK_MS = 5000
/** Another relay takes over from one that has died over it; longer than a look and a download may take. */
const CLAIM_MS = 10 * 60_000
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 6 * 60 * 60_000

type MendDependencies = {
  database: Database
  rivya: Pick<RivyaClient, 'getGeneration'>
  downloader: Pick<Downloader, 'download'>
  clock: Clock
  log: Log
}

/** @returns stops, and resolves when what is under way has ended */
export function startMending(dependencies: MendDependencies): () => Promise<void> {
  const { clock, log } = dependencies
  return repeat({
    clock,
    firstMs: LOOK_MS,
    everyMs: LOOK_MS,
    async run(stopping) {
      let isMore = true
      while (isMore && !stopping.aborted) isMore = await mendOne(dependencies, stopping)
    },
    tellFailure: (error) => log.warn({ error }, 'lost images could not be seen to; trying again'),
  })
}

/** @returns whether there was one to see to */
export async function mendOne(dependencies: MendDependencies, signal: AbortSignal): Promise<boolean> {
  const { database, clock } = dependencies
  const now = clock.now()
  const lost = await claimLost(database.query, now, now + CLAIM_MS)
  if (lost === undefined) return false
  const results = await findResults(database, lost.hash)
  if (await mend(dependencies, lost.hash, results, signal)) await forgetLost(database.query, lost.hash)
  else await tryLater(dependencies, lost, results)
  return true
}

/** @returns whether nothing is missing any more */
async function mend(
  dependencies: MendDependencies,
  hash: string,
  results: readonly NamedResult[],
  signal: AbortSignal,
): Promise<boolean> {
  const { database, clock, log } = dependencies
  try {
    if (await isNeedless(database, hash)) return true
    // Before the first try, so that whoever needs it as a reference is told.
    await keepLost(database.query, hash, clock.now() + CLAIM_MS)
    await dropThumbnails(database, hash)
    for (const result of results) await restore(dependencies, hash, result, signal)
    return await isNeedless(database, hash)
  } catch (error) {
    if (!(error instanceof BlobsAway)) throw error
    log.warn({ error, hash }, 'the place of the images did not do what was asked')
    return false
  }
}

/** It is there after all, or nobody names it any more. */
async function isNeedless(database: Database, hash: string): Promise<boolean> {
  if ((await findNamed(database.query, [hash])).size === 0) return true
  return (await database.blobs.readWhole(hash)) !== undefined
}

async function restore(
  { database, rivya, downloader, log }: MendDependencies,
  hash: string,
  result: NamedResult,
  signal: AbortSignal,
): Promise<void> {
  const { generationId, number, taskId } = result
  const look = taskId === null ? null : await rivya.getGeneration(taskId, signal)
  const task = look?.kind === 'task' ? look.task : null
  const url = task?.urls[number]
  if (task === null || url === undefined || (await isTaskOfAnother(database, task.id, generationId))) {
    return log.warn({ generation: generationId, call: 'look' }, 'Rivya does not have the image any more')
  }
  const image = await downloader.download(url, signal)
  if (image.kind !== 'downloaded') {
    const { kind: outcome, reason } = image
    return log.warn(
      { generation: generationId, call: 'download', outcome, reason },
      'Rivya did not do what was asked',
    )
  }
  const isSame = toBlobs([image])[0]?.hash === hash
  if (isSame) await restoreSame(database, hash, image.bytes)
  else await restoreOther(database, result, hash, image)
  log.warn({ generation: generationId, isSame }, 'an image had got lost and was fetched again from Rivya')
}

async function tryLater(
  { database, clock, log }: MendDependencies,
  { hash, foundAt, tries }: LostBlob,
  results: readonly NamedResult[],
): Promise<void> {
  const now = clock.now()
  const next = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
  // To look for a reference asks nobody but the place, where somebody may put it back.
  const isHopeless = results.length > 0 && now - foundAt > GIVE_UP_PAID_MS
  await keepLost(database.query, hash, isHopeless ? null : next)
  if (results.length === 0) {
    if (tries === 0) log.error({ hash }, 'a reference has got lost: whoever needs it has to add it again')
  } else {
    const generations = results.map(({ generationId }) => generationId)
    log.error({ hash, generations }, 'an image has got lost, and Rivya did not give it again')
  }
}
