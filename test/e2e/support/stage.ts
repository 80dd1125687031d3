/** Everything a test needs of the whole: stand-in for Rivya, built relay, playground with the built plugin, pages. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import {
  obtainToken,
  type RelayProcess,
  type RelaySettings,
  startRelay,
} from '../../../playground/relay-process.ts'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import type { Switches } from '../../../playground/rivya/switches.ts'
import { servePage } from '../../../playground/serve-page.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { insertDuration } from '../../../relay/store/work/durations.ts'
import { findFreePort } from '../../find-free-port.ts'
import { openPlayground, type PlaygroundOptions } from './playground-page.ts'

const BUILT_FOR = 'http://localhost:8787'
const TASK_SECONDS = 1
/** Enough that nothing is left of the guess with which a relay begins. */
const EXPERIENCE = 20

/** By default a window of 1440 × 900 without motion. */
export type StageOptions = Partial<PlaygroundOptions> & {
  switches?: Partial<Switches>
  /** False: the panel asks for a token, as at a first opening. Default true. */
  isConnected?: boolean
  /**
   * True: the relay has seen tasks as short as the stand-in's and looks first after 2.5 s. False: it has seen none and
   * looks first after 7.5 s, when one of Rivya's may be done. Default false.
   */
  isExperienced?: boolean
  /** More of the relay's environment, given its address. */
  relayEnv?: (relayUrl: string) => Promise<Record<string, string>>
}

export type Opened = {
  page: Page
  /** The plugin's iframe. */
  panel: FrameLocator
}

/** All but a page. */
export type Backstage = {
  standIn: StandIn
  token: string
  relayUrl: string
  /** What the page and the plugin let escape: uncaught errors and console errors. */
  troubles: string[]
  /** Ends the relay as a crash does. */
  killRelay(): Promise<void>
  /** Starts it again on the same data. */
  restartRelay(): Promise<void>
  /** Runs the relay's own command line on its data. */
  relayCommand: RelaySettings
  /** Another browser on the same relay: another machine of the same person. */
  openElsewhere(): Promise<Opened>
  close(): Promise<void>
}

export type Stage = Backstage & Opened

export async function openStage(browser: Browser, options?: StageOptions): Promise<Stage> {
  const backstage = await openBackstage(browser, options)
  return { ...backstage, ...(await backstage.openElsewhere()) }
}

export async function openBackstage(browser: Browser, options: StageOptions = {}): Promise<Backstage> {
  const folder = await mkdtemp(join(tmpdir(), 'framefill-'))
  const standIn = await startStandIn({ switches: { taskSeconds: TASK_SECONDS, ...options.switches } })
  const port = await findFreePort()
  const distDir = await copyBuildFor(`http://localhost:${port}`, folder)
  const settings: RelaySettings = {
    relayFile: join(distDir, 'relay.mjs'),
    port,
    dataDir: join(folder, 'data'),
    rivya: { apiKey: standIn.key, baseUrl: standIn.url },
    env: (await options.relayEnv?.(`http://localhost:${port}`)) ?? {},
  }
  if (options.isExperienced) await giveExperience(settings.dataDir)
  let relay: RelayProcess = await startRelay(settings)
  const token = await obtainToken(settings, join(settings.dataDir, 'token'))
  const isConnected = options.isConnected ?? true
  const server = await servePage({
    port: 0,
    distDir,
    settings: () => ({ rivya: 'stand-in', token: isConnected ? token : null }),
  })
  const troubles: string[] = []
  const { viewport = { width: 1440, height: 900 }, hasMotion = false } = options
  return {
    standIn,
    token,
    relayUrl: relay.url,
    troubles,
    relayCommand: settings,
    async killRelay() {
      relay.process.kill('SIGKILL')
      await relay.stop()
    },
    async restartRelay() {
      relay = await startRelay(settings)
    },
    openElsewhere: () => openPlayground(browser, server.url, { viewport, hasMotion }, troubles),
    async close() {
      for (const context of browser.contexts()) await context.close()
      await server.close()
      await relay.stop()
      await standIn.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Writes into the database of a relay that is not running, as if it had seen tasks end. */
async function giveExperience(directory: string): Promise<void> {
  const database = await openDatabase({ kind: 'sqlite', directory })
  const tookMs = TASK_SECONDS * 1000
  const sighting = { notYetMs: tookMs, foundMs: tookMs, saidMs: null, saidBeforeMs: null, toldMs: null }
  const seen = { resolution: '1K', referenceCount: 0, sighting } as const
  await database.write(async (trx) => {
    for (let age = 0; age < EXPERIENCE; age += 1) {
      await insertDuration(trx, `seen-${age}`, { ...seen, finishedAt: Date.now() - age })
    }
  })
  await database.close()
}

/** The build for another relay differs in nothing but its address. */
async function copyBuildFor(relayUrl: string, folder: string): Promise<string> {
  const distDir = join(folder, 'dist')
  await cp('dist', distDir, { recursive: true })
  for (const name of ['manifest.json', 'ui.html']) {
    const text = await readFile(join(distDir, name), 'utf8')
    if (!text.includes(BUILT_FOR)) throw new Error(`dist/${name} is not built for ${BUILT_FOR}.`)
    await writeFile(join(distDir, name), text.replaceAll(BUILT_FOR, relayUrl))
  }
  return distDir
}
