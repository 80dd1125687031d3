/** Changing the picture that is there: going back to the one before, and editing the edit. */
import { expect, it } from 'vitest'
import { drawPackshots } from '../../playground/packshots.ts'
import { cutOf, namesOf, nearestOf } from './support/picture-of.ts'
import { closePlugin, find, imageFills, openPlugin, pixelIn, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

let slot = ''
let packshot: { name: string; bytes: Uint8Array }

const stage = setUpStage({}, async ({ page }) => {
  const [bytes] = await drawPackshots()
  if (bytes === undefined) throw new Error('There is no packshot.')
  packshot = { name: 'packshot', bytes }
  await page.evaluate(() => window.playground?.goToPage('Packshots'))
  const layers = (await page.evaluate(() => window.playground?.layers())) ?? []
  const card = layers.find(({ name }) => name === 'Pack / Enamel mug')
  slot = layers.find(({ parentId, type }) => parentId === card?.id && type === 'RECTANGLE')?.id ?? ''
  await select(page, slot)
})

const hashes = async () => (await imageFills(stage.page, slot)).map(({ imageHash }) => imageHash)
const press = () => stage.panel.getByRole('button', { name: 'Generate', exact: true }).click()
const prompt = () => stage.panel.getByLabel('Prompt', { exact: true })
/** What image 1 of a request was, of these. */
async function startOf(request: number, ...pictures: { name: string; bytes: Uint8Array }[]) {
  const first = stage.standIn.inspection.tasks()[request]?.references[0]
  return first === undefined ? null : nearestOf(first.bytes, pictures)
}
/** An image of the file, as the plugin put it there. */
async function imageBytes(hash: string): Promise<Uint8Array> {
  const bytes = await stage.page.evaluate((wanted) => window.playground?.imageBytes(wanted) ?? null, hash)
  if (bytes === null) throw new Error(`There is no image ${hash}.`)
  return Uint8Array.from(bytes)
}

it('an edit starts from the layer’s own picture, and one undo takes it back', async () => {
  const { page, panel } = stage
  const own = await hashes()
  const pixel = await pixelIn(page, slot, 0.1, 0.1)
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await panel.getByText('Prompt help').click()
  await panel.getByRole('button', { name: 'Remove', exact: true }).click()
  expect(await prompt().inputValue()).toMatch(/^Remove \[what\] from image 1/)
  await prompt().fill('a blue mug')
  await panel.getByRole('button', { name: 'Make it an edit' }).click()
  expect(await prompt().inputValue()).toBe(
    'Change image 1: a blue mug. Keep everything else exactly as in image 1.',
  )
  await press()
  await expect.poll(hashes).toHaveLength(2)
  await page.evaluate(() => window.playground?.undo())
  await expect.poll(hashes).toEqual(own)
  expect(await pixelIn(page, slot, 0.1, 0.1)).toEqual(pixel)
  await page.evaluate(() => window.playground?.redo())
  await expect.poll(hashes).toHaveLength(2)
})

it('the next edit starts from the own picture again, and from the edit once the person goes on from it', async () => {
  const { panel } = stage
  const [, edit = ''] = await hashes()
  const made = { name: 'edit', bytes: await imageBytes(edit) }
  await prompt().fill('Change image 1 to green. Keep everything else.')
  await press()
  await expect.poll(async () => (await hashes())[1]).not.toBe(edit)
  expect(await startOf(1, packshot, made)).toBe('packshot')

  const [, second = ''] = await hashes()
  await panel.getByRole('checkbox', { name: 'Go on from the image made here' }).check()
  await prompt().fill('Remove the handle of image 1. Keep everything else.')
  await press()
  await expect.poll(async () => (await hashes())[1]).not.toBe(second)
  expect(await startOf(2, packshot, made, { name: 'second', bytes: await imageBytes(second) })).toBe('second')
})

it('the pictures before and after are one press each, in the panel and on the layer, also in a new opening', async () => {
  const { page, panel } = stage
  const third = await hashes()
  await panel.getByRole('button', { name: 'Picture before' }).click()
  await expect.poll(hashes).not.toEqual(third)
  const second = await hashes()
  await panel.getByText('Change image 1 to green.').first().waitFor()
  await closePlugin(page)
  await page
    .getByRole('list', { name: 'Relaunch buttons' })
    .getByRole('button', { name: 'Picture before' })
    .click()
  await expect.poll(hashes).not.toEqual(second)
  await openPlugin(page)
  await panel.getByRole('button', { name: 'Picture before' }).click()
  await expect.poll(hashes).toHaveLength(1)
  for (let forward = 0; forward < 3; forward += 1) {
    const before = await hashes()
    await panel.getByRole('button', { name: 'Picture after' }).click()
    await expect.poll(hashes).not.toEqual(before)
  }
  expect(await hashes()).toEqual(third)
  expect((await find(page, slot)).relaunchData).not.toHaveProperty('picture-after')
})

it('of a picture that its layer shows a part of, that part is what an edit starts from', async () => {
  const { page, panel, standIn } = stage
  const whole = (await drawPackshots())[9]
  if (whole === undefined) throw new Error('There is no tenth packshot.')
  await page.evaluate(() => window.playground?.goToPage('Odd layers'))
  await select(page, 'Ellipse 12')
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await prompt().fill('Change image 1 to blue. Keep everything else.')
  const before = standIn.inspection.tasks().length
  await press()
  await expect.poll(() => standIn.inspection.tasks().length).toBe(before + 1)
  const sent = standIn.inspection.tasks()[before]?.references[0]?.bytes ?? new Uint8Array()
  const seen = { x: 0.32, y: 0.46, width: 0.36, height: 0.27 }
  expect(await namesOf(sent, [{ name: 'what is seen', bytes: await cutOf(whole, seen) }])).toEqual([
    'what is seen',
  ])
})
