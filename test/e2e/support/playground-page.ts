import type { Browser, Frame, FrameLocator, Page } from 'playwright-core'
import type { Automation } from '../../../playground/page/automation.ts'
import { PATIENCE_MS } from './browser.ts'

declare global {
  interface Window {
    playground?: Automation
  }
}

export type PlaygroundOptions = {
  /** Of the browser window in CSS pixels. */
  viewport: { width: number; height: number }
  /** Whether the panel moves while it waits, which is drawn sixty times a second. */
  hasMotion: boolean
}

/** A fresh browser profile with the playground and the plugin open in it. */
export async function openPlayground(
  browser: Browser,
  url: string,
  { viewport, hasMotion }: PlaygroundOptions,
  troubles: string[],
): Promise<{ page: Page; panel: FrameLocator }> {
  const reducedMotion = hasMotion ? 'no-preference' : 'reduce'
  const context = await browser.newContext({ viewport, reducedMotion })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    // The browser writes every answer above 399 and every refused connection itself; those are what is tested.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      troubles.push(message.text())
    }
  })
  await page.goto(url)
  await page.waitForFunction(() => window.playground !== undefined)
  await openPlugin(page)
  return { page, panel: panelOf(page) }
}

export function panelOf(page: Page): FrameLocator {
  return page.frameLocator('section.plugin-window iframe')
}

/** The same as `panelOf`, to be evaluated in; of the plugin that is open now. */
export async function panelFrame(page: Page): Promise<Frame> {
  const iframe = await page.locator('section.plugin-window iframe').elementHandle()
  const frame = await iframe?.contentFrame()
  if (!frame) throw new Error('The plugin has no iframe.')
  return frame
}

/** As the person does it, unless the window is open. */
export async function openPlugin(page: Page): Promise<void> {
  const isOpen = await page.evaluate(() => window.playground?.isOpen() ?? false)
  if (!isOpen) await page.getByRole('button', { name: 'Run plugin' }).click()
  await panelOf(page).locator('#panel > *').first().waitFor()
}

export async function closePlugin(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Close/ }).click()
  await page.waitForFunction(() => window.playground?.isOpen() === false)
}

/** Selects layers by name or id, as a click on the canvas would. */
export async function select(page: Page, ...layers: string[]): Promise<void> {
  await page.evaluate((names) => window.playground?.select(...names), layers)
}

/** The node's record; a plain value. */
export async function find(page: Page, layer: string) {
  return page.evaluate((name) => {
    if (window.playground === undefined) throw new Error('The playground is not open.')
    return window.playground.find(name)
  }, layer)
}

/** Colour of the canvas in a layer, by shares of its width and height. */
export async function pixelIn(page: Page, layer: string, shareX: number, shareY: number): Promise<number[]> {
  return page.evaluate(async ([name, x, y]) => [...((await window.playground?.pixelIn(name, x, y)) ?? [])], [
    layer,
    shareX,
    shareY,
  ] as const)
}

type ImageFill = { type: 'IMAGE'; scaleMode: string; imageHash: string }

/** Image fills of a layer, the lowest first. */
export async function imageFills(page: Page, layer: string): Promise<ImageFill[]> {
  const { fills } = await find(page, layer)
  return fills.flatMap((fill) =>
    fill.type === 'IMAGE' && fill.imageHash !== null
      ? [{ type: 'IMAGE', scaleMode: fill.scaleMode, imageHash: fill.imageHash }]
      : [],
  )
}

/** Resolves when the layer has so many image fills. */
export async function waitForImageFills(page: Page, layer: string, count = 1): Promise<void> {
  await page.waitForFunction(
    ([name, wanted]) =>
      window.playground?.find(name).fills.filter(({ type }) => type === 'IMAGE').length === wanted,
    [layer, count] as const,
    // Asked in every frame, the page would draw every frame.
    { polling: 100 },
  )
}

/**
 * Keys that reach the panel before its next frame, as those do that waited while it was busy. What a key does by the
 * browser itself, such as Space on a check box, does not come about.
 *
 * @param keys as in "ArrowUp" or "Alt+ArrowUp"
 */
export async function strikeAtOnce(page: Page, keys: string[]): Promise<void> {
  const frame = await panelFrame(page)
  await frame.evaluate(async (struck) => {
    for (const one of struck) {
      const [key = '', modifier] = one.split('+').reverse()
      const event = new KeyboardEvent('keydown', { key, altKey: modifier === 'Alt', bubbles: true })
      document.activeElement?.dispatchEvent(event)
      // What is drawn anew is drawn in a microtask, of which one may lead to the next.
      for (let turn = 0; turn < 20; turn += 1) await null
    }
  }, keys)
}
