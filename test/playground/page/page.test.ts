import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Automation } from '../../../playground/page/automation.ts'
import { type PageServer, servePage } from '../../../playground/serve-page.ts'
import { findViolations } from '../../e2e/support/axe.ts'
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

let browser: Browser
let server: PageServer
let allowed: Server
let distDir: string
let page: Page
let troubles: string[]

beforeAll(async () => {
  allowed = createServer((_, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*' })
    response.end('reached')
  })
  await new Promise<void>((resolve) => allowed.listen(0, '127.0.0.1', resolve))
  distDir = await mkdtemp(join(tmpdir(), 'page-'))
  await writeFile(join(distDir, 'code.js'), CODE)
  await writeFile(join(distDir, 'ui.html'), HTML)
  const manifest = {
    id: 'page-test',
    name: 'Page test',
    editorType: ['figma'],
    documentAccess: 'dynamic-page',
    networkAccess: { allowedDomains: ['none'], devAllowedDomains: [addressOf(allowed)] },
    relaunchButtons: [{ command: 'again', name: 'Rename again' }],
  }
  await writeFile(join(distDir, 'manifest.json'), JSON.stringify(manifest))
  server = await servePage({
    port: 0,
    distDir,
    settings: () => ({ rivya: 'stand-in', token: 'rl_seeded' }),
    makeAdminLink: async () => addressOf(allowed),
  })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
  await new Promise((resolve) => allowed.close(resolve))
  await rm(distDir, { recursive: true })
})

beforeEach(async () => {
  troubles = []
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(PATIENCE_MS)
  page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  await open()
})
afterEach(() => page.context().close())

function addressOf(of: Server): string {
  return `http://localhost:${(of.address() as AddressInfo).port}`
}

async function open(): Promise<void> {
  await page.goto(server.url)
  await page.waitForFunction(() => window.playground !== undefined)
}

/** Opens the plugin and gives its iframe. */
async function runPlugin(): Promise<Frame> {
  await page.getByRole('button', { name: 'Run plugin' }).click()
  return pluginFrame()
}

/** The plugin's iframe, once its own document is there; before that it holds an empty one. */
async function pluginFrame(): Promise<Frame> {
  const handle = await page.locator('.plugin-window iframe').elementHandle()
  const frame = await handle?.contentFrame()
  if (!frame) throw new Error('The plugin has no iframe')
  await frame.locator('h1').waitFor()
  await frame.waitForLoadState()
  return frame
}

/** Posts a message to the sandbox as a panel does, and waits for the answer. */
async function tell(frame: Frame, message: object): Promise<unknown> {
  await frame.evaluate((pluginMessage) => {
    delete window.lastMessage
    const bytes = new Uint8Array([1, 2, 3])
    parent.postMessage({ pluginMessage: { ...pluginMessage, bytes } }, '*')
  }, message)
  await frame.waitForFunction(() => window.lastMessage !== undefined)
  return frame.evaluate(() => JSON.parse(JSON.stringify(window.lastMessage)))
}

const layer = (name: string) =>
  page.getByRole('list', { name: 'Layers' }).getByRole('button', { name, exact: true })
const names = () => page.evaluate(() => window.playground?.selection())

describe('the page', () => {
  it.each(['light', 'dark'] as const)(
    'has nothing that axe complains about in the %s theme',
    async (theme) => {
      await page.evaluate((chosen) => window.playground?.setTheme(chosen), theme)
      await layer('Card / Oak stool').click()
      const frame = await runPlugin()
      expect(await findViolations(page.mainFrame())).toEqual([])
      expect(await findViolations(frame)).toEqual([])
      expect(troubles).toEqual([])
    },
  )

  it('keeps the plugin’s window in sight, however low the browser’s is', async () => {
    await runPlugin()
    for (const height of [900, 220]) {
      await page.setViewportSize({ width: 1280, height })
      const box = await page.locator('.plugin-window').boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? height)).toBeLessThanOrEqual(height)
    }
  })

  it('says beside each page what a newcomer finds on it', async () => {
    const pages = page.getByRole('list', { name: 'Pages' }).getByRole('listitem')
    expect(await pages.filter({ hasText: 'Packshots' }).textContent()).toBe('Packshotspictures to start from')
    await page.getByRole('button', { name: 'Packshots', exact: true }).click()
  })

  it('selects in the Layers list by pointer and by keyboard', async () => {
    await layer('Card / Oak stool').click()
    await layer('Card / Brass lamp').click({ modifiers: ['Control'] })
    expect(await names()).toEqual(['Card / Oak stool', 'Card / Brass lamp'])
    await layer('Card / Oak stool').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await names()).toEqual(['Card / Brass lamp'])
    expect(await layer('Card / Brass lamp').getAttribute('aria-pressed')).toBe('true')
  })

  it('selects on the canvas by click, shift-click, double click and marquee', async () => {
    const at = async (name: string) => {
      const point = await page.evaluate((of) => window.playground?.pointOf(of), name)
      if (point === undefined) throw new Error('The playground is not open')
      return point
    }
    const card = await at('Card / Ceramic mug')
    await page.mouse.click(card.x, card.y)
    expect(await names()).toEqual(['Card / Ceramic mug'])
    await page.mouse.dblclick(card.x, card.y)
    expect(await names()).toEqual(['Image'])
    const title = await at('Autumn\nmarket')
    await page.mouse.click(title.x, title.y)
    const first = await names()
    const sun = await at('Sun')
    await page.keyboard.down('Shift')
    await page.mouse.click(sun.x, sun.y)
    await page.keyboard.up('Shift')
    expect([first, await names()]).toEqual([['Autumn\nmarket'], ['Autumn\nmarket', 'Sun']])
    await page.keyboard.press('Escape')
    const text = await at('Thirty workshops, one courtyard. Free entry.')
    await page.mouse.move(text.x - 20, text.y + 60)
    await page.mouse.down()
    await page.mouse.move(text.x + 20, text.y - 20, { steps: 4 })
    await page.mouse.up()
    expect(await names()).toEqual(['Thirty workshops, one courtyard. Free entry.'])
  })

  it('pans with the wheel and zooms with Ctrl and the wheel, around the pointer', async () => {
    const at = await page.evaluate(() => window.playground?.pointOf('Sun'))
    if (at === undefined) throw new Error('The playground is not open')
    const zoom = page.locator('.zoom')
    const before = await zoom.textContent()
    await page.mouse.move(at.x, at.y)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, 400)
    await page.keyboard.up('Control')
    await expect.poll(() => zoom.textContent()).not.toBe(before)
    await page.mouse.click(at.x, at.y)
    expect(await names()).toEqual(['Sun'])
    await page.mouse.wheel(0, -300)
    await page.keyboard.press('Escape')
    await page.mouse.click(at.x, at.y + 300)
    expect(await names()).toEqual(['Sun'])
  })

  it('removes with Delete and takes it back with Ctrl+Z and the button', async () => {
    const count = () => page.evaluate(() => window.playground?.layers().length)
    const all = await count()
    await layer('Poster / Autumn market').click()
    await page.keyboard.press('Delete')
    expect(await count()).toBe(Number(all) - 4)
    await page.keyboard.press('Control+z')
    expect(await count()).toBe(all)
    await page.getByRole('button', { name: 'Redo' }).click()
    expect(await count()).toBe(Number(all) - 4)
  })

  it('says in Dev Mode that this plugin does not run there', async () => {
    await page.getByRole('button', { name: 'Dev Mode' }).click()
    await page.getByText('Dev Mode: read only').waitFor()
    await page.getByRole('button', { name: 'Run plugin' }).click()
    await page.getByText('does not run in Dev Mode').waitFor()
  })
})

it('opens the plugin by itself for somebody new, and waits to be asked from then on', async () => {
  await page.waitForFunction(() => window.playground?.isOpen())
  await page.reload()
  await page.waitForFunction(() => window.playground !== undefined)
  expect(await page.evaluate(() => window.playground?.isOpen())).toBe(false)
})

describe('the plugin’s iframe', () => {
  it('has no origin, so no storage, and no way out of its box', async () => {
    const frame = await runPlugin()
    const found = await frame.evaluate(() => {
      const attempt = (work: () => unknown): string => {
        try {
          return String(work())
        } catch (error) {
          return (error as Error).name
        }
      }
      return [
        self.origin,
        attempt(() => localStorage.length),
        attempt(() => parent.document.title),
        isSecureContext,
        typeof crypto.randomUUID,
        typeof crypto.subtle,
        typeof crypto.getRandomValues,
      ]
    })
    expect(found).toEqual([
      'null',
      'SecurityError',
      'SecurityError',
      false,
      'undefined',
      'undefined',
      'function',
    ])
  })

  it('reaches the address in the manifest and no other', async () => {
    const frame = await runPlugin()
    const fetchFrom = (url: string) =>
      frame.evaluate(async (address) => {
        const response = await fetch(address).catch(() => null)
        return response === null ? 'blocked' : response.text()
      }, url)
    expect(await fetchFrom(`${addressOf(allowed)}/`)).toBe('reached')
    expect(await fetchFrom(`${server.url}/settings.json`)).toBe('blocked')
  })

  it('has Figma’s colours and follows the theme while it is open', async () => {
    const frame = await runPlugin()
    const look = () =>
      frame.evaluate(() => [
        document.documentElement.className,
        getComputedStyle(document.documentElement).getPropertyValue('--figma-color-bg').trim(),
      ])
    expect(await look()).toEqual(['figma-light', '#ffffff'])
    await page.getByRole('button', { name: 'Dark theme' }).click()
    await frame.waitForFunction(() => document.documentElement.className === 'figma-dark')
    expect(await look()).toEqual(['figma-dark', '#2c2c2c'])
  })

  it('is a new one when the plugin is run again', async () => {
    const first = await runPlugin()
    await first.evaluate(() => {
      window.lastMessage = 'of the first run'
    })
    await page.getByRole('button', { name: 'Run plugin again' }).click()
    await expect.poll(() => first.isDetached()).toBe(true)
    const second = await pluginFrame()
    expect(await second.evaluate(() => window.lastMessage)).toBeUndefined()
  })

  it('loses a Blob it posts, and the page says so', async () => {
    const frame = await runPlugin()
    await frame.evaluate(() => parent.postMessage({ pluginMessage: { file: new Blob(['x']) } }, '*'))
    await page.waitForFunction(() => (window.playground?.failures().length ?? 0) > 0)
    expect(await page.evaluate(() => window.playground?.failures()[0])).toContain('Cannot unwrap Blob')
  })

  it('can drop files on the canvas', async () => {
    const frame = await runPlugin()
    const place = await page.evaluate(() => window.playground?.pointOf('Sun'))
    const box = await page.locator('.plugin-window iframe').boundingBox()
    if (place === undefined || box === null) throw new Error('The page is not laid out')
    await frame.evaluate(
      ([clientX, clientY]) =>
        parent.postMessage(
          { pluginDrop: { clientX, clientY, files: [new File(['x'], 'a.png', { type: 'image/png' })] } },
          '*',
        ),
      [place.x - box.x, place.y - box.y] as const,
    )
    await page.waitForFunction(() => window.playground?.findAll('Dropped a.png').length === 1)
    const dropped = await page.evaluate(() => window.playground?.find('Dropped a.png'))
    const sun = await page.evaluate(() => window.playground?.bounds('Sun'))
    expect(dropped?.x).toBeCloseTo(Number(sun?.x) + Number(sun?.width) / 2, 0)
    expect(dropped?.y).toBeCloseTo(Number(sun?.y) + Number(sun?.height) / 2, 0)
  })
})

describe('a reload, as quitting Figma and coming back', () => {
  it('keeps the document and the plugin’s storage and nothing else', async () => {
    await layer('Card / Oak stool').click()
    expect(await tell(await runPlugin(), { type: 'rename', name: 'Kept' })).toMatchObject({ inMemory: 1 })
    // At once: what the plugin was told to be stored must be stored.
    await open()
    expect(await page.evaluate(() => window.playground?.isOpen())).toBe(false)
    expect(await layer('Kept').count()).toBe(1)
    const answer = await tell(await runPlugin(), { type: 'ask' })
    expect(answer).toMatchObject({ inMemory: 0, bytes: { 0: 1, 1: 2, 2: 3 } })
  })

  it('shows the relaunch button of a layer, which runs its command', async () => {
    await layer('Card / Oak stool').click()
    await tell(await runPlugin(), { type: 'rename', name: 'Kept' })
    await open()
    await layer('Kept').click()
    await page.getByText('Renamed by the test').waitFor()
    await page.getByRole('button', { name: 'Rename again' }).click()
    expect(await tell(await pluginFrame(), { type: 'ask' })).toMatchObject({ command: 'again' })
  })

  it('has the relay’s token in the plugin’s storage from the first time on, and once only', async () => {
    const storage = () => page.evaluate(() => window.playground?.storage())
    expect(await storage()).toEqual([{ key: 'token', value: 'rl_seeded' }])
  })

  it('leads to the admin’s page in a tab of its own', async () => {
    const opening = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Admin’s page' }).click()
    await (await opening).getByText('reached').waitFor()
    expect(troubles).toEqual([])
  })

  it('after Reset starts afresh', async () => {
    await layer('Card / Oak stool').click()
    await tell(await runPlugin(), { type: 'rename', name: 'Forgotten' })
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reset' }).click()])
    await page.waitForFunction(() => window.playground !== undefined)
    expect(await layer('Forgotten').count()).toBe(0)
    expect(await layer('Card / Oak stool').count()).toBe(1)
  })
})
