/** A catalogue in one press: each card starts from its own packshot, or from a file and a row of its own. */
import { expect, it } from 'vitest'
import { PACKSHOTS } from '../../playground/document/packshot-list.ts'
import { drawPackshots } from '../../playground/packshots.ts'
import { type NamedPicture, namesOf } from './support/picture-of.ts'
import { closePlugin, imageFills, openPlugin, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

/** As the photographer delivered them, by the names of their cards; `hash` is Figma's. */
let packshots: (NamedPicture & { product: string; cardId: string; slotId: string; hash: string })[]

const stage = setUpStage({}, async ({ page }) => {
  const drawn = await drawPackshots()
  await page.evaluate(() => window.playground?.goToPage('Packshots'))
  const layers = (await page.evaluate(() => window.playground?.layers())) ?? []
  packshots = await Promise.all(
    PACKSHOTS.map(async ({ name: product }, index) => {
      const name = `Pack / ${product}`
      const card = layers.find((layer) => layer.name === name)
      const slot = layers.find(({ parentId, type }) => parentId === card?.id && type === 'RECTANGLE')
      const bytes = drawn[index]
      if (!card || !slot || !bytes) throw new Error(`There is no card “${name}”.`)
      const [fill] = await imageFills(page, slot.id)
      return { name, product, bytes, cardId: card.id, slotId: slot.id, hash: fill?.imageHash ?? '' }
    }),
  )
})

/** For the prompt of each request since `from`: whose packshots its image 1 is. */
async function startsByPrompt(from: number): Promise<Record<string, string[]>> {
  const requests = stage.standIn.inspection.tasks().slice(from)
  const starts = requests.map(async ({ request, references: [first] }) => {
    return [request.prompt, first === undefined ? [] : await namesOf(first.bytes, packshots)] as const
  })
  return Object.fromEntries(await Promise.all(starts))
}

it('twelve cards start from their own packshots in four interactions, though the panel is closed meanwhile', async () => {
  const { page, panel, standIn } = stage
  const received: string[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('/v1/uploads') && response.ok()) received.push(response.url())
  })
  // Some packshots get through before the panel is closed, and of the others none.
  let begun = 0
  const isHeldUp = new Promise<void>((resolve) => {
    void page.route('**/v1/uploads', async (route) => {
      if (route.request().method() === 'OPTIONS') return route.continue()
      begun += 1
      if (begun <= 4) return route.continue()
      resolve()
    })
  })

  // One: the selection; two: what it starts from; three: the words; four: the press.
  await select(page, 'Packshot grid')
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await panel.getByLabel('Prompt', { exact: true }).fill('{name}: image 1 on oak')
  await panel.getByRole('button', { name: 'Generate 12 images' }).click()
  await isHeldUp
  // Those that got through are paid for, whether they went ahead or with the press.
  await expect.poll(() => standIn.inspection.tasks().length).toBe(4)
  await closePlugin(page)
  await page.unroute('**/v1/uploads')
  await openPlugin(page)

  for (const { name, slotId, hash } of packshots) {
    // The packshot stays, and the image lies on it.
    await expect
      .poll(() => imageFills(page, slotId), { message: name })
      .toMatchObject([{ imageHash: hash }, { scaleMode: 'FILL' }])
  }
  expect(await startsByPrompt(0)).toEqual(
    Object.fromEntries(packshots.map(({ name, product }) => [`${product}: image 1 on oak`, [name]])),
  )
  expect(Object.values(standIn.inspection.charges())).toEqual(Array(12).fill(1))
  expect(received).toHaveLength(12)
  expect(standIn.inspection.files()).toHaveLength(12)
})

it('two cards start from files that the person has exchanged, each with the words of its row', async () => {
  const { page, panel, standIn } = stage
  const before = standIn.inspection.tasks().length
  const [mug, flask] = packshots
  if (mug === undefined || flask === undefined) throw new Error('There are no cards.')
  await select(page, mug.cardId, flask.cardId)
  await panel.getByRole('radio', { name: 'A file for each' }).check()
  await panel.getByLabel('Files for the layers').setInputFiles([
    { name: 'DAY_FLASK.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(flask.bytes) },
    { name: 'ENAMEL_MUG.png', mimeType: 'image/png', buffer: Buffer.from(mug.bytes) },
  ])
  await panel.getByText('2 of 2 files have a layer.').waitFor()
  const fileOf = ({ name }: NamedPicture) => panel.getByLabel(`File for ${name}`)
  const chosenFor = (card: NamedPicture) => fileOf(card).locator('option:checked').textContent()
  await expect.poll(() => chosenFor(mug)).toBe('ENAMEL_MUG.png')
  await panel.getByLabel('Rows').fill('name,colour\n"Day flask,teal')
  await panel.getByText('Row 1 has a quote that is not closed.').waitFor()
  // What else there is to say of such rows follows from that.
  expect(await panel.locator('#rows-said').textContent()).toBe('')
  await panel.getByLabel('Rows').fill('name\tcolour\nDay flask\tteal\nEnamel mug\tred\nSpoon\tgrey')
  await panel.getByText('Without a layer: Spoon.').waitFor()
  await panel.getByLabel('Prompt', { exact: true }).fill('image 1 in {colour}')
  await fileOf(mug).selectOption('DAY_FLASK.jpg')
  await expect.poll(() => chosenFor(flask)).toBe('ENAMEL_MUG.png')

  await panel.getByRole('button', { name: 'Generate 2 images' }).click()
  await panel.getByText('2 of 2 done').waitFor()
  expect(await startsByPrompt(before)).toEqual({
    'image 1 in red': [flask.name],
    'image 1 in teal': [mug.name],
  })
})

it('a layer that was made from a file starts from it again, though the file is gone with the panel', async () => {
  const { page, panel, standIn } = stage
  const before = standIn.inspection.tasks().length
  const [mug, flask] = packshots
  if (mug === undefined || flask === undefined) throw new Error('There are no cards.')
  await closePlugin(page)
  await openPlugin(page)
  const topHash = async () => (await imageFills(page, mug.slotId)).at(-1)?.imageHash
  const hashBefore = await topHash()
  await select(page, mug.slotId)
  await panel.getByRole('button', { name: 'Edit prompt' }).click()
  await panel.getByLabel('Prompt', { exact: true }).fill('image 1 in blue')
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => standIn.inspection.tasks().length).toBe(before + 1)
  expect(await startsByPrompt(before)).toEqual({ 'image 1 in blue': [flask.name] })
  await expect.poll(topHash).not.toBe(hashBefore)
  // Said a moment later: in place of what is said by then, were it not waited for.
  await panel
    .getByRole('status')
    .filter({ hasText: /placed\.$/ })
    .waitFor({ state: 'attached' })
})

it('cards without a picture are refused with what to do, and nothing offers to choose them', async () => {
  const { page, panel } = stage
  const targets = panel.getByRole('region', { name: 'Targets' })
  await select(page, 'Packshot grid')
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await targets.getByRole('button', { name: 'None' }).waitFor()
  const shop = await page.evaluate(
    () => window.playground?.layers().find(({ type, name }) => type === 'PAGE' && name === 'Shop')?.id ?? '',
  )
  await page.evaluate((id) => window.playground?.goToPage(id), shop)
  await select(page, 'Card / Oak stool', 'Card / Brass lamp')
  await panel
    .getByText('No layer has a picture to start from. Select others, or start from nothing.')
    .waitFor()
  await targets.getByText('0 of 2').waitFor()
  expect(await targets.getByRole('button').count()).toBe(0)
  await page.evaluate(() => window.playground?.goToPage('Packshots'))
})

it('a layer of one card is shown to be the one in each, and all twelve are listed', async () => {
  const { page, panel } = stage
  await select(page, 'Rectangle 11')
  await panel.getByRole('button', { name: 'This one in each' }).click()
  await panel.getByText('12 of 12').waitFor()
  await panel.getByText('12 cards follow.').waitFor()
})

it('a row shows its layer on the canvas, by pointer and by key, and takes the file that is dragged to it', async () => {
  const { page, panel } = stage
  const [mug, flask] = packshots
  if (mug === undefined || flask === undefined) throw new Error('There are no cards.')
  await select(page, mug.cardId, flask.cardId)
  await panel.getByRole('radio', { name: 'A file for each' }).check()
  await panel.getByLabel('Files for the layers').setInputFiles([
    { name: 'DAY_FLASK.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(flask.bytes) },
    { name: 'ENAMEL_MUG.png', mimeType: 'image/png', buffer: Buffer.from(mug.bytes) },
  ])
  await panel.getByText('2 of 2 files have a layer.').waitFor()
  const rowOf = ({ name }: NamedPicture) => panel.getByRole('listitem', { name, exact: true })
  const pointed = () =>
    page.evaluate(() => {
      const layers = window.playground?.layers() ?? []
      return layers.filter(({ name }) => name.startsWith('Waiting: ')).length
    })
  const selected = () => page.evaluate(() => window.playground?.selection())
  const before = await selected()
  await rowOf(flask).hover()
  await expect.poll(pointed).toBe(1)
  await panel.getByLabel('Prompt', { exact: true }).hover()
  await expect.poll(pointed).toBe(0)
  await rowOf(mug).getByRole('checkbox').focus()
  await expect.poll(pointed).toBe(1)
  await panel.getByLabel('Prompt', { exact: true }).focus()
  await expect.poll(pointed).toBe(0)
  expect(await selected()).toEqual(before)

  const chosenFor = (card: NamedPicture) =>
    panel.getByLabel(`File for ${card.name}`).locator('option:checked').textContent()
  // Where the rows stay: nothing more comes that could move them under the pointer.
  for (const card of [mug, flask]) await rowOf(card).locator('img').waitFor()
  await rowOf(flask).dragTo(rowOf(mug))
  await expect.poll(() => chosenFor(mug)).toBe('DAY_FLASK.jpg')
  expect(await chosenFor(flask)).toBe('ENAMEL_MUG.png')
  await panel.getByLabel(`File for ${mug.name}`).selectOption('Remove this file')
  await panel.getByText('1 of 1 files have a layer.').waitFor()
  expect(await chosenFor(flask)).toBe('ENAMEL_MUG.png')
})
