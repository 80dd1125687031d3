/** What the panel offers beyond the first image, done as a designer would and checked on the document. */
import type { FrameLocator, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdResults } from './support/hold-results.ts'
import {
  closePlugin,
  find,
  imageFills,
  openPlugin,
  panelOf,
  select,
  waitForImageFills,
} from './support/playground-page.ts'
import { setUpBackstage } from './support/set-up-stage.ts'

const MUG = 'Card / Ceramic mug'
const STOOL = 'Card / Oak stool'
const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'

const stage = setUpBackstage()
let page: Page
let panel: FrameLocator

beforeEach(async () => {
  ;({ page, panel } = await stage.openElsewhere())
})
afterEach(() => page.context().close())

const prompt = () => panel.getByRole('textbox', { name: 'Prompt' })
const references = () => panel.getByRole('list', { name: 'References' }).getByRole('listitem')
const press = () => panel.getByRole('button', { name: /^Generate/ }).click()
const promptsSince = (count: number) =>
  stage.standIn.inspection
    .tasks()
    .slice(count)
    .map(({ request }) => request.prompt)

/** The layer that holds a card's picture, by id. */
async function imageLayerOf(card: string): Promise<string> {
  const { id } = await find(page, card)
  const layers = (await page.evaluate(() => window.playground?.layers())) ?? []
  const inside = layers.find(({ parentId, name }) => parentId === id && /^image/i.test(name))
  if (inside === undefined) throw new Error(`${card} has no image layer`)
  return inside.id
}

async function fillBanner(words: string) {
  await select(page, BANNER)
  await prompt().fill(words)
  await press()
  await waitForImageFills(page, BANNER)
}

it('a double click, or a key that is held down, is one press', async () => {
  const before = stage.standIn.inspection.tasks().length
  await select(page, BANNER)
  await prompt().fill('Once by a double click')
  await panel.getByRole('button', { name: 'Generate' }).dblclick()
  await waitForImageFills(page, BANNER)
  await prompt().fill('Once by held keys')
  await page.keyboard.down('Control')
  for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await page.keyboard.up('Control')
  await prompt().fill('Once by a held button')
  await panel.getByRole('button', { name: 'Generate' }).focus()
  for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await prompt().fill('Once by two keys')
  await page.keyboard.down('Control')
  // At once, however slow the machine is; two keys, since one alone would be held down.
  await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('NumpadEnter')])
  await page.keyboard.up('Control')
  // They are on their way at the same time, so any may be the first to arrive.
  const presses = ['Once by a double click', 'Once by a held button', 'Once by held keys', 'Once by two keys']
  const arrived = () => promptsSince(before).sort()
  await expect.poll(arrived).toEqual(presses)
  await panel.getByRole('button', { name: 'in progress' }).waitFor({ state: 'hidden' })
  expect(arrived()).toEqual(presses)
})

it('the form stands still with the first letter of a prompt', async () => {
  const saving = panel.getByRole('button', { name: 'Save as look' })
  await saving.waitFor()
  const title = panel.getByRole('heading', { name: 'References' })
  const before = await title.boundingBox()
  await prompt().press('A')
  await panel.getByText('Write a prompt.').waitFor({ state: 'detached' })
  expect(await title.boundingBox()).toEqual(before)
})

it('a prompt is written from the right in the scripts that are', async () => {
  const directionOf = () => prompt().evaluate((field) => getComputedStyle(field).direction)
  await prompt().fill('كوب على طاولة')
  expect(await directionOf()).toBe('rtl')
  await prompt().fill('A mug')
  expect(await directionOf()).toBe('ltr')
})

describe('references', () => {
  beforeEach(async () => {
    await select(page, POSTER, 'Phone / Story')
    await panel.getByRole('button', { name: 'Add selection as reference' }).click()
    await expect.poll(() => references().count()).toBe(2)
    await references().locator('img').last().waitFor()
  })

  it('are offered after @, keep their meaning when moved by key, and show what is not named', async () => {
    await prompt().pressSequentially('In the colours of @')
    await panel.getByRole('option', { name: /image 2/ }).waitFor()
    await prompt().press('ArrowDown')
    await prompt().press('Enter')
    expect(await prompt().inputValue()).toBe('In the colours of image 2 ')
    await panel.getByText('Image 1 is not named in the prompt.').waitFor()

    await panel.getByRole('button', { name: /^Image 2: Phone/ }).press('Alt+ArrowLeft')
    await panel.getByRole('button', { name: /^Image 1: Phone/ }).waitFor()
    expect(await prompt().inputValue()).toBe('In the colours of image 1 ')
    await panel.getByRole('button', { name: /^Remove image 2/ }).click()
    await expect.poll(() => references().count()).toBe(1)
    await panel.getByText('is not named').waitFor({ state: 'detached' })
  })

  it('lose one by a double click, not the next that comes under the pointer', async () => {
    const before = await references().count()
    const remove = await panel.getByRole('button', { name: /^Remove image 1/ }).boundingBox()
    if (remove === null) throw new Error('There is nothing to remove.')
    const at = { x: remove.x + remove.width / 2, y: remove.y + remove.height / 2 }
    await page.mouse.dblclick(at.x, at.y)
    await expect.poll(() => references().count()).toBe(before - 1)
    await panel.getByRole('button', { name: 'Add selection as reference' }).click()
    expect(await references().count()).toBe(2)
  })

  it('tell when their frame has changed, take a new picture of it, and tell when it is gone', async () => {
    await page.evaluate((poster) => window.playground?.edit(poster, { opacity: 0.5 }), POSTER)
    const tile = panel.getByRole('button', { name: /^Image 1: Poster.*changed since/ })
    await tile.click()
    await panel.getByRole('button', { name: 'Refresh from frame' }).click()
    await panel.getByRole('button', { name: /^Image 1: Poster[^,]*$/ }).waitFor()
    await page.evaluate((poster) => window.playground?.remove(poster), POSTER)
    await panel.getByRole('button', { name: /^Image 1: Poster.*gone/ }).waitFor()
  })

  it('cost a megapixel each, and up to four with high detail', async () => {
    await panel.getByText(/of 9 MP/).waitFor()
    const readMeter = async () => Number.parseFloat((await panel.getByText(/of 9 MP/).textContent()) ?? '')
    const before = await readMeter()
    await panel.getByRole('button', { name: /^Image 1/ }).click()
    await panel.getByLabel('High detail').check()
    await expect.poll(readMeter).toBeGreaterThan(before)
  })
})

it('fills the image layer of each card with its own words, in its own ratio', async () => {
  const before = stage.standIn.inspection.tasks().length
  const layers = [await imageLayerOf(MUG), await imageLayerOf(STOOL)] as const
  await select(page, MUG, STOOL)
  await prompt().fill('{number}. {name}, {warm|cold} light')
  const targets = panel.getByRole('list', { name: 'Targets' }).getByRole('listitem')
  await expect
    .poll(() => targets.allInnerTexts())
    .toEqual([
      expect.stringContaining('1. Ceramic mug, warm light'),
      expect.stringContaining('2. Oak stool, cold light'),
    ])
  await press()
  for (const layer of layers) await waitForImageFills(page, layer, 1)
  expect(promptsSince(before).sort()).toEqual(['1. Ceramic mug, warm light', '2. Oak stool, cold light'])
  expect(await imageFills(page, MUG)).toEqual([])
})

describe('a batch', () => {
  it('retries only what has failed', async () => {
    const before = stage.standIn.inspection.tasks().length
    await select(page, BANNER, POSTER)
    await prompt().fill('A market stall')
    let isFirst = true
    await page.route('**/v1/generations', (route) => {
      if (route.request().method() !== 'POST' || !isFirst) return route.continue()
      isFirst = false
      const error = { code: 'quota_exceeded', message: 'the limit is 10', request_id: 'req_test' }
      return route.fulfill({
        status: 402,
        json: { error },
        headers: { 'access-control-allow-origin': '*' },
      })
    })
    await press()
    await panel.getByText('1 of 2 done, 1 failed').waitFor()
    await panel.getByText(/^A limit of credits is reached/).waitFor()
    await panel.getByRole('button', { name: 'Copy request id' }).waitFor()
    await panel.getByRole('button', { name: 'Retry failed' }).click()
    await panel.getByText('2 of 2 done').waitFor()
    expect(promptsSince(before)).toHaveLength(2)
  })

  it('is no longer waited for after “Stop all”, and its images stay to be placed by hand', async () => {
    const before = stage.standIn.inspection.tasks().length
    await select(page, BANNER, POSTER)
    await prompt().fill('A market stall at night')
    const letGo = holdResults(stage.standIn)
    await press()
    // What is stopped before it has been asked for is not paid, and has no image.
    await expect.poll(() => promptsSince(before)).toHaveLength(2)
    await panel.getByRole('button', { name: 'Stop all' }).click()
    letGo()
    const place = panel.getByRole('button', { name: 'Place', exact: true })
    await expect.poll(() => place.count()).toBe(2)
    expect(await imageFills(page, BANNER)).toEqual([])
    await panel.getByRole('button', { name: 'Place all' }).click()
    await waitForImageFills(page, BANNER)
    await waitForImageFills(page, POSTER)
  })

  it('above the limit that was set asks once, in place', async () => {
    const before = stage.standIn.inspection.tasks().length
    await panel.getByRole('button', { name: 'Settings' }).click()
    await panel.getByLabel(/^Ask before/).fill('5')
    await panel.getByLabel(/^Ask before/).press('Tab')
    await panel.getByRole('button', { name: 'Create' }).click()
    await select(page, BANNER, POSTER)
    await prompt().fill('Twelve pumpkins')
    await press()
    await panel.getByText(/This costs from .* or /).waitFor()
    await panel.getByRole('button', { name: 'not now' }).click()
    expect(promptsSince(before)).toEqual([])
    await press()
    await press()
    await waitForImageFills(page, BANNER)
  })
})

it('a generated layer shows how it was made, what it was before, and opens the panel with its settings', async () => {
  await fillBanner('Hand-thrown bowls')
  const card = panel.getByRole('region', { name: 'How the selected layer was made' })
  const promptTop = async () => (await prompt().boundingBox())?.y
  await select(page)
  await card.waitFor({ state: 'detached' })
  const before = await promptTop()
  await select(page, BANNER)
  await card.getByText('Hand-thrown bowls').waitFor()
  // It may come while the next prompt is written.
  expect(await promptTop()).toBe(before)
  await prompt().fill('')
  await card.getByRole('button', { name: 'Edit prompt' }).click()
  await expect.poll(() => prompt().inputValue()).toBe('Hand-thrown bowls')
  expect(await panel.getByRole('radio', { name: 'Fill selection' }).isChecked()).toBe(true)

  const isShown = async () => {
    const { fills } = await find(page, BANNER)
    return fills.find(({ type }) => type === 'IMAGE')?.visible
  }
  await card.getByRole('button', { name: 'Hold to compare' }).focus()
  await page.keyboard.down('Space')
  await expect.poll(isShown).toBe(false)
  await page.keyboard.up('Space')
  await expect.poll(isShown).toBe(true)

  await closePlugin(page)
  await page.evaluate(() => window.playground?.open('vary'))
  panel = panelOf(page)
  await panel.getByRole('button', { name: 'Generate 3 images' }).waitFor()
  expect(await prompt().inputValue()).toBe('Hand-thrown bowls')
})

describe('help with the prompt', () => {
  it('offers colours of the selection by their names, and a change for what will not work', async () => {
    await select(page, POSTER)
    await panel.getByText('Prompt help').click()
    await panel.getByRole('button', { name: 'Colours of the selection' }).click()
    await panel
      .getByRole('button', { name: /^Insert .*#[0-9A-F]{6}$/ })
      .first()
      .click()
    expect(await prompt().inputValue()).toMatch(/#[0-9A-F]{6}$/)
    await prompt().fill('A street with no people')
    await panel.getByRole('button', { name: 'Say “an empty, deserted scene”' }).click()
    expect(await prompt().inputValue()).toBe('A street, an empty, deserted scene')
  })

  it('keeps the words and recent prompts for the next opening', async () => {
    await prompt().fill('A prompt worth keeping')
    await expect.poll(() => storedPreferences()).toContain('A prompt worth keeping')
    await closePlugin(page)
    await openPlugin(page)
    panel = panelOf(page)
    await expect.poll(() => prompt().inputValue()).toBe('A prompt worth keeping')
  })

  it('keeps a prompt as a look of its own in two clicks, and gives its words back to be changed', async () => {
    await prompt().fill('A street in the rain')
    await panel.getByRole('button', { name: 'Save as look' }).click()
    await panel.getByRole('button', { name: 'Save', exact: true }).click()
    await prompt().fill('')
    await panel.getByLabel('Look', { exact: true }).selectOption('A street in the rain')
    expect(await panel.getByLabel('What is sent').inputValue()).toBe('A street in the rain')
    await panel.getByRole('button', { name: 'Turn into prompt' }).click()
    expect(await prompt().inputValue()).toBe('A street in the rain')
    expect(await panel.getByLabel('Look', { exact: true }).inputValue()).toBe('')
  })

  const storedPreferences = async () =>
    JSON.stringify(await page.evaluate(() => window.playground?.storage()))
})
