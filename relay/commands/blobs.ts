/** `blobs move`: brings images from rows and from beside the database to `BLOB_URL`, while relays serve. */
import { BlobsAway } from '../blobs/blob-store.ts'
import { type Claim, describeClaim } from '../blobs/claim-place.ts'
import { countNamed, type MovedBlob, moveBlobs } from '../blobs/move-blobs.ts'
import { SettingError } from '../settings/settings.ts'
import { findNamed } from '../store/blobs/blob-names.ts'
import { countRows, type MovedRow, moveRows } from '../store/blobs/move-rows.ts'
import type { Database } from '../store/database.ts'
import { type Command, missAction, type Output, type Run } from './run-command.ts'

export const blobsCommand: Command = {
  usage: `usage:
  blobs move
  blobs own`,
  read: ([action, ...others]) => {
    const run = action === 'move' ? move : action === 'own' ? own : null
    if (run === null) return missAction('blobs', action)
    return others.length === 0 ? run : `"blobs ${action}" takes nothing more.`
  },
}

const SAY_EVERY_MS = 5000
const MEGABYTE = 1_000_000

/** For a database that has taken the place of another, whose images are its own now. */
const own: Run = async ({ database, output }) => {
  try {
    await claimOf(database).takeOver()
  } catch (error) {
    return sayAway(output, error, 'Run it again.')
  }
  output.log('The images at BLOB_URL are now those of this database.')
  return 0
}

function claimOf({ claim }: Database): Claim {
  if (claim === null) {
    throw new SettingError('BLOB_URL must be set to where the images are to go; see self-hosting.')
  }
  return claim
}

/** @throws what is not the place's fault */
function sayAway(output: Output, error: unknown, next: string): number {
  if (!(error instanceof BlobsAway)) throw error
  output.error(`BLOB_URL: ${error.message}. ${next}`)
  return 1
}

const move: Run = async ({ database, output }) => {
  try {
    const refusal = describeClaim(await claimOf(database).claim())
    if (refusal !== null) throw new SettingError(`BLOB_URL: ${refusal}`)
  } catch (error) {
    return sayAway(output, error, 'Run it again.')
  }
  const isNamed = (hashes: readonly string[]) => findNamed(database.query, hashes)
  const total = (await countRows(database)) + (await countNamed(database.blobs, isNamed))
  output.error(`${total} images to move`)
  const sum = new Sum(output, total)
  try {
    for await (const moved of everything(database, isNamed)) sum.add(moved)
  } catch (error) {
    const code = sayAway(output, error, 'Run it again to go on with the rest.')
    sum.print()
    return code
  }
  sum.print()
  return sum.damaged.length === 0 ? 0 : 1
}

/** Rows first: what they hold goes straight to its place. */
async function* everything(
  database: Database,
  isNamed: (hashes: readonly string[]) => Promise<Set<string>>,
): AsyncGenerator<MovedRow | MovedBlob> {
  yield* moveRows(database)
  for await (const moved of moveBlobs(database.blobs, isNamed)) {
    // A running relay fetches it again, to where it belongs.
    if ('damaged' in moved) await database.blobs.suspect(moved.damaged)
    yield moved
  }
}

class Sum {
  readonly damaged: string[] = []
  readonly #output: Output
  readonly #total: number
  #moved = 0
  #bytes = 0
  #saidAt = Date.now()

  constructor(output: Output, total: number) {
    this.#output = output
    this.#total = total
  }

  add(moved: MovedRow | MovedBlob): void {
    if ('damaged' in moved) {
      this.damaged.push(moved.damaged)
      this.#output.error(`${moved.damaged}: damaged, left where it is`)
      return
    }
    this.#moved += 1
    this.#bytes += moved.bytes
    if (Date.now() - this.#saidAt < SAY_EVERY_MS) return
    this.#saidAt = Date.now()
    this.#output.error(`${this.#moved} of ${this.#total}, ${this.#megabytes} MB`)
  }

  print(): void {
    const damaged = this.damaged.length === 0 ? '' : `; ${this.damaged.length} are damaged`
    this.#output.log(`moved ${this.#moved} images, ${this.#megabytes} MB${damaged}`)
  }

  get #megabytes(): string {
    return (this.#bytes / MEGABYTE).toFixed(1)
  }
}
