// `npm test`: everything that CI runs, in the order of what it costs. Stops at the first step that fails.
import { spawnSync } from 'node:child_process'
import { findBrowser } from './find-browser.mjs'

const steps = [
  ['types, lint and format', ['test/check.mjs']],
  ['build and size budgets', ['build.mjs']],
  ['tests', ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]],
]

const browser = findBrowser()
if (browser === null) {
  console.error('No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.')
  process.exit(1)
}

for (const [name, args] of steps) {
  console.log(`\n— ${name}`)
  const { status, error } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: browser },
  })
  if (error) console.error(error.message)
  if (status !== 0) process.exit(status ?? 1)
}
