/** "Keep the picture, extend it", on pixels of the canvas: the picture's own are put back, whatever the model gives. */
import { beforeEach, expect, it } from 'vitest'
import { featherOf } from '../../ui/images/seam/fit-back.ts'
import { writeExif } from '../ui/images/write-exif.ts'
import { segment, writeJpeg } from '../ui/images/write-jpeg.ts'
import { holdRequests } from './support/hold-requests.ts'
import { holdResults } from './support/hold-results.ts'
import { countOther, drawScene, pixelAt, pixelsOf, putPicture, topImage } from './support/picture-layers.ts'
import { closePlugin, imageFills, openPlugin, pixelIn, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()
const LAYER = 'Locked banner'
const SQUARE = { width: 360, height: 360 }
const MAGENTA = [255, 0, 255, 255]

const price = () => stage.panel.locator('#price')
const keep = () => stage.panel.getByRole('checkbox', { name: 'Keep the picture, extend it' })
const tasks = () => stage.standIn.inspection.tasks()
const hashes = async () => (await imageFills(stage.page, LAYER)).map(({ imageHash }) => imageHash)
const isPlaced = () => expect.poll(hashes).toHaveLength(2)

async function ask(picture: Uint8Array, size: { width: number; height: number }) {
  const { page, panel } = stage
  await putPicture(page, LAYER, picture, size)
  await select(page, LAYER)
  await panel.getByRole('radio', { name: 'Nothing' }).check()
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await keep().check()
}

const press = (name: string | RegExp) => stage.panel.getByRole('button', { name, exact: true }).click()

beforeEach(() => stage.standIn.change({ drift: { shiftPx: 12, scalePercent: 2, tintPercent: 8 } }))

const isBegun = () =>
  stage.panel.getByRole('list', { name: 'Generations' }).getByRole('listitem').first().waitFor()

it('a square becomes 16:9 around its own pixels, though the panel is closed at every step, and one undo takes it back', async () => {
  const { page } = stage
  const scene = drawScene(1, SQUARE)
  const uploading = await holdRequests(page, '**/v1/uploads')
  await ask(scene, { width: 640, height: 360 })
  await expect.poll(() => price().textContent()).toMatch(/^1 image, from 5 credits/)
  const before = await pixelIn(page, LAYER, 0.02, 0.5)
  const own = await hashes()

  await press('Generate')
  await isBegun()
  const paying = await holdRequests(page, '**/v1/generations')
  await uploading.reopenPanel()
  const fetching = await holdRequests(page, '**/images/0')
  await paying.reopenPanel()
  await fetching.reopenPanel()
  await isPlaced()

  expect(tasks()).toHaveLength(1)
  const sent = await pixelsOf(tasks()[0]?.references[0]?.bytes ?? new Uint8Array())
  expect(pixelAt(sent, 4, 100)).toEqual(MAGENTA)
  const whole = await topImage(page, LAYER)
  const picture = await pixelsOf(scene)
  expect([Math.abs(whole.width - 640) <= 2, whole.height]).toEqual([true, 360])
  const place = { x: Math.round((whole.width - 360) / 2), y: 0 }
  expect(countOther(whole, picture, place, featherOf(SQUARE))).toBe(0)
  expect(pixelAt(whole, 4, 100)).not.toEqual(MAGENTA)
  expect(await pixelIn(page, LAYER, 0.02, 0.5)).not.toEqual(before)
  await page.evaluate(() => window.playground?.undo())
  expect(await hashes()).toEqual(own)
  expect(await pixelIn(page, LAYER, 0.02, 0.5)).toEqual(before)
})

it('a banner of 4:1 takes two images, priced before, placed together, and closing between them pays for none again', async () => {
  const { page, panel, standIn } = stage
  const from = tasks().length
  const scene = drawScene(2, SQUARE)
  await ask(scene, { width: 1200, height: 300 })
  await expect.poll(() => price().textContent()).toMatch(/^2 images, from 10 credits/)
  const letGo = holdResults(standIn)
  await press('Generate 2 images')
  await panel.getByText('Waiting for the part before').waitFor()
  await expect.poll(() => tasks().length).toBe(from + 1)
  // The first is made; of the second the picture is being sent.
  const uploading = await holdRequests(page, '**/v1/uploads')
  letGo()
  await uploading.reopenPanel()
  await isPlaced()
  expect(tasks()).toHaveLength(from + 2)
  const whole = await topImage(page, LAYER)
  expect(whole.width / whole.height).toBeCloseTo(4, 1)
  const picture = await pixelsOf(scene)
  const middle = Math.round((whole.width - 360) / 2)
  const exact = [-3, -2, -1, 0, 1, 2, 3].filter(
    (by) => countOther(whole, picture, { x: middle + by, y: 0 }, featherOf(SQUARE)) === 0,
  )
  expect(exact).toHaveLength(1)
  for (const x of [2, whole.width - 3]) expect(pixelAt(whole, x, 150)).not.toEqual(MAGENTA)
  await page.evaluate(() => window.playground?.undo())
  expect(await hashes()).toHaveLength(1)
})

it('what comes back as something else is offered whole, in the next opening as well, and nothing is paid again', async () => {
  const { page, panel, standIn } = stage
  standIn.change({ drift: null })
  const from = tasks().length
  await ask(drawScene(3, SQUARE), { width: 640, height: 360 })
  await press('Generate')
  await panel.getByText('It came back too different').waitFor()
  await closePlugin(page)
  await openPlugin(page)
  await panel.getByText('It came back too different').waitFor()
  expect(await hashes()).toHaveLength(1)
  await press('Place')
  await isPlaced()
  expect((await topImage(page, LAYER)).width).toBeGreaterThan(1000)
  expect(tasks()).toHaveLength(from + 1)
})

it('a layer of a pixel’s difference has nothing to extend, and says so', async () => {
  const { panel } = stage
  await ask(drawScene(4, SQUARE), { width: 361, height: 360 })
  await panel
    .getByText(/its picture has the shape of the layer, nothing to extend/)
    .first()
    .waitFor()
  expect(await panel.getByRole('button', { name: 'Generate' }).getAttribute('aria-disabled')).toBe('true')
})

it('a photo that lies on its side is extended upright, and a CMYK one in its colours', async () => {
  const { page } = stage
  // Stored 320 × 240 and to be turned: upright 240 × 320, red above blue.
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), writeExif(6)]))
  const grain = (x: number, y: number) =>
    30 * Math.sin(x / 11 + Math.cos(y / 7) * 2) * Math.cos(y / 13 - x / 29)
  const stripes = (x: number, y: number): [number, number, number] => {
    const light = grain(x, y)
    return x < 160 ? [200 + light, 70 + light, 70] : [70, 70 + light, 200 + light]
  }
  const turned = writeJpeg({ width: 320, height: 240, at: stripes, before: exif })
  await ask(turned, { width: 320, height: 320 })
  await press('Generate')
  await isPlaced()
  const upright = await topImage(page, LAYER)
  expect(upright.width / upright.height).toBeCloseTo(1, 1)
  const middle = Math.round(upright.width / 2)
  expect(pixelAt(upright, middle, 60)[0]).toBeGreaterThan(pixelAt(upright, middle, 60)[2] ?? 255)
  expect(pixelAt(upright, middle, 260)[2]).toBeGreaterThan(pixelAt(upright, middle, 260)[0] ?? 255)

  const rings = (x: number, y: number): [number, number, number] =>
    Math.hypot(x - 120, y - 120) < 40 ? [220, 180, 40] : [90 + grain(x, y), 120 - grain(y, x), 90]
  await ask(writeJpeg({ width: 240, height: 240, at: rings, kind: 'cmyk' }), { width: 427, height: 240 })
  await press('Generate')
  await isPlaced()
  const whole = await topImage(page, LAYER)
  const [red = 0, green = 0, blue = 0] = pixelAt(whole, Math.round(whole.width / 2), 120)
  expect(Math.abs(red - 220) + Math.abs(green - 180) + Math.abs(blue - 40)).toBeLessThan(90)
})

it('what can be seen through is painted on as well, and what can’t stays', async () => {
  const { page } = stage
  const cut = drawScene(5, SQUARE, (x) => (x < 90 ? 0 : 255))
  await ask(cut, { width: 640, height: 360 })
  await press('Generate')
  await isPlaced()
  const whole = await topImage(page, LAYER)
  const picture = await pixelsOf(cut)
  const left = Math.round((whole.width - 360) / 2)
  const opaque = [...Array(whole.width).keys()].every((x) => pixelAt(whole, x, 180)[3] === 255)
  expect(opaque).toBe(true)
  expect(pixelAt(whole, left + 200, 180)).toEqual(pixelAt(picture, 200, 180))
})
