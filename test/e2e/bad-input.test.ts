/** Bad input gets a sentence and one next step, and nothing is lost. One stage serves all. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { readImageHeader } from '../../contract/image-header.ts'
import { storedFor, UPRIGHT } from '../ui/images/quadrants.ts'
import { SECRET, writeExif } from '../ui/images/write-exif.ts'
import { segment, writeJpeg } from '../ui/images/write-jpeg.ts'
import { select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()

/** Held upright, and stored lying on its side as telephones do. */
const photo = writeJpeg({
  ...storedFor(6),
  before: segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), writeExif(6)])),
})
const HEIC = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')

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

it('a photo of a telephone is sent as one sees it, without the place where it was taken', async () => {
  const { panel, standIn } = stage
  await panel
    .locator('input[type=file]')
    .setInputFiles({ name: 'cat.jpg', mimeType: 'image/jpeg', buffer: photo })
  const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
  await expect.poll(() => references.count()).toBe(1)
  await panel.getByLabel('Prompt').fill('A cat like this one')
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await expect.poll(() => standIn.inspection.tasks().length).toBe(1)
  const [sent] = standIn.inspection.files()
  expect(readImageHeader(sent?.bytes ?? new Uint8Array())).toMatchObject(UPRIGHT)
  expect(Buffer.from(sent?.bytes ?? []).includes(SECRET)).toBe(false)
  await references.getByRole('button', { name: /^Remove/ }).click()
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

it.each([
  [
    'half a photo',
    'half.jpg',
    photo.subarray(0, photo.length / 2),
    /“half\.jpg”: This image is damaged.*save it anew/,
  ],
  ['a HEIC photo', 'IMG_1.heic', HEIC, /“IMG_1\.heic”: This is a HEIC photo.*Export it as JPEG/],
  [
    'a drawing',
    'logo.svg',
    Buffer.from('<svg xmlns="x"/>'),
    /“logo\.svg”: This is an SVG.*Drop it on the canvas/,
  ],
])('%s is refused by what it is, with what to do', async (_what, name, buffer, said) => {
  const { panel } = stage
  await panel.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/jpeg', buffer })
  await panel.getByText(said).first().waitFor()
})

it('a folder dropped among images is named, and the images still come; one that is gone later is named, too', async () => {
  const { page, panel } = stage
  const folder = await mkdtemp(join(tmpdir(), 'dropped-'))
  try {
    const [first, last, inner] = ['first.jpg', 'last.jpg', 'summer'].map((name) => join(folder, name))
    if (first === undefined || last === undefined || inner === undefined) throw new Error('no names')
    await Promise.all([writeFile(first, photo), writeFile(last, photo), mkdir(inner)])
    const box = await panel.getByRole('button', { name: 'Add selection as reference' }).boundingBox()
    if (box === null) throw new Error('the panel is not open')
    const devTools = await page.context().newCDPSession(page)
    const data = { items: [], files: [first, inner, last], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devTools.send('Input.dispatchDragEvent', { type, x: box.x + 5, y: box.y + 5, data })
    }
    const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
    await panel
      .getByText(/“summer”: This is a folder.*Pick the image itself/)
      .first()
      .waitFor()
    await expect.poll(() => references.count()).toBe(2)

    await rm(last)
    await references
      .nth(1)
      .getByRole('button', { name: /^Image 2/ })
      .click()
    await panel.getByRole('checkbox', { name: /High detail/ }).click({ force: true })
    await panel
      .getByText(/“last\.jpg”: This is a folder, or a file that was changed, moved or deleted/)
      .first()
      .waitFor()
  } finally {
    await rm(folder, { recursive: true })
    for (let left = 2; left > 0; left -= 1)
      await panel
        .getByRole('button', { name: /^Remove image/ })
        .first()
        .click()
  }
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
  const before = standIn.inspection.tasks().length
  await stage.killRelay()
  await panel.getByLabel('Prompt').fill('While the relay was away')
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await panel.getByText('The relay does not answer.').first().waitFor()
  await stage.restartRelay()
  await expect.poll(() => standIn.inspection.tasks().length).toBe(before + 1)
  await panel
    .getByText(/^Placed/)
    .first()
    .waitFor()
  expect(Object.values(standIn.inspection.charges())).toEqual([1, 1])
})
