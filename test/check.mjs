// `npm run check`: types of every room, lint and format, side by side. Prints what failed and nothing else.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

const ROOMS = [
  'contract',
  'plugin',
  'ui',
  'admin',
  'relay',
  'playground',
  'playground/page',
  'test',
  'test/plugin',
]
const tsc = 'node_modules/typescript-7/bin/tsc'

const checks = [
  { name: 'lint and format', command: ['node_modules/.bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'Figma rules', command: ['node_modules/.bin/eslint', '--max-warnings=0', 'plugin'] },
  ...ROOMS.filter((room) => existsSync(`${room}/tsconfig.json`)).map((room) => ({
    name: `types of ${room}/`,
    command: [process.execPath, tsc, '-p', room],
  })),
]

function run({ name, command: [file, ...args] }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', (error) => resolve({ name, isOk: false, text: error.message }))
    child.on('close', (code) => resolve({ name, isOk: code === 0, text: Buffer.concat(output).toString() }))
  })
}

let hasFailed = false
for (let next = 0; next < checks.length; next += 2) {
  for (const { name, isOk, text } of await Promise.all(checks.slice(next, next + 2).map(run))) {
    console.log(`${isOk ? 'ok    ' : 'FAILED'} ${name}`)
    if (!isOk) {
      console.log(text)
      hasFailed = true
    }
  }
}
process.exit(hasFailed ? 1 : 0)
