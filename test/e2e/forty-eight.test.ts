/** A catalogue of forty-eight pictures of their own, and everything that can go wrong between the press and the images. */
import { expect, it } from 'vitest'
import { type CatalogueCard, drawNoise, GRID, openCatalogue } from './support/catalogue-file.ts'
import { namesOf } from './support/picture-of.ts'
import { closePlugin, imageFills, openPlugin, select, strikeAtOnce } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const COUNT = 48
const SIDE_PX = 80
/** Asked seldom, since the page that is asked has work to do. */
const SELDOM = { interval: 500 }

const options = {
  switches: { longerSidePx: 64, credits: 1_000_000 },
  relayEnv: async () => ({ MAX_IN_FLIGHT: '24' }),
}
const stage = setUpStage(options, async ({ page, panel }) => {
  const pictures = Array.from({ length: COUNT }, (_, index) => drawNoise(index, SIDE_PX))
  cards = await openCatalogue(page, pictures)
  await panel.getByRole('button', { name: 'Settings' }).click()
  await panel.getByRole('spinbutton').fill('1000')
  await panel.getByRole('button', { name: 'Create' }).click()
})
let cards: CatalogueCard[]

it('the list of targets is one stop of the Tab key, in which arrow keys go to each, also from what is out of sight', async () => {
  const { page, panel } = stage
  await select(page, GRID)
  await panel.getByText(`${COUNT} of ${COUNT}`).waitFor()
  const list = panel.getByRole('list', { name: 'Targets' })
  const focused = () => list.locator(':focus').getAttribute('aria-label')
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await list.getByRole('checkbox').first().focus()
  await press(...Array<string>(20).fill('ArrowDown'))
  await expect.poll(focused).toBe(cards[20]?.name)
  await press('End')
  await expect.poll(focused).toBe(cards[COUNT - 1]?.name)
  // Two keys within one frame go on from each other, too.
  await strikeAtOnce(page, ['Home', 'PageDown'])
  expect(await focused()).toBe(cards[5]?.name)
  // What had the focus is scrolled away: the keyboard goes on from there.
  await list.evaluate((element) => element.parentElement?.scrollTo(0, 1600))
  await list.getByRole('checkbox', { name: 'Product 40' }).waitFor()
  expect(await list.getByRole('checkbox', { name: 'Product 6', exact: true }).count()).toBe(0)
  await press('ArrowDown')
  await expect.poll(focused).toBe(cards[6]?.name)
  await press('Space')
  await panel.getByText(`${COUNT - 1} of ${COUNT}`).waitFor()
  await press('Space', 'Tab')
  await expect
    .poll(() =>
      panel.getByRole('button', { name: /^Generate/ }).evaluate((button) => button.matches(':focus')),
    )
    .toBe(true)
})

it('each starts from its own picture and is paid once, whatever happens between the press and the image', async () => {
  const { page, panel, standIn } = stage
  const paid = () => standIn.inspection.tasks().length
  const gone = cards[40]
  if (gone === undefined) throw new Error('There are too few cards.')

  // Nine pictures get through before the panel is closed, whether they go ahead or with the press.
  let begun = 0
  const isHeldUp = new Promise<void>((resolve) => {
    void page.route('**/v1/uploads', async (route) => {
      if (route.request().method() !== 'OPTIONS') begun += 1
      if (begun <= 9) return route.continue()
      resolve()
    })
  })
  await select(page, GRID)
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await panel.getByLabel('Prompt', { exact: true }).fill('{name}: image 1 on oak')
  await panel.getByText(`${COUNT} of ${COUNT}`).waitFor()
  await panel.getByRole('button', { name: `Generate ${COUNT} images` }).click()
  await isHeldUp
  await expect.poll(paid, SELDOM).toBe(9)

  // The panel is closed, the selection changed, and then a card is gone.
  await closePlugin(page)
  await page.unroute('**/v1/uploads')
  await select(page, cards[0]?.cardId ?? '')
  await openPlugin(page)
  await expect.poll(paid, SELDOM).toBeGreaterThan(9)
  await page.evaluate((id) => window.playground?.remove(id), gone.cardId)
  await select(page, cards[3]?.cardId ?? '', cards[7]?.cardId ?? '')
  // Closed once more, while images are waited for.
  await closePlugin(page)
  await openPlugin(page)
  await expect.poll(paid, SELDOM).toBe(COUNT)

  const filled = () =>
    page.evaluate(
      (ids) =>
        ids.filter(
          (id) => window.playground?.find(id).fills.filter(({ type }) => type === 'IMAGE').length === 2,
        ).length,
      cards.flatMap(({ slotId }) => (slotId === gone.slotId ? [] : [slotId])),
    )
  await expect.poll(filled, SELDOM).toBe(COUNT - 1)
  for (const { slotId, hash } of cards) {
    if (slotId !== gone.slotId) expect((await imageFills(page, slotId))[0]?.imageHash).toBe(hash)
  }
  // The image of the card that is gone stands beside, and the person is told.
  await panel.getByText('The layer to fill is gone.').first().waitFor()
  const beside = await page.evaluate(
    () =>
      window.playground
        ?.layers()
        .filter(({ type, parentId, fills }) => {
          const isOnPage = parentId !== null && window.playground?.find(parentId).type === 'PAGE'
          return isOnPage && type === 'RECTANGLE' && fills.some((fill) => fill.type === 'IMAGE')
        })
        .map(({ pluginData }) => Object.values(pluginData).join()) ?? [],
  )
  expect(beside).toEqual([expect.stringContaining(`${gone.name}: image 1 on oak`)])

  const requests = standIn.inspection.tasks()
  const starts = await Promise.all(
    requests.map(async ({ request: { prompt }, references: [first] }) => {
      return [prompt, first === undefined ? [] : await namesOf(first.bytes, cards)] as const
    }),
  )
  expect(Object.fromEntries(starts)).toEqual(
    Object.fromEntries(cards.map(({ name }) => [`${name}: image 1 on oak`, [name]])),
  )
  expect(Object.values(standIn.inspection.charges())).toEqual(Array(COUNT).fill(1))
  expect(standIn.inspection.files()).toHaveLength(COUNT)
})

it('what is undone while others wait stays undone, and nothing is paid again', async () => {
  const { page, panel, standIn } = stage
  const four = cards.slice(0, 4)
  const hashes = () =>
    Promise.all(four.map(async ({ slotId }) => (await imageFills(page, slotId)).at(-1)?.imageHash ?? ''))
  const old = await hashes()
  const newCount = async () => (await hashes()).filter((hash, index) => hash !== old[index]).length
  // The first image gets through, and the others when that one has been undone.
  let fetched = 0
  let release = (): void => undefined
  const isFree = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/images/0', async (route) => {
    if (route.request().method() !== 'OPTIONS') fetched += 1
    if (fetched > 1) await isFree
    await route.continue()
  })
  await select(page, ...four.map(({ cardId }) => cardId))
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await panel.getByLabel('Prompt', { exact: true }).fill('{name}: image 1 on slate')
  await panel.getByRole('button', { name: 'Generate 4 images' }).click()
  await expect.poll(newCount, SELDOM).toBe(1)
  // The first undo takes the veils of the others, the second the image.
  await page.evaluate(() => window.playground?.undo())
  if ((await newCount()) === 1) await page.evaluate(() => window.playground?.undo())
  expect(await newCount()).toBe(0)
  release()
  await expect.poll(newCount, SELDOM).toBe(3)
  await closePlugin(page)
  await openPlugin(page)
  await panel.getByLabel('Prompt', { exact: true }).waitFor()
  expect(await newCount()).toBe(3)

  const tasks = standIn.inspection.tasks().filter(({ request }) => request.prompt.endsWith('on slate'))
  const starts = tasks.map(async ({ references: [first] }) => (first ? namesOf(first.bytes, cards) : []))
  expect((await Promise.all(starts)).flat().sort()).toEqual(four.map(({ name }) => name).sort())
  const charges = standIn.inspection.charges()
  expect(tasks.map(({ idempotencyKey }) => charges[idempotencyKey ?? ''])).toEqual([1, 1, 1, 1])
})
