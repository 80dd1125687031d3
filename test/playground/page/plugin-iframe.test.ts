import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { pluginFrame, runPlugin, setUpPage } from './page-stage.ts'

const stage = setUpPage()
let page: Page
beforeEach(() => {
  page = stage.page
})

it('has no origin, so no storage, and no way out of its box', async () => {
  const frame = await runPlugin(page)
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
  const frame = await runPlugin(page)
  const fetchFrom = (url: string) =>
    frame.evaluate(async (address) => {
      const response = await fetch(address).catch(() => null)
      return response === null ? 'blocked' : response.text()
    }, url)
  expect(await fetchFrom(`${stage.allowedUrl}/`)).toBe('reached')
  expect(await fetchFrom(`${stage.url}/settings.json`)).toBe('blocked')
})

it('has Figma’s colours and follows the theme while it is open', async () => {
  const frame = await runPlugin(page)
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
  const first = await runPlugin(page)
  await first.evaluate(() => {
    window.lastMessage = 'of the first run'
  })
  await page.getByRole('button', { name: 'Run plugin again' }).click()
  await expect.poll(() => first.isDetached()).toBe(true)
  const second = await pluginFrame(page)
  expect(await second.evaluate(() => window.lastMessage)).toBeUndefined()
})

it('loses a Blob it posts, and the page says so', async () => {
  const frame = await runPlugin(page)
  await frame.evaluate(() => parent.postMessage({ pluginMessage: { file: new Blob(['x']) } }, '*'))
  await page.waitForFunction(() => (window.playground?.failures().length ?? 0) > 0)
  expect(await page.evaluate(() => window.playground?.failures()[0])).toContain('Cannot unwrap Blob')
})

it('can drop files on the canvas', async () => {
  const frame = await runPlugin(page)
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
