/** The ways into the form beside the obvious one: what is dropped, pasted, dragged or called back by a key. */
import type { FrameLocator, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { closePlugin, openPlugin, panelOf, select, waitForImageFills } from './support/playground-page.ts'
import { setUpBackstage } from './support/set-up-stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'
const STORY = 'Phone / Story'

const stage = setUpBackstage()
let page: Page
let panel: FrameLocator

beforeEach(async () => {
  ;({ page, panel } = await stage.openElsewhere())
})
afterEach(() => page.context().close())

const prompt = () => panel.getByRole('textbox', { name: 'Prompt' })
const references = () => panel.getByRole('list', { name: 'References' })

/** Lets go of a PNG over the panel, or pastes it there, as the browser tells of it. */
function give(how: 'drop' | 'paste', name: string) {
  return panel.locator('body').evaluate(
    async (body, [kind, fileName]) => {
      const canvas = new OffscreenCanvas(40, 30)
      canvas.getContext('2d')?.fillRect(0, 0, 20, 30)
      const data = new DataTransfer()
      data.items.add(new File([await canvas.convertToBlob()], fileName, { type: 'image/png' }))
      const given = { bubbles: true, cancelable: true }
      body.dispatchEvent(
        kind === 'drop'
          ? new DragEvent('drop', { ...given, dataTransfer: data })
          : new ClipboardEvent('paste', { ...given, clipboardData: data }),
      )
    },
    [how, name] as const,
  )
}

it('an image that is dropped on the panel is a reference, and so is one that is pasted', async () => {
  await give('drop', 'dropped.png')
  await references().getByRole('button', { name: 'Image 1: dropped.png' }).waitFor()
  await give('paste', 'pasted.png')
  await references().getByRole('button', { name: 'Image 2: pasted.png' }).waitFor()
  await expect.poll(() => references().locator('img').count()).toBe(2)
  await panel.getByText('1 of 9 MP · 2/8').waitFor()
})

it('text that comes with its picture, as from a spreadsheet, is pasted as text where text is written', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.bringToFront()
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 30)
    canvas.getContext('2d')?.fillRect(0, 0, 20, 30)
    const cells = {
      'text/plain': new Blob(['Oak stool'], { type: 'text/plain' }),
      'text/html': new Blob(['<td>Oak stool</td>'], { type: 'text/html' }),
      'image/png': await canvas.convertToBlob(),
    }
    await navigator.clipboard.write([new ClipboardItem(cells)])
  })
  await prompt().focus()
  await page.keyboard.press('Control+v')
  await expect.poll(() => prompt().inputValue()).toBe('Oak stool')
  expect(await references().count()).toBe(0)
  // Anywhere else there is nothing that text could go into.
  await panel.getByRole('button', { name: 'Add selection as reference' }).focus()
  await page.keyboard.press('Control+v')
  await references()
    .getByRole('button', { name: /^Image 1/ })
    .waitFor()
})

it('a reference that is dragged onto another takes its place, and the prompt goes on naming the same', async () => {
  await select(page, POSTER, STORY)
  const ahead = panel.getByText('Sent ahead to your relay and Rivya')
  expect(await ahead.count()).toBe(0)
  await panel.getByRole('button', { name: 'Add selection as reference' }).click()
  await references()
    .getByRole('button', { name: /^Image 2/ })
    .waitFor()
  expect(await ahead.count()).toBe(1)
  await prompt().fill('image 1 beside image 2')
  const chips = references().getByRole('listitem')
  await expect.poll(() => chips.locator('img').count()).toBe(2)
  await chips.nth(1).dragTo(chips.nth(0))
  await references()
    .getByRole('button', { name: `Image 1: ${STORY}` })
    .waitFor()
  expect(await prompt().inputValue()).toBe('image 2 beside image 1')
})

it('the up arrow at the start of the prompt brings back what was sent before, the down arrow goes back', async () => {
  await select(page, BANNER)
  for (const [count, words] of ['First words', 'Second words'].entries()) {
    await prompt().fill(words)
    await panel.getByRole('button', { name: /^Generate/ }).click()
    const placed = panel.getByRole('list', { name: 'Generations' }).getByText(/^Placed/)
    await expect.poll(() => placed.count()).toBe(count + 1)
  }
  await prompt().fill('')
  await prompt().press('ArrowUp')
  expect(await prompt().inputValue()).toBe('Second words')
  await prompt().press('ArrowUp')
  expect(await prompt().inputValue()).toBe('First words')
  await prompt().press('ArrowDown')
  await prompt().press('ArrowDown')
  expect(await prompt().inputValue()).toBe('')
})

it('a panel that may start no worker fetches and shows its images all the same', async () => {
  await closePlugin(page)
  await page.addInitScript(() => {
    Object.defineProperty(window, 'Worker', { value: undefined })
  })
  await page.reload()
  await page.waitForFunction(() => window.playground !== undefined)
  await openPlugin(page)
  panel = panelOf(page)
  await select(page, BANNER)
  await prompt().fill('A tile')
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await waitForImageFills(page, BANNER)
  await panel.getByRole('list', { name: 'Generations' }).locator('img').waitFor()
})
