/** Closing is harmless: the panel, the browser and the relay go away at bad moments, and every image is placed once. */
import type { FrameLocator, Page } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
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

const LAYER = 'Locked banner'

const stage = setUpBackstage()
/** A fresh browser profile for each test, all on one relay. */
let page: Page
let panel: FrameLocator
let tasksBefore: number

beforeEach(async () => {
  ;({ page, panel } = await stage.openElsewhere())
  tasksBefore = stage.standIn.inspection.tasks().length
})
afterEach(() => page.context().close())

it('the panel closed while waiting: reopened, it places the image once', async () => {
  const letGo = holdResults(stage.standIn)
  await generate('Closed while waiting')
  await expect.poll(() => newTasks().length).toBe(1)
  await closePlugin(page)
  letGo()
  await openPlugin(page)
  await waitForImageFills(page, LAYER)
  await expectPlacedAndPaidOnce()
  await closePlugin(page)
  await openPlugin(page)
  await panelOf(page).getByLabel('Prompt').waitFor()
  expect(await imageFills(page, LAYER)).toHaveLength(1)
})

it('the panel closed while a reference is uploaded: reopened, it exports it again and goes on', async () => {
  // It goes ahead of the press, which waits for what is on its way.
  const blocked = new Promise<void>((resolve) => {
    void page.route('**/v1/uploads', () => resolve())
  })
  await select(page, 'Poster / Autumn market')
  await panel.getByRole('button', { name: 'Add selection as reference' }).click()
  await panel.getByRole('list', { name: 'References' }).getByRole('listitem').first().waitFor()
  await generate('Closed while uploading')
  await panel.getByRole('list', { name: 'Generations' }).getByRole('listitem').first().waitFor()
  await blocked
  await closePlugin(page)
  await page.unroute('**/v1/uploads')
  expect(newTasks()).toEqual([])
  await openPlugin(page)
  await waitForImageFills(page, LAYER)
  await expectPlacedAndPaidOnce()
  expect(newTasks()[0]?.references).toHaveLength(1)
})

it('the panel closed before the answer to the paid request: the same request finds the same generation', async () => {
  const answered = new Promise<void>((resolve) => {
    void page.route('**/v1/generations', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      await route.fetch()
      resolve()
    })
  })
  await generate('Closed before the answer')
  await answered
  await closePlugin(page)
  await page.unroute('**/v1/generations')
  await openPlugin(page)
  await waitForImageFills(page, LAYER)
  await expectPlacedAndPaidOnce()
})

it('the page reloaded while the image is fetched: opened again, it is placed once', async () => {
  const fetching = new Promise<void>((resolve) => {
    void page.route('**/images/0', () => resolve())
  })
  await generate('Reloaded while fetching')
  await fetching
  await page.evaluate(() => window.playground?.saved())
  await page.unroute('**/images/0')
  await page.reload()
  await page.waitForFunction(() => window.playground !== undefined)
  await openPlugin(page)
  await waitForImageFills(page, LAYER)
  await expectPlacedAndPaidOnce()
})

it('the relay killed after the task was made, and started again: the panel waits and places the image', async () => {
  const letGo = holdResults(stage.standIn)
  await generate('The relay died')
  await expect.poll(() => newTasks().length).toBe(1)
  await stage.killRelay()
  letGo()
  await stage.restartRelay()
  await waitForImageFills(page, LAYER)
  await expectPlacedAndPaidOnce()
  await panel
    .getByText(/^Placed/)
    .first()
    .waitFor()
})

it('the target deleted while waiting: the image stands where it was, and the list says so', async () => {
  const where = await page.evaluate((name) => window.playground?.bounds(name), LAYER)
  const before = await page.evaluate(() => window.playground?.layers().map(({ id }) => id) ?? [])
  const letGo = holdResults(stage.standIn)
  await generate('The target goes')
  await expect.poll(() => newTasks().length).toBe(1)
  await page.evaluate((name) => window.playground?.remove(name), LAYER)
  letGo()
  await panel.getByText('The layer to fill is gone.').first().waitFor()
  const added = await page.evaluate(
    (known) =>
      window.playground?.layers().filter(({ id, type }) => !known.includes(id) && type === 'RECTANGLE') ?? [],
    before,
  )
  expect(added).toHaveLength(1)
  expect(added[0]?.fills.at(-1)).toMatchObject({ type: 'IMAGE' })
  const centre = (box: { x: number; width: number }) => box.x + box.width / 2
  expect(
    Math.abs(centre(added[0] ?? { x: 0, width: 0 }) - centre(where ?? { x: 9e9, width: 0 })),
  ).toBeLessThan(800)
})

it('another page open when the image arrives: it is placed on the layer it was meant for', async () => {
  const letGo = holdResults(stage.standIn)
  await generate('Meant for the banner')
  await page.getByRole('button', { name: 'Archive' }).click()
  letGo()
  await waitForImageFills(page, LAYER)
  await expectPlacedAndPaidOnce()
})

it('opened on another machine: the finished image is in the history, to be placed by hand', async () => {
  await generate('Seen elsewhere')
  await waitForImageFills(page, LAYER)
  const elsewhere = await stage.openElsewhere()
  const countPictures = () =>
    elsewhere.page.evaluate(
      () =>
        window.playground?.layers().filter(({ fills }) => fills?.some(({ type }) => type === 'IMAGE'))
          .length ?? 0,
    )
  const before = await countPictures()
  await elsewhere.panel.getByRole('button', { name: 'History' }).click()
  await elsewhere.panel.getByRole('button', { name: 'Seen elsewhere' }).first().click()
  await elsewhere.panel
    .getByRole('button', { name: /^Place/ })
    .first()
    .click()
  await expect.poll(countPictures).toBe(before + 1)
})

async function generate(prompt: string): Promise<void> {
  await select(page, LAYER)
  await panel.getByLabel('Prompt').fill(prompt)
  await panel.getByRole('button', { name: /^Generate/ }).click()
}

async function expectPlacedAndPaidOnce(): Promise<void> {
  expect(await imageFills(page, LAYER)).toHaveLength(1)
  const [task, ...others] = newTasks()
  expect(others).toEqual([])
  expect(stage.standIn.inspection.charges()[task?.idempotencyKey ?? '']).toBe(1)
  expect((await find(page, LAYER)).fills.at(-1)).toMatchObject({ type: 'IMAGE', scaleMode: 'FILL' })
}

function newTasks() {
  return stage.standIn.inspection.tasks().slice(tasksBefore)
}
