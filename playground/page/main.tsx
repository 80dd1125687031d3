/** Opens the file as it was left, and the page around it. */
import { render } from 'preact'
import * as v from 'valibot'
import { PACKSHOTS } from '../document/packshot-list.ts'
import { makeShopFile } from '../document/shop-file.ts'
import { createHost } from '../host/create-host.ts'
import { App } from './app.tsx'
import { type Automation, createAutomation } from './automation.ts'
import { browserEnvironment } from './browser-environment.ts'
import { openKeeping } from './keeping.ts'
import { createSaving } from './saving.ts'
import { watchShortcuts } from './shortcuts.ts'
import { createStage } from './stage.ts'
import { fitBox } from './view.ts'

declare global {
  interface Window {
    playground?: Automation
  }
}

/** What the server that serves this page tells it. */
const settings = v.object({
  rivya: v.picklist(['stand-in', 'real']),
  /** An access token of the relay, put into the plugin's storage as if it had been pasted; null: paste one yourself. */
  token: v.nullable(v.string()),
})
const manifest = v.looseObject({
  id: v.string(),
  name: v.string(),
  editorType: v.array(v.string()),
  documentAccess: v.exactOptional(v.string()),
  permissions: v.exactOptional(v.array(v.string())),
  networkAccess: v.exactOptional(
    v.object({
      allowedDomains: v.array(v.string()),
      devAllowedDomains: v.exactOptional(v.array(v.string())),
    }),
  ),
  relaunchButtons: v.exactOptional(
    v.array(
      v.object({ command: v.string(), name: v.string(), multipleSelection: v.exactOptional(v.boolean()) }),
    ),
  ),
})

/** What a newcomer sees first: the shop's page, the poster and the phone. */
const FIRST_VIEW = { x: 0, y: -60, width: 2740, height: 1500 }
const TOKEN_KEY = 'token'

async function load(path: string): Promise<Response> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path} is not there: run "npm run build" and reload.`)
  return response
}

/** The pictures of a fresh file, which the server draws. */
function loadPackshots(): Promise<Uint8Array[]> {
  return Promise.all(
    PACKSHOTS.map(async (_, index) => {
      const response = await load(`/packshots/${index}`)
      return new Uint8Array(await response.arrayBuffer())
    }),
  )
}

async function start(): Promise<void> {
  const [facts, plugin, code, html, keeping] = await Promise.all([
    load('/settings.json').then(async (response) => v.parse(settings, await response.json())),
    load('/plugin/manifest.json').then(async (response) => v.parse(manifest, await response.json())),
    load('/plugin/code.js').then((response) => response.text()),
    load('/plugin/ui.html').then((response) => response.text()),
    openKeeping(),
  ])
  if (facts.token !== null && (await keeping.loadNote('seeded-token')) !== facts.token) {
    await keeping.keepStorage(TOKEN_KEY, { key: TOKEN_KEY, value: facts.token })
    await keeping.saveNote('seeded-token', facts.token)
  }
  const editor = (await keeping.loadNote('editor')) === 'dev' ? 'dev' : 'figma'
  const theme = (await keeping.loadNote('theme')) === 'dark' ? 'dark' : 'light'

  const isFirstVisit = (await keeping.loadNote('visited')) !== true
  await keeping.saveNote('visited', true)
  const host = createHost({
    code,
    html,
    manifest: plugin,
    document: (await keeping.loadDocument()) ?? makeShopFile(await loadPackshots()),
    environment: browserEnvironment,
    editorType: editor,
    storage: await keeping.loadStorage(),
    async keepStorage(key, entry) {
      // What the plugin did to the document before must not be missing when this is found after a reload.
      await saving.settled()
      await keeping.keepStorage(key, entry)
    },
  })
  const saving = createSaving(keeping, () => host)
  host.on('document-changed', saving.touch)
  host.on('page-changed', saving.touch)

  const stage = createStage(
    { host, manifest: plugin, rivya: facts.rivya, editor, theme },
    {
      keepTheme: (chosen) => void keeping.saveNote('theme', chosen),
      // The host is made for one editor, so switching starts the page anew, as changing files does in Figma.
      async setEditor(chosen) {
        host.close()
        await saving.settled()
        await keeping.saveNote('editor', chosen)
        location.reload()
      },
      async reset() {
        host.dispose()
        await saving.settled()
        await keeping.reset()
        location.reload()
      },
    },
  )
  const root = document.getElementById('app')
  if (root === null) throw new Error('The page has no place for the app')
  render(<App stage={stage} />, root)
  const canvas = root.querySelector('canvas')?.getBoundingClientRect()
  if (canvas !== undefined) host.look({ size: { width: canvas.width, height: canvas.height } })
  fitBox(host, FIRST_VIEW)
  watchShortcuts(stage)
  window.playground = createAutomation(stage, saving.settled)
  // Somebody new came for the plugin. Later it waits to be run, as in Figma.
  if (isFirstVisit) await host.open()
}

start().catch((error: unknown) => {
  console.error(error)
  document.body.textContent = error instanceof Error ? error.message : String(error)
})
