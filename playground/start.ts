// `npm start`: the playground with everything it needs, until Ctrl+C.
import { fileURLToPath } from 'node:url'
import { startPlayground } from './playground.ts'

const PAGE_PORT = 4173
const RELAY_PORT = 8787

const isReal = Boolean(process.env.RIVYA_API_KEY || process.env.RIVYA_API_KEY_FILE)

try {
  const playground = await startPlayground({
    distDir: fileURLToPath(new URL('../dist', import.meta.url)),
    dataDir: 'data',
    pagePort: PAGE_PORT,
    relayPort: RELAY_PORT,
    isReal,
    partEnded(sentence) {
      console.error(sentence)
      process.exitCode = 1
      void playground.stop()
    },
  })
  console.log(
    isReal
      ? 'Rivya: the real service. Every image costs credits of your account.'
      : 'Rivya: a stand-in. It draws simple pictures and nothing is paid. Set RIVYA_API_KEY for the real service.',
  )
  console.log(`\n  Open the playground:    ${playground.url}`)
  console.log(`  Open the admin's page:  ${playground.url}/admin\n`)
  console.log('Select frames, write a prompt, press Generate. Ctrl+C ends it.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void playground.stop())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
