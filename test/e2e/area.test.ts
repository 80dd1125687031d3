/** An area of what lies below a shape, changed and matched to what is around it, on pixels of the canvas. */
import { beforeEach, expect, it } from 'vitest'
import { holdRequests } from './support/hold-requests.ts'
import { countOther, drawScene, pixelsOf, putPicture, topImage } from './support/picture-layers.ts'
import { find, imageFills, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()
/** A shape over a photograph. */
const PHOTO = 'Outline'
const AREA = 'Square'
const SIZE = { width: 600, height: 450, cornerRadius: 0, strokes: [] }
const PLACE = { x: 220, y: 150, width: 180, height: 120 }

const tasks = () => stage.standIn.inspection.tasks()
const hashes = async () => (await imageFills(stage.page, AREA)).map(({ imageHash }) => imageHash)
const row = () => stage.panel.getByRole('list', { name: 'Targets' }).getByRole('listitem')
const press = (name: string) => stage.panel.getByRole('button', { name, exact: true }).click()

beforeEach(async () => {
  const { page, panel, standIn } = stage
  standIn.change({ drift: { shiftPx: 12, scalePercent: 2, tintPercent: 8 } })
  await putPicture(page, PHOTO, drawScene(11, SIZE), SIZE)
  const { x, y } = await find(page, PHOTO)
  await page.evaluate(([name, fields]) => window.playground?.edit(name, fields), [
    AREA,
    {
      ...PLACE,
      x: x + PLACE.x,
      y: y + PLACE.y,
      rotation: 0,
      opacity: 1,
      visible: true,
      cornerRadius: 12,
      strokes: [],
      fills: [{ type: 'SOLID', color: { r: 1, g: 0.8, b: 0 } }],
    },
  ] as const)
  await select(page, AREA)
  await panel.getByRole('radio', { name: 'What is below it' }).check()
  await panel.getByLabel('Prompt', { exact: true }).fill('A red mug')
})

/** Of points along the sides of the area, so far inside and outside it: how much the two differ, in the mean. */
async function stepAcross(distance: number): Promise<number> {
  const { page } = stage
  const photo = await find(page, PHOTO)
  const along = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
  const [left, top] = [photo.x + PLACE.x, photo.y + PLACE.y]
  const [right, bottom] = [left + PLACE.width, top + PLACE.height]
  const pairs = along.flatMap((share) => {
    const [x, y] = [left + PLACE.width * share, top + PLACE.height * share]
    return [
      [x, top + distance, x, top - distance],
      [x, bottom - distance, x, bottom + distance],
      [left + distance, y, left - distance, y],
      [right - distance, y, right + distance, y],
    ]
  })
  return page.evaluate(async (points) => {
    let sum = 0
    for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of points) {
      const [a, b] = [await window.playground?.pixel(x1, y1), await window.playground?.pixel(x2, y2)]
      for (const channel of [0, 1, 2]) sum += Math.abs((a?.[channel] ?? 0) - (b?.[channel] ?? 0))
    }
    return sum / points.length / 3
  }, pairs)
}

async function show(isShown: boolean) {
  await stage.page.evaluate(([name, visible]) => window.playground?.edit(name, { visible }), [
    AREA,
    isShown,
  ] as const)
}

const isBegun = () =>
  stage.panel.getByRole('list', { name: 'Generations' }).getByRole('listitem').first().waitFor()

it('what comes back goes on from what is around it, though the panel is closed at every step', async () => {
  const { page, panel } = stage
  const uploading = await holdRequests(page, '**/v1/uploads')
  // Another picture than the one that may have gone ahead already.
  await putPicture(page, PHOTO, drawScene(12, SIZE), SIZE)
  await show(false)
  const natural = await stepAcross(1)
  const below = await page.evaluate((name) => window.playground?.find(name).fills, PHOTO)
  await show(true)
  await row()
    .getByText(/Change only the part of image 1 from 2\d % to 7\d % of its width/)
    .waitFor()
  expect(await panel.locator('#price').textContent()).toMatch(/^1 image, from 5 credits/)
  const own = (await find(page, AREA)).fills

  await press('Generate')
  await isBegun()
  const paying = await holdRequests(page, '**/v1/generations')
  await uploading.reopenPanel()
  const fetching = await holdRequests(page, '**/images/0')
  await paying.reopenPanel()
  await fetching.reopenPanel()
  await expect.poll(hashes).toHaveLength(1)

  expect(tasks()).toHaveLength(1)
  // What went out shows the photograph alone, with the area in its middle.
  const sent = await pixelsOf(tasks()[0]?.references[0]?.bytes ?? new Uint8Array())
  expect(sent.width).toBeGreaterThan(PLACE.width * 1.3)
  expect(
    countOther(
      sent,
      {
        width: 3,
        height: 1,
        data: Uint8ClampedArray.of(255, 204, 0, 255, 255, 204, 0, 255, 255, 204, 0, 255),
      },
      { x: Math.round(sent.width / 2), y: Math.round(sent.height / 2) },
      0,
    ),
  ).toBe(3)
  expect((await stepAcross(1)) - natural).toBeLessThan(4)
  expect(await page.evaluate((name) => window.playground?.find(name).fills, PHOTO)).toEqual(below)
  await page.evaluate(() => window.playground?.undo())
  expect((await find(page, AREA)).fills).toEqual(own)
})

it('what comes back finer than it was sent stays as fine', async () => {
  const { page, panel } = stage
  const from = tasks().length
  await panel.getByLabel('Resolution').selectOption('2K')
  await press('Generate')
  await expect.poll(hashes).toHaveLength(1)
  await panel.getByLabel('Resolution').selectOption('1K')
  expect(tasks()).toHaveLength(from + 1)
  const image = await topImage(page, AREA)
  expect(image.width).toBeGreaterThan(PLACE.width * 2)
  expect(image.width / image.height).toBeCloseTo(PLACE.width / PLACE.height, 1)
  // The page has changed, so what is below the layer has been drawn anew for the list.
  await row().locator('img').waitFor()
})

it('something else is offered whole, with a sentence, and is not placed by itself', async () => {
  const { panel, standIn } = stage
  standIn.change({ drift: null })
  await press('Generate')
  await panel.getByText('It came back too different').waitFor()
  expect(await hashes()).toHaveLength(0)
  await press('Place')
  await expect.poll(hashes).toHaveLength(1)
})

it.each([
  [{ rotation: 20 }, 'it is turned'],
  [{ opacity: 0.5 }, 'it or a layer around it is see-through'],
  [{ blendMode: 'MULTIPLY' }, 'it or a layer around it is see-through'],
] as const)('a shape with %j is left out in words, unless it need not match', async (fields, words) => {
  const { page, panel } = stage
  await page.evaluate(([name, changes]) => window.playground?.edit(name, changes), [AREA, fields] as const)
  await row().getByText(`Left out: ${words}`).waitFor()
  // By ear as well: it is reached by key, says why, and takes no mark.
  const choice = row().getByRole('checkbox')
  await choice.press('Space')
  expect(await choice.isChecked()).toBe(false)
  expect(await choice.getAttribute('aria-description')).toContain(`Left out: ${words}`)
  const match = panel.getByRole('checkbox', { name: 'Match what is around it' })
  await match.uncheck()
  await expect.poll(() => panel.locator('#price').textContent()).toMatch(/^1 image/)
  await match.check()
  await page.evaluate((name) => window.playground?.edit(name, { blendMode: 'PASS_THROUGH' }), AREA)
})
