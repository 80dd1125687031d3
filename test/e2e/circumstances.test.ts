/** No token, no credits, no network, no right to edit: each said before the click, and lifted when it passes. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { openPlugin, panelOf, select } from './support/playground-page.ts'
import { openStage, type Stage } from './support/stage.ts'

let browser: Browser
let stage: Stage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  const { troubles } = stage
  await stage.close()
  expect(troubles).toEqual([])
})

it('connects with a pasted token, and says what is wrong with a bad one', async () => {
  stage = await openStage(browser, { isConnected: false })
  const { panel, token } = stage
  await panel.getByLabel('Access token').fill('rl_000000000000_nonsense')
  await panel.getByRole('button', { name: 'Connect' }).click()
  await panel.getByText(/does not know this access token/).waitFor()
  await panel.getByLabel('Access token').fill(token)
  await panel.getByRole('button', { name: 'Connect' }).click()
  await panel.getByLabel('Prompt').waitFor()
})

it('too few credits: says how many are needed and left, and sends nothing', async () => {
  stage = await openStage(browser, { switches: { credits: 3 } })
  const { panel, page } = stage
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Tiles')
  await panel.getByText(/^Too few credits: from 5 needed\./).waitFor()
  await panel.getByLabel('Prompt').press('Control+Enter')
  expect(stage.standIn.inspection.tasks()).toEqual([])
})

it('offline: says so, and can generate again once it is back', async () => {
  stage = await openStage(browser)
  const { panel, page } = stage
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Tiles')
  await page.context().setOffline(true)
  const sentence = panel.getByText('This computer is offline.')
  await sentence.waitFor()
  // What fails meanwhile does not say it again, and nothing of it stays.
  await panel.getByRole('button', { name: 'History' }).click()
  await panel.getByRole('button', { name: 'Create' }).click()
  expect(await sentence.count()).toBe(1)
  await page.context().setOffline(false)
  await sentence.waitFor({ state: 'detached' })
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(1)
})

it('the relay away: says so, with a button that is seen as a whole, and goes on once it is back', async () => {
  stage = await openStage(browser)
  const { panel, page } = stage
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Tiles')
  await stage.killRelay()
  await panel.getByRole('button', { name: /^Generate/ }).click()
  const again = panel.getByRole('button', { name: 'Try now' })
  await again.waitFor()
  expect(await again.evaluate((button) => button.scrollWidth - button.clientWidth)).toBe(0)
  await stage.restartRelay()
  await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(1)
})

it('a revoked token in the middle: asks for a new one, keeps the prompt, and goes on with it', async () => {
  stage = await openStage(browser)
  const { panel, page } = stage
  await page.route('**/v1/generations', (route) =>
    route.fulfill({
      status: 401,
      headers: { 'access-control-allow-origin': '*' },
      contentType: 'application/json',
      body: '{"error":{"code":"unauthenticated","message":"no","request_id":"req_1"}}',
    }),
  )
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Tiles kept')
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await panel.getByLabel('Access token').waitFor()
  await page.unroute('**/v1/generations')
  await panel.getByLabel('Access token').fill(stage.token)
  await panel.getByRole('button', { name: 'Connect' }).click()
  expect(await panel.getByLabel('Prompt').inputValue()).toBe('Tiles kept')
  await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(1)
  expect(Object.values(stage.standIn.inspection.charges())).toEqual([1])
})

it('Dev Mode: the panel says that it can only look, and exports and sends nothing', async () => {
  stage = await openStage(browser)
  const { page } = stage
  await page.getByRole('button', { name: 'Dev Mode' }).click()
  await page.getByText('Dev Mode: read only').waitFor()
  await page.waitForFunction(() => window.playground !== undefined)
  await openPlugin(page)
  await select(page, 'Locked banner')
  const panel = panelOf(page)
  await panel.getByLabel('Prompt').fill('Tiles')
  await panel
    .getByText(/can only be viewed here/)
    .first()
    .waitFor()
  await panel.getByLabel('Prompt').press('Control+Enter')
  expect(stage.standIn.inspection.tasks()).toEqual([])
})
