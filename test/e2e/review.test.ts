/** Choosing winners in the wide view, by keyboard alone, in one undo step; and making one result the look of the others. */
import { expect, it } from 'vitest'
import { findSeriousViolations } from './support/axe.ts'
import { holdResults } from './support/hold-results.ts'
import { imageFills, panelFrame, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'

const stage = setUpStage()

const areDisabled = (radios: Element[]) =>
  radios.map((radio) => radio instanceof HTMLInputElement && radio.disabled)

it('two layers with three variations: arrow keys choose, “Use these” sets both, one undo takes both back', async () => {
  const { page, panel, standIn } = stage
  const hashes = async () => [
    (await imageFills(page, BANNER))[0]?.imageHash,
    (await imageFills(page, POSTER))[0]?.imageHash,
  ]
  await select(page, BANNER, POSTER)
  await panel.getByLabel('Prompt').fill('Glazed tiles')
  await panel.getByLabel('Variations').selectOption('3')
  // Nothing is told to be done until Review is open: where the keyboard begins depends on it.
  const letGo = holdResults(standIn)
  await panel.getByRole('button', { name: 'Generate 6 images' }).click()
  // It can be opened while all of it still runs.
  const scrolled = () => panel.locator('.create').evaluate(({ scrollTop }) => scrollTop)
  await panel.getByRole('button', { name: 'Review' }).scrollIntoViewIfNeeded()
  const scrolledBefore = await scrolled()
  expect(scrolledBefore).toBeGreaterThan(100)
  await panel.getByRole('button', { name: 'Review' }).click()
  await panel.getByRole('heading', { name: 'Review' }).waitFor()
  // While nothing is there, the keyboard begins at the list …
  const focused = panel.locator(':focus')
  expect(await focused.getAttribute('class')).toMatch(/review-rows/)
  const iframe = page.locator('section.plugin-window iframe')
  await expect.poll(async () => (await iframe.boundingBox())?.width).toBeGreaterThan(700)
  expect(await panel.getByRole('radio').evaluateAll(areDisabled)).toEqual(Array(6).fill(true))
  letGo()
  await panel.getByText(/^6 of 6 done/).waitFor()
  await panel.getByRole('radio', { name: 'in place now' }).nth(1).waitFor()
  await expect.poll(() => panel.locator('.choice img').count()).toBe(6)
  const before = await hashes()

  const checked = panel.getByRole('radio', { checked: true })
  const chosen = () => checked.evaluateAll((radios) => radios.map((radio) => radio.ariaLabel))
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const wanted = [expect.stringMatching(/^Variation 2 of /), expect.stringMatching(/^Variation 3 of /)]
  await press('ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight')
  expect(await chosen()).toEqual(wanted)
  await press('Escape')
  await panel.getByRole('button', { name: 'Review' }).click()
  await expect.poll(chosen).toEqual(Array(2).fill(expect.stringMatching(/^Variation 1 .*in place now$/)))
  // … and when the images are, at the first layer's choice.
  expect(await focused.getAttribute('aria-label')).toBe((await chosen())[0])
  await press('ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight')
  expect(await chosen()).toEqual(wanted)
  expect(await findSeriousViolations(await panelFrame(page))).toEqual([])
  expect(await hashes()).toEqual(before)

  await panel.getByRole('button', { name: 'Use these' }).click()
  await panel.getByLabel('Prompt').waitFor()
  const after = await hashes()
  for (const index of [0, 1]) expect(after[index]).not.toBe(before[index])
  expect(await imageFills(page, BANNER)).toHaveLength(1)
  await expect.poll(async () => (await iframe.boundingBox())?.width).toBeLessThan(400)
  // Where Review was pressed, as far as what is done takes less room than what runs.
  await expect.poll(scrolled).toBeGreaterThan(scrolledBefore / 2)
  await page.evaluate(() => window.playground?.undo())
  expect(await hashes()).toEqual(before)
  await page.evaluate(() => window.playground?.redo())
  expect(await hashes()).toEqual(after)
})

it('one packshot is tried, then the others are to look like it: image 1 is their own, image 2 gives the look', async () => {
  const { page, panel, standIn } = stage
  await page.evaluate(() => window.playground?.goToPage('Packshots'))
  await select(page, 'Pack / Enamel mug', 'Pack / Bud vase', 'Pack / Trail boot')
  await panel.getByRole('radio', { name: 'Its own picture' }).check({ force: true })
  await panel.getByLabel('Prompt').fill('{name} of image 1 on a plinth')
  await panel.getByRole('combobox', { name: 'Variations' }).selectOption('1')
  const targets = panel.getByRole('list', { name: 'Targets' })
  for (const name of ['Pack / Bud vase', 'Pack / Trail boot'])
    await targets.getByRole('checkbox', { name }).uncheck()
  const before = standIn.inspection.tasks().length
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => standIn.inspection.tasks().length).toBe(before + 1)
  const row = panel.getByRole('list', { name: 'Generations' }).getByRole('listitem')
  await row.filter({ hasText: 'Enamel mug' }).getByRole('button', { name: 'Like this one' }).click()

  await panel.getByRole('button', { name: 'Image 2: Like Pack / Enamel mug' }).waitFor()
  expect(await panel.getByLabel('Prompt').inputValue()).toBe(
    '{name} of image 1 on a plinth. Image 2 gives light, camera and backdrop only; the product is that of image 1.',
  )
  const isChosen = (name: string) => targets.getByRole('checkbox', { name }).isChecked()
  expect(await isChosen('Pack / Enamel mug')).toBe(false)
  expect([await isChosen('Pack / Bud vase'), await isChosen('Pack / Trail boot')]).toEqual([true, true])
  await panel.getByRole('button', { name: 'Generate 2 images' }).click()
  await expect.poll(() => standIn.inspection.tasks().length).toBe(before + 3)
  const requests = standIn.inspection.tasks().slice(before + 1)
  expect(requests.map(({ request }) => request.prompt.split(' of image')[0]).sort()).toEqual([
    'Bud vase',
    'Trail boot',
  ])
})
