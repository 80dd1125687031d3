/** The history: one image made, then placed, reused, starred and deleted, each test on the page of the one before. */
import type { FrameLocator, Page } from 'playwright-core'
import { beforeEach, expect, it } from 'vitest'
import { imageFills, panelFrame, select, waitForImageFills } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'
const WORDS = 'Glazed tiles in a row'

let page: Page
let panel: FrameLocator

setUpStage({}, async (stage) => {
  ;({ page, panel } = stage)
  await select(page, BANNER)
  await prompt().fill(WORDS)
  await prompt().press('Control+Enter')
  await waitForImageFills(page, BANNER)
})
beforeEach(async () => {
  await panel.getByRole('button', { name: 'History' }).click()
  const details = panel.getByRole('button', { name: 'Reuse settings' })
  if (!(await details.isVisible())) await entry().click()
  await details.waitFor()
  await entry().locator('img').waitFor()
})

const prompt = () => panel.getByRole('textbox', { name: 'Prompt' })
const references = () => panel.getByRole('list', { name: 'References' }).getByRole('listitem')
/** The newest: each page makes one. */
const entry = () =>
  panel.getByRole('list', { name: 'Images of the history' }).getByRole('button', { name: WORDS }).first()
const countLayers = () => page.evaluate(() => window.playground?.layers().length ?? 0)

it('places an image again, on another layer and as a new one', async () => {
  await select(page, POSTER)
  await panel.getByRole('button', { name: 'Fill selection' }).click()
  await waitForImageFills(page, POSTER)
  expect((await imageFills(page, POSTER))[0]?.imageHash).toBe((await imageFills(page, BANNER))[0]?.imageHash)
  const before = await page.evaluate(() => window.playground?.layers().length ?? 0)
  await panel.getByRole('button', { name: 'Place', exact: true }).click()
  await expect.poll(() => page.evaluate(() => window.playground?.layers().length ?? 0)).toBe(before + 1)
})

it('fills the layers that Generate would fill, the image in each of the cards, and one undo takes it back', async () => {
  await select(page, 'Card / Ceramic mug', 'Card / Oak stool')
  /** Every layer with its fills. */
  const read = () =>
    page.evaluate(() =>
      (window.playground?.layers() ?? []).map(({ id, name, fills }) => ({ id, name, fills })),
    )
  const before = await read()
  const [hash] = (await imageFills(page, BANNER)).map(({ imageHash }) => imageHash)
  await panel.getByRole('button', { name: 'Fill 2 layers' }).click()
  await panel.getByText('Layers filled: 2.').waitFor({ state: 'attached' })
  const changed = (await read()).filter(({ fills }, index) => {
    return JSON.stringify(fills) !== JSON.stringify(before[index]?.fills)
  })
  expect(changed.map(({ name }) => name)).toEqual(['Image', 'Image'])
  for (const { fills } of changed) expect(fills.at(-1)).toMatchObject({ type: 'IMAGE', imageHash: hash })
  await page.evaluate(() => window.playground?.undo())
  expect(await read()).toEqual(before)
})

it('places an image once however often it is asked for while it is on its way', async () => {
  const before = await countLayers()
  let asked = 0
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/images/0', async (route) => {
    if (route.request().method() === 'GET') asked += 1
    await released
    await route.continue()
  })
  const place = panel.getByRole('button', { name: 'Place', exact: true })
  await place.focus()
  for (const _ of [1, 2, 3]) await page.keyboard.press('Enter')
  expect(await place.getAttribute('aria-busy')).toBe('true')
  release()
  await expect.poll(countLayers).toBe(before + 1)
  await expect.poll(() => place.getAttribute('aria-busy')).toBeNull()
  expect(asked).toBeLessThanOrEqual(1)
  await page.unroute('**/images/0')
  await page.evaluate(() => window.playground?.undo())
})

it('dropped outside of the panel is placed there, and not when dropped inside', async () => {
  const iframe = await page.locator('section.plugin-window iframe').boundingBox()
  const at = await page.evaluate((banner) => window.playground?.pointOf(banner), BANNER)
  if (iframe === null || at === undefined) throw new Error('nothing to drag')
  const before = await countLayers()
  // The browser's own drag can't be driven out of a sandboxed frame, so its last event is given by hand.
  await entry().dispatchEvent('dragend', { clientX: 50, clientY: 200 })
  await entry().dispatchEvent('dragend', { clientX: at.x - iframe.x, clientY: at.y - iframe.y })
  await expect.poll(countLayers).toBe(before + 1)
})

it('brings settings back, and an image as a reference', async () => {
  await panel.getByRole('button', { name: 'Use as reference' }).click()
  await expect.poll(() => references().count()).toBe(1)
  await panel.getByRole('button', { name: 'History' }).click()
  await panel.getByRole('button', { name: 'Reuse settings' }).click()
  await expect.poll(() => prompt().inputValue()).toBe(WORDS)
  expect(await references().count()).toBe(0)
})

it('narrows by words and by a check box that follows before they were searched for', async () => {
  const asked: string[] = []
  page.on('request', (request) => void asked.push(new URL(request.url()).search))
  const frame = await panelFrame(page)
  await frame.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('[aria-label="Search prompts"]')
    if (field) field.value = 'tiles'
    field?.dispatchEvent(new InputEvent('input', { bubbles: true }))
    document.querySelector<HTMLInputElement>('.history-filter [type=checkbox]')?.click()
  })
  await expect.poll(() => asked.join(' ')).toContain('q=tiles&starred=true')
  await panel.getByRole('button', { name: 'Show all' }).click()
  await entry().waitFor()
  expect(await panel.getByLabel('Starred', { exact: true }).isChecked()).toBe(false)
})

it('finds by the words of the prompt, and says when nothing matches', async () => {
  await panel.getByLabel('Search prompts').fill('tiles row')
  await entry().waitFor()
  await panel.getByLabel('Search prompts').fill('no such thing')
  await panel.getByText('Nothing matches.').waitFor()
  // What narrows the list is still to be seen after a look at the form.
  await panel.getByRole('button', { name: 'Create' }).click()
  await panel.getByRole('button', { name: 'History' }).click()
  expect(await panel.getByLabel('Search prompts').inputValue()).toBe('no such thing')
  await panel.getByRole('button', { name: 'Show all' }).click()
  await entry().waitFor()
  expect(await panel.getByLabel('Search prompts').inputValue()).toBe('')
})

it('replaces words that were not sent so that one undo brings them back', async () => {
  await panel.getByRole('button', { name: 'Create' }).click()
  await prompt().fill('Words that were not sent')
  await panel.getByRole('button', { name: 'History' }).click()
  await panel.getByRole('button', { name: 'Reuse settings' }).click()
  await expect.poll(() => prompt().inputValue()).toBe(WORDS)
  await prompt().press('Control+z')
  expect(await prompt().inputValue()).toBe('Words that were not sent')
  await prompt().press('Control+y')
  expect(await prompt().inputValue()).toBe(WORDS)
  await panel.getByRole('button', { name: 'Undo' }).click()
  expect(await prompt().inputValue()).toBe('Words that were not sent')
})

it('keeps the keyboard in the list: Home and End, Escape out of the details', async () => {
  await entry().focus()
  const focused = panel.locator(':focus')
  for (const key of ['End', 'Home', 'PageDown']) {
    await page.keyboard.press(key)
    expect(await focused.getAttribute('data-index')).not.toBeNull()
  }
  await panel.getByRole('button', { name: 'Star', exact: true }).focus()
  await page.keyboard.press('Escape')
  await panel.getByRole('button', { name: 'Reuse settings' }).waitFor({ state: 'hidden' })
  expect(await focused.getAttribute('aria-label')).toContain(WORDS)
})

it('stars, filters and deletes, and takes a deletion back', async () => {
  await panel.getByRole('button', { name: 'Star', exact: true }).click()
  await panel.getByRole('button', { name: 'Unstar' }).waitFor()
  await panel.getByLabel('Starred', { exact: true }).check()
  await entry().waitFor()
  const deletions: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'DELETE') deletions.push(request.url())
  })
  await panel.getByRole('button', { name: 'Delete', exact: true }).dblclick()
  await panel.getByText('Nothing matches.').waitFor()
  expect(await panel.locator('body:focus').count()).toBe(0)
  await panel.getByRole('button', { name: 'Undo' }).click()
  await entry().waitFor()
  await entry().click()
  await panel.getByRole('button', { name: 'Delete', exact: true }).focus()
  await page.keyboard.press('Enter')
  await panel.getByText('Nothing matches.').waitFor()
  expect(deletions).toEqual([])
  await expect.poll(() => deletions.length).toBe(1)
  expect(await imageFills(page, BANNER)).toHaveLength(1)
})
