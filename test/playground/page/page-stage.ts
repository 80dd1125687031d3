/** The playground's page in a browser, with a plugin of a few lines in it: anew before each test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Automation } from '../../../playground/page/automation.ts'
import { type PageServer, servePage } from '../../../playground/serve-page.ts'
import { launchBrowser, PATIENCE_MS } from '../../e2e/support/browser.ts'

declare global {
  interface Window {
    playground?: Automation
    lastMessage?: unknown
  }
}

const CODE = `
  let inMemory = 0;
  figma.showUI(__html__, { themeColors: true, width: 300, height: 200 });
  figma.ui.onmessage = async (message) => {
    if (message.type === 'rename') {
      figma.currentPage.selection[0].name = message.name;
      figma.currentPage.selection[0].setRelaunchData({ again: 'Renamed by the test' });
      await figma.clientStorage.setAsync('bytes', message.bytes);
      inMemory += 1;
    }
    figma.ui.postMessage({ inMemory, command: figma.command, bytes: await figma.clientStorage.getAsync('bytes') });
  };
  figma.on('drop', ({ x, y, files }) => {
    const rectangle = figma.createRectangle();
    rectangle.name = 'Dropped ' + files[0].name;
    rectangle.x = x;
    rectangle.y = y;
    return false;
  });`

const HTML = `<!doctype html><html lang="en"><head><title>Test</title></head><body><main><h1>Test</h1></main>
  <script>onmessage = ({ data }) => { if (data.pluginMessage) window.lastMessage = data.pluginMessage }</script></body></html>`

export type PageStage = {
  page: Page
  /** What the page has complained of in the console. */
  troubles: string[]
  url: string
  /** The one address that the plugin's manifest allows. */
  allowedUrl: string
}

/** To be called once in a file, at its top. */
export function setUpPage(): PageStage {
  const stage = { troubles: [] as string[] } as PageStage
  let browser: Browser
  let server: PageServer
  let allowed: Server
  let distDir: string

  beforeAll(async () => {
    allowed = createServer((_, response) => {
      response.writeHead(200, { 'access-control-allow-origin': '*' })
      response.end('reached')
    })
    await new Promise<void>((resolve) => allowed.listen(0, '127.0.0.1', resolve))
    stage.allowedUrl = `http://localhost:${(allowed.address() as AddressInfo).port}`
    distDir = await mkdtemp(join(tmpdir(), 'page-'))
    await writeFile(join(distDir, 'code.js'), CODE)
    await writeFile(join(distDir, 'ui.html'), HTML)
    const manifest = {
      id: 'page-test',
      name: 'Page test',
      editorType: ['figma'],
      documentAccess: 'dynamic-page',
      networkAccess: { allowedDomains: ['none'], devAllowedDomains: [stage.allowedUrl] },
      relaunchButtons: [{ command: 'again', name: 'Rename again' }],
    }
    await writeFile(join(distDir, 'manifest.json'), JSON.stringify(manifest))
    server = await servePage({
      port: 0,
      distDir,
      settings: () => ({ rivya: 'stand-in', token: 'rl_seeded' }),
      makeAdminLink: async () => stage.allowedUrl,
    })
    stage.url = server.url
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await new Promise((resolve) => allowed.close(resolve))
    await rm(distDir, { recursive: true })
  })

  beforeEach(async () => {
    const troubles: string[] = []
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
    })
    page.on('pageerror', (error) => troubles.push(error.message))
    Object.assign(stage, { page, troubles })
    await openPage(stage)
  })
  afterEach(() => stage.page.context().close())

  return stage
}

export async function openPage({ page, url }: PageStage): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => window.playground !== undefined)
}

/** Opens the plugin and gives its iframe. */
export async function runPlugin(page: Page): Promise<Frame> {
  await page.getByRole('button', { name: 'Run plugin' }).click()
  return pluginFrame(page)
}

/** The plugin's iframe, once its own document is there; before that it holds an empty one. */
export async function pluginFrame(page: Page): Promise<Frame> {
  const handle = await page.locator('.plugin-window iframe').elementHandle()
  const frame = await handle?.contentFrame()
  if (!frame) throw new Error('The plugin has no iframe')
  await frame.locator('h1').waitFor()
  await frame.waitForLoadState()
  return frame
}

export const layer = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Layers' }).getByRole('button', { name, exact: true })
