/** Bad input gets a sentence and one next step, and nothing is lost. One stage serves all. */
import { beforeEach, expect, it } from 'vitest'
import { select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()

beforeEach(async () => {
  await select(stage.page)
  await stage.panel.getByLabel('Prompt').fill('')
})

it('an empty prompt keeps Generate from being pressed and says why', async () => {
  const { panel } = stage
  await panel.getByText('Write a prompt.').waitFor()
  await panel.getByLabel('Prompt').press('Control+Enter')
  expect(stage.standIn.inspection.tasks()).toEqual([])
})

it('a prompt over 5000 characters says by how many, and keeps the text', async () => {
  const { panel } = stage
  const prompt = 'mug '.repeat(1251)
  await panel.getByLabel('Prompt').fill(prompt)
  await panel.getByText('Shorten the prompt by 4 characters.').waitFor()
  expect(await panel.getByLabel('Prompt').inputValue()).toBe(prompt)
})

it('“Fill selection” with nothing selected says what to select', async () => {
  const { panel } = stage
  await panel.getByLabel('Prompt').fill('A mug')
  await panel.getByRole('radio', { name: 'Fill selection' }).check({ force: true })
  await panel.getByText(/Nothing is selected\. Select the layers to fill/).waitFor()
  await panel.getByRole('radio', { name: 'New image' }).check({ force: true })
})

it.each([
  ['a hidden frame', 'Hidden'],
  ['an empty frame', 'Empty'],
])('%s as a reference is refused in words', async (_what, start) => {
  const { page, panel } = stage
  const id = await page.evaluate(
    (name) => window.playground?.layers().find((layer) => layer.name.startsWith(name))?.id ?? '',
    start,
  )
  await select(page, id)
  const add = panel.getByRole('button', { name: 'Add selection as reference' })
  if (await add.isEnabled()) await add.click()
  await panel
    .getByText(/hidden or empty|nothing to export/i)
    .first()
    .waitFor()
})

it('a frame of 20,000 px becomes a reference of at most a megapixel', async () => {
  const { page, panel } = stage
  const id = await page.evaluate(
    () =>
      window.playground?.layers().find(({ width, height }) => Math.max(width, height) >= 20_000)?.id ?? '',
  )
  await select(page, id)
  await panel.getByRole('button', { name: 'Add selection as reference' }).click()
  const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
  await expect.poll(() => references.count()).toBe(1)
})

it('a file that is no image is refused in words, and the ninth reference, too', async () => {
  const { page, panel } = stage
  const input = panel.locator('input[type=file]')
  await input.setInputFiles({
    name: 'notes.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no image at all'),
  })
  await panel
    .getByText(/no PNG, JPEG or WebP image/)
    .first()
    .waitFor()

  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 64 } })
  const files = Array.from({ length: 9 }, (_, index) => ({
    name: `shot-${index}.png`,
    mimeType: 'image/png',
    buffer: png,
  }))
  await input.setInputFiles(files)
  const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
  await expect.poll(() => references.count()).toBe(8)
  await panel
    .getByText(/8 references|eight references/i)
    .first()
    .waitFor()
})

it('the relay gone: the panel says so, goes on by itself when it is back, and pays once', async () => {
  const { panel, standIn } = stage
  await stage.killRelay()
  await panel.getByLabel('Prompt').fill('While the relay was away')
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await panel.getByText('The relay does not answer.').first().waitFor({ timeout: 30_000 })
  await stage.restartRelay()
  await expect.poll(() => standIn.inspection.tasks().length, { timeout: 40_000 }).toBe(1)
  await panel
    .getByText(/^Placed/)
    .first()
    .waitFor({ timeout: 40_000 })
  expect(Object.values(standIn.inspection.charges())).toEqual([1])
})
