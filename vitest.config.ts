import { defineConfig } from 'vitest/config'
import { EarlyFilesFirst } from './test/early-files.ts'
import { memoryFolder } from './test/memory-folder.ts'

/**
 * A room of test/. Waits end as soon as what is waited for is there; the limits are for what never comes, and far above
 * what a machine needs that ten others share.
 */
function room(name: string, testTimeout: number) {
  return {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
  }
}

const inMemory = { env: { TMPDIR: memoryFolder() } }

// The machines this runs on have two cores. Files that keep a core busy run first, two at a time; then those that wait
// half of their time, four at a time.
const busy = { maxWorkers: 2, sequence: { groupOrder: 0 } }
const waiting = { maxWorkers: 4, sequence: { groupOrder: 1 } }

// What needs Debian's packages runs in `npm run chaos` alone, and fails there where one is missing.
const longRun = process.env.CHAOS_RUNS === undefined ? { exclude: ['test/chaos/services/**'] } : {}

// The rooms mirror the project's folders.
export default defineConfig({
  test: {
    projects: [
      { test: { ...room('contract', 120_000), ...busy } },
      { test: { ...room('plugin', 120_000), ...busy } },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: { ...room('ui', 120_000), ...busy },
      },
      { test: { ...room('playground', 180_000), ...waiting } },
      { test: { ...room('relay', 240_000), ...waiting, ...inMemory } },
      { test: { ...room('chaos', 600_000), ...busy, ...inMemory, ...longRun, maxConcurrency: 3 } },
      { test: { ...room('e2e', 400_000), ...waiting } },
    ],
    globalSetup: ['test/relay/support/postgres-of-the-run.ts'],
    sequence: { sequencer: EarlyFilesFirst },
  },
})
