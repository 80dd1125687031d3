/** A reload of the page, as quitting Figma and coming back. */
import type { Frame, Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { layer, openPage, pluginFrame, runPlugin, setUpPage } from './page-stage.ts'

const stage = setUpPage()
let page: Page
beforeEach(() => {
  page = stage.page
})

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

it('keeps the document and the plugin’s storage and nothing else', async () => {
  await layer(page, 'Card / Oak stool').click()
  expect(await tell(await runPlugin(page), { type: 'rename', name: 'Kept' })).toMatchObject({ inMemory: 1 })
  // At once: what the plugin was told to be stored must be stored.
  await openPage(stage)
  expect(await page.evaluate(() => window.playground?.isOpen())).toBe(false)
  expect(await layer(page, 'Kept').count()).toBe(1)
  const answer = await tell(await runPlugin(page), { type: 'ask' })
  expect(answer).toMatchObject({ inMemory: 0, bytes: { 0: 1, 1: 2, 2: 3 } })
})

it('shows the relaunch button of a layer, which runs its command', async () => {
  await layer(page, 'Card / Oak stool').click()
  await tell(await runPlugin(page), { type: 'rename', name: 'Kept' })
  await openPage(stage)
  await layer(page, 'Kept').click()
  await page.getByText('Renamed by the test').waitFor()
  await page.getByRole('button', { name: 'Rename again' }).click()
  expect(await tell(await pluginFrame(page), { type: 'ask' })).toMatchObject({ command: 'again' })
})

it('after Reset starts afresh', async () => {
  await layer(page, 'Card / Oak stool').click()
  await tell(await runPlugin(page), { type: 'rename', name: 'Forgotten' })
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reset' }).click()])
  await page.waitForFunction(() => window.playground !== undefined)
  expect(await layer(page, 'Forgotten').count()).toBe(0)
  expect(await layer(page, 'Card / Oak stool').count()).toBe(1)
})
