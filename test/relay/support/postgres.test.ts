import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('leaves the exit code of its process alone, or a run with failed tests would end well', () => {
  const script = `await import('${new URL('postgres.ts', import.meta.url)}'); process.exitCode = 3`
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script])
  expect(status).toBe(3)
})
