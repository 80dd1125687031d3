/** Moves bytes from beside the database to the place outside, while they are read and others are written. */
import { createHash } from 'node:crypto'
import { isHash } from './blob-store.ts'
import type { Blobs } from './blobs.ts'

/** `moved`: no matter whether the other place had them already. `damaged`: left where they are. */
export type MovedBlob = { bytes: number } | { damaged: string }

/**
 * One after the other: whoever iterates decides on the pauses. What is beside goes only once the other place has
 * confirmed that it is there; readers look in both. Broken off at any time, it goes on with what is left.
 *
 * @param isNamed those of the hashes that a row names; the others are left to the clean-up
 * @throws {BlobsAway} when the other place can't be reached
 */
export async function* moveBlobs(
  { beside, outside }: Blobs,
  isNamed: (hashes: readonly string[]) => Promise<Set<string>>,
): AsyncGenerator<MovedBlob> {
  if (outside === null) throw new Error('there is no place outside')
  for await (const listed of beside.list()) {
    const named = await isNamed(listed.map(({ name }) => name).filter(isHash))
    for (const hash of named) {
      const data = await beside.read(hash)
      // Deleted since it was listed.
      if (data === undefined) continue
      if (createHash('sha256').update(data).digest('hex') !== hash) {
        yield { damaged: hash }
        continue
      }
      await outside.put(hash, data)
      await beside.delete(hash)
      yield { bytes: data.length }
    }
  }
}

export async function countNamed(
  { beside }: Blobs,
  isNamed: (hashes: readonly string[]) => Promise<Set<string>>,
): Promise<number> {
  let count = 0
  for await (const listed of beside.list()) {
    count += (await isNamed(listed.map(({ name }) => name).filter(isHash))).size
  }
  return count
}
