import type { Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { findViolations } from '../../e2e/support/axe.ts'
import { layer, runPlugin, setUpPage } from './page-stage.ts'

const stage = setUpPage()
let page: Page
beforeEach(() => {
  page = stage.page
})

const names = () => page.evaluate(() => window.playground?.selection())

it.each(['light', 'dark'] as const)('has nothing that axe complains about in the %s theme', async (theme) => {
  await page.evaluate((chosen) => window.playground?.setTheme(chosen), theme)
  await layer(page, 'Card / Oak stool').click()
  const frame = await runPlugin(page)
  expect(await findViolations(page.mainFrame())).toEqual([])
  expect(await findViolations(frame)).toEqual([])
  expect(stage.troubles).toEqual([])
})

it('keeps the plugin’s window in sight, however low the browser’s is', async () => {
  await runPlugin(page)
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
  await layer(page, 'Card / Oak stool').click()
  await layer(page, 'Card / Brass lamp').click({ modifiers: ['Control'] })
  expect(await names()).toEqual(['Card / Oak stool', 'Card / Brass lamp'])
  await layer(page, 'Card / Oak stool').focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await names()).toEqual(['Card / Brass lamp'])
  expect(await layer(page, 'Card / Brass lamp').getAttribute('aria-pressed')).toBe('true')
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
  await layer(page, 'Poster / Autumn market').click()
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

it('opens the plugin by itself for somebody new, and waits to be asked from then on', async () => {
  await page.waitForFunction(() => window.playground?.isOpen())
  await page.reload()
  await page.waitForFunction(() => window.playground !== undefined)
  expect(await page.evaluate(() => window.playground?.isOpen())).toBe(false)
})

it('has the relay’s token in the plugin’s storage from the first time on, and once only', async () => {
  const storage = () => page.evaluate(() => window.playground?.storage())
  expect(await storage()).toEqual([{ key: 'token', value: 'rl_seeded' }])
})

it('leads to the admin’s page in a tab of its own', async () => {
  const opening = page.context().waitForEvent('page')
  await page.getByRole('link', { name: 'Admin’s page' }).click()
  await (await opening).getByText('reached').waitFor()
  expect(stage.troubles).toEqual([])
})
