import { defineConfig } from 'vitest/config'

// The rooms of test/ mirror the project's folders. Those that start processes or a browser get longer time limits;
// two at a time, since the machines this runs on have two cores.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      { test: { name: 'plugin', include: ['test/plugin/**/*.test.ts'], testTimeout: 20_000 } },
      {
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        test: { name: 'ui', include: ['test/ui/**/*.test.ts'] },
      },
      { test: { name: 'playground', include: ['test/playground/**/*.test.ts'], testTimeout: 20_000 } },
      { test: { name: 'relay', include: ['test/relay/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          testTimeout: 180_000,
          maxConcurrency: 3,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
    maxWorkers: 2,
  },
})
