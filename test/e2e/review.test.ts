/** Choosing winners in the wide view, by keyboard alone, and all of it in one undo step. */
import { expect, it } from 'vitest'
import { findSeriousViolations } from './support/axe.ts'
import { imageFills, panelFrame, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'
/** Long enough for a slow machine; a wait ends as soon as what is waited for is there. */
const SOON = { timeout: 40_000 }

const stage = setUpStage()

it('two layers with three variations: arrow keys choose, “Use these” sets both, one undo takes both back', async () => {
  const { page, panel } = stage
  const hashes = async () => [
    (await imageFills(page, BANNER))[0]?.imageHash,
    (await imageFills(page, POSTER))[0]?.imageHash,
  ]
  await select(page, BANNER, POSTER)
  await panel.getByLabel('Prompt').fill('Glazed tiles')
  await panel.getByLabel('Variations').selectOption('3')
  await panel.getByRole('button', { name: 'Generate 6 images' }).click()
  // It can be opened while all of it still runs.
  await panel.getByRole('button', { name: 'Review' }).click()
  await panel.getByRole('heading', { name: 'Review' }).waitFor()
  const iframe = page.locator('section.plugin-window iframe')
  await expect.poll(async () => (await iframe.boundingBox())?.width, SOON).toBeGreaterThan(700)
  await panel.getByText(/^6 of 6 done/).waitFor(SOON)
  await panel.getByRole('radio', { name: 'in place now' }).nth(1).waitFor(SOON)
  await expect.poll(() => panel.locator('.choice img').count(), SOON).toBe(6)
  const before = await hashes()

  const chosen = () =>
    panel
      .getByRole('radio', { checked: true })
      .evaluateAll((radios) => radios.map((radio) => radio.ariaLabel))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await chosen()).toEqual([
    expect.stringMatching(/^Variation 2 of /),
    expect.stringMatching(/^Variation 3 of /),
  ])
  expect(await findSeriousViolations(await panelFrame(page))).toEqual([])
  expect(await hashes()).toEqual(before)

  await panel.getByRole('button', { name: 'Use these' }).click()
  await panel.getByLabel('Prompt').waitFor()
  const after = await hashes()
  for (const index of [0, 1]) expect(after[index]).not.toBe(before[index])
  expect(await imageFills(page, BANNER)).toHaveLength(1)
  await expect.poll(async () => (await iframe.boundingBox())?.width, SOON).toBeLessThan(400)
  await page.evaluate(() => window.playground?.undo())
  expect(await hashes()).toEqual(before)
  await page.evaluate(() => window.playground?.redo())
  expect(await hashes()).toEqual(after)
})
