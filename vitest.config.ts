import { defineConfig } from 'vitest/config'
import { memoryFolder } from './test/memory-folder.ts'

/** A room of test/. Waits end as soon as what is waited for is there; the limits are for slow and busy machines. */
function room(name: string, testTimeout: number) {
  return {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  }
}

const inMemory = { env: { TMPDIR: memoryFolder() } }

// The rooms mirror the project's folders. Two files at a time, since the machines this runs on have two cores.
export default defineConfig({
  test: {
    projects: [
      { test: room('contract', 20_000) },
      { test: room('plugin', 30_000) },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: room('ui', 20_000),
      },
      { test: room('playground', 60_000) },
      { test: { ...room('relay', 60_000), ...inMemory } },
      { test: { ...room('chaos', 180_000), ...inMemory, maxConcurrency: 3 } },
      { test: room('e2e', 120_000) },
    ],
    globalSetup: ['test/relay/support/postgres-of-the-run.ts'],
    maxWorkers: 2,
  },
})
