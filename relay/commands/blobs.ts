/** `blobs move`: brings images from rows and from beside the database to `BLOB_URL`, while relays serve. */
import { BlobsAway } from '../blobs/blob-store.ts'
import { countNamed, type MovedBlob, moveBlobs } from '../blobs/move-blobs.ts'
import { SettingError } from '../settings.ts'
import { findNamed } from '../store/blob-names.ts'
import type { Database } from '../store/database.ts'
import { countRows, type MovedRow, moveRows } from '../store/move-rows.ts'
import { type Command, missAction, type Output, type Run } from './run-command.ts'

export const blobsCommand: Command = {
  usage: `usage:
  blobs move`,
  read: ([action, ...others]) => {
    if (action !== 'move') return missAction('blobs', action)
    return others.length === 0 ? move : `"blobs move" takes nothing more.`
  },
}

const SAY_EVERY_MS = 5000
const MEGABYTE = 1_000_000

const move: Run = async ({ database, output }) => {
  if (database.blobs.outside === null) {
    throw new SettingError('BLOB_URL must be set to where the images are to go; see self-hosting.')
  }
  const isNamed = (hashes: readonly string[]) => findNamed(database.query, hashes)
  const total = (await countRows(database)) + (await countNamed(database.blobs, isNamed))
  output.error(`${total} images to move`)
  const sum = new Sum(output, total)
  try {
    for await (const moved of everything(database, isNamed)) sum.add(moved)
  } catch (error) {
    if (!(error instanceof BlobsAway)) throw error
    output.error(`BLOB_URL: ${error.message}. Run it again to go on with the rest.`)
    sum.print()
    return 1
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
  yield* moveBlobs(database.blobs, isNamed)
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
