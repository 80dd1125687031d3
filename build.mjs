// Builds dist/: the manifest, the sandbox's code.js, the iframe's ui.html and the relay. The reasons for the
// settings that are not obvious stand in docs/build.md.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { context } from 'esbuild'
import { writeLicences } from './build-licences.ts'
import { makePanel } from './build-panel.ts'
import { relay } from './build-relay.ts'
import { sandbox } from './build-sandbox.ts'

const DEVELOPMENT_RELAY = 'http://localhost:8787'

/** Bytes, checked after every build. */
const BUDGETS = {
  'dist/code.js': { raw: 44_000 },
  'dist/ui.html': { raw: 208_300, gzip: 76_100 },
}

const relayUrl = readRelayUrl(process.env.RELAY_URL)
const isWatching = process.argv.includes('--watch')

const targets = [sandbox, await makePanel(relayUrl), relay]

await mkdir('dist', { recursive: true })
await writeFile('dist/manifest.json', `${JSON.stringify(await makeManifest(), null, 2)}\n`)
if (isWatching) await watch()
else await buildOnce()

async function buildOnce() {
  for (const target of targets) {
    const build = await context(target.options)
    try {
      const result = await build.rebuild()
      await target.finish?.(result)
    } finally {
      await build.dispose()
    }
  }
  await writeLicences()
  await checkBudgets()
}

async function watch() {
  for (const { name, options, finish } of targets) {
    const report = {
      name: 'report',
      setup(build) {
        build.onEnd(async (result) => {
          if (result.errors.length > 0) return
          try {
            await finish?.(result)
            console.log(`${name} rebuilt`)
          } catch (error) {
            console.error(error.message)
          }
        })
      },
    }
    const build = await context({ ...options, plugins: [...(options.plugins ?? []), report] })
    await build.watch()
  }
}

/** The address of the relay that the panel talks to and the manifest allows, without a trailing slash. */
function readRelayUrl(value) {
  if (value === undefined || value === '') return DEVELOPMENT_RELAY
  const url = URL.canParse(value) ? new URL(value) : null
  const isLoopback = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))) {
    console.error(`RELAY_URL must be an https address (http only for this computer), not "${value}".`)
    process.exit(1)
  }
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') {
    console.error('RELAY_URL must be the bare address of a relay, without path, query or user name.')
    process.exit(1)
  }
  return url.origin
}

async function makeManifest() {
  const manifest = JSON.parse(await readFile('manifest.json', 'utf8'))
  const { networkAccess } = manifest
  // Figma refuses localhost outside devAllowedDomains unless the plugin is for development alone.
  if (relayUrl.startsWith('http:')) networkAccess.devAllowedDomains = [relayUrl]
  else {
    networkAccess.allowedDomains = [relayUrl]
    delete networkAccess.devAllowedDomains
  }
  return manifest
}

async function checkBudgets() {
  let isOver = false
  for (const [path, budget] of Object.entries(BUDGETS)) {
    const bytes = await readFile(path)
    const sizes = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }
    for (const [kind, limit] of Object.entries(budget)) {
      const share = Math.round((sizes[kind] / limit) * 100)
      console.log(`${path} ${kind}: ${sizes[kind]} of ${limit} bytes (${share} %)`)
      if (sizes[kind] > limit) isOver = true
    }
  }
  if (isOver) {
    console.error('A bundle is over its budget.')
    process.exit(1)
  }
}
