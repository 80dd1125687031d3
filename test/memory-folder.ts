import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const SHARED_MEMORY = '/dev/shm'
/** Containers often have less, and all that runs at the same time has to fit in. */
const ENOUGH_BYTES = 2_000_000_000

/**
 * Where databases of tests are kept: each is written to disk a thousand times and gone a second later. In memory, where
 * the machine has room for that, a write waits for nothing; else where temporary files are.
 */
export function memoryFolder(): string {
  if (!existsSync(SHARED_MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(SHARED_MEMORY)
  return bavail * bsize >= ENOUGH_BYTES ? SHARED_MEMORY : tmpdir()
}
