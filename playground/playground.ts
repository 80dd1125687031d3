/** The whole playground: the stand-in for Rivya (or the real service), the relay, and the page. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeAdminLink, obtainToken, type RelaySettings, startRelay } from './relay-process.ts'
import { startStandIn } from './rivya/stand-in.ts'
import { servePage } from './serve-page.ts'

export type PlaygroundOptions = {
  /** The built plugin and relay. */
  distDir: string
  dataDir: string
  pagePort: number
  /** Must be the one the panel was built for. */
  relayPort: number
  /** The real service costs credits; its key is in the environment. */
  isReal: boolean
  /** Called once when a part ends by itself; the others still run. */
  partEnded(sentence: string): void
}

export type Playground = {
  url: string
  relayUrl: string
  relayPid: number
  token: string
  stop(): Promise<void>
}

/** Resolves when the page can be opened; rejects with one sentence after stopping what had started. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  await requireFree(options.relayPort, 'the relay')
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    // The last started is stopped first, so that nothing talks to what is already gone.
    for (const stopPart of stops.splice(0).reverse()) await stopPart()
  }
  try {
    const standIn = options.isReal ? null : await startStandIn({ port: 0 })
    if (standIn !== null) stops.push(() => standIn.close())
    const settings: RelaySettings = {
      relayFile: join(options.distDir, 'relay.mjs'),
      port: options.relayPort,
      dataDir: join(options.dataDir, options.isReal ? 'real' : 'stand-in'),
      rivya: standIn === null ? 'from the environment' : { apiKey: standIn.key, baseUrl: standIn.url },
    }
    const relay = await startRelay(settings)
    let isStopping = false
    stops.push(() => {
      isStopping = true
      return relay.stop()
    })
    relay.process.once('exit', (code) => {
      if (!isStopping)
        options.partEnded(`The relay ended by itself (code ${code}). Start again with npm start.`)
    })
    const token = await obtainToken(settings, join(settings.dataDir, 'playground-token'))
    const page = await servePage({
      port: options.pagePort,
      distDir: options.distDir,
      settings: () => ({ rivya: options.isReal ? 'real' : 'stand-in', token }),
      makeAdminLink: () => makeAdminLink(settings),
    })
    stops.push(page.close)
    return { url: page.url, relayUrl: relay.url, relayPid: relay.process.pid ?? 0, token, stop }
  } catch (error) {
    await stop()
    throw isPortTaken(error) ? portTaken(options.pagePort, 'the page') : error
  }
}

/** A relay of an earlier start would answer in place of ours, with other data. */
async function requireFree(port: number, user: string): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    await new Promise<void>((resolve, reject) => {
      const probe = createServer()
      probe.once('error', (error) => (isPortTaken(error) ? reject(portTaken(port, user)) : resolve()))
      probe.listen(port, host, () => probe.close(() => resolve()))
    })
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function portTaken(port: number, user: string): Error {
  return new Error(`Port ${port}, which ${user} needs, is taken: end what listens there and start again.`)
}
