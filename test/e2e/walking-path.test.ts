/** The whole path, as a newcomer walks it: frames in, image fills out. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { FrameLocator, Page } from 'playwright-core'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provenance } from '../../contract/provenance.ts'
import { holdResults } from './support/hold-results.ts'
import { find, imageFills, pixelIn, select, waitForImageFills } from './support/playground-page.ts'
import { setUpBackstage } from './support/set-up-stage.ts'

const POSTER = 'Poster / Autumn market'
const BANNER = 'Locked banner'

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

describe('two frames, one prompt', () => {
  it('fills each in its own ratio, pays each once, and shows the pixels that Rivya made', async () => {
    const before = await find(page, POSTER)
    await select(page, POSTER, BANNER)
    await panel.getByLabel('Prompt').fill('A ceramic mug on an oak table, soft window light')
    await panel.getByRole('button', { name: 'Generate 2 images' }).click()
    await waitForImageFills(page, POSTER)
    await waitForImageFills(page, BANNER)

    const after = await find(page, POSTER)
    expect(after.fills.slice(0, -1)).toEqual(before.fills)
    expect(after.fills.at(-1)).toMatchObject({ type: 'IMAGE', scaleMode: 'FILL' })
    const asked = newTasks().map(({ request }) => request.aspectRatio)
    expect(asked.sort()).toEqual(['16:9', '2:3'])
    expect(Object.values(stage.standIn.inspection.charges()).slice(tasksBefore)).toEqual([1, 1])

    // The top left corner is the backdrop, where no child of the poster lies.
    const drawn = await pixelIn(page, POSTER, 0.04, 0.04)
    expect(distance(drawn, await pixelOfResult('2:3', 0.04, 0.04))).toBeLessThan(12)
  })

  it('takes the fill back in one undo step', async () => {
    const before = await find(page, BANNER)
    await select(page, BANNER)
    await panel.getByLabel('Prompt').fill('Terracotta tiles')
    await panel.getByRole('button', { name: /^Generate/ }).click()
    await waitForImageFills(page, BANNER)
    await page.evaluate(() => window.playground?.undo())
    const undone = await find(page, BANNER)
    expect(undone.fills).toEqual(before.fills)
    expect(undone.pluginData).toEqual(before.pluginData)
  })
})

it('sends selected frames as references, in order, and notes how the layer was made', async () => {
  await select(page, POSTER, 'Phone / Story')
  await panel.getByRole('button', { name: 'Add selection as reference' }).click()
  const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
  await expect.poll(() => references.count()).toBe(2)
  await select(page, BANNER)
  await panel.getByLabel('Prompt').fill('The scene of image 2 in the colours of image 1')
  await panel.getByLabel('Aspect ratio').selectOption('4:3')
  await panel.getByLabel('Resolution').selectOption('2K')
  await panel.getByRole('button', { name: /^Generate/ }).click()
  await waitForImageFills(page, BANNER)

  const [task] = newTasks()
  expect(task?.request).toMatchObject({ aspectRatio: '4:3', resolution: '2K' })
  const sizes = await Promise.all((task?.references ?? []).map(async ({ bytes }) => loadImage(bytes)))
  const poster = await find(page, POSTER)
  const phone = await find(page, 'Phone / Story')
  const ratios = [poster, phone].map(({ width, height }) => width / height)
  expect(sizes.map(({ width, height }) => width / height)).toEqual(
    ratios.map((ratio) => expect.closeTo(ratio, 1)),
  )
  for (const { width, height } of sizes) expect(width * height).toBeLessThan(1_005_000)

  const { pluginData } = await find(page, BANNER)
  const made = Object.values(pluginData).map((text) => v.safeParse(provenance, parseJson(text)))
  const [noted] = made.flatMap(({ success, output }) => (success ? [output] : []))
  expect(noted).toMatchObject({
    prompt: 'The scene of image 2 in the colours of image 1',
    aspectRatio: '4:3',
    resolution: '2K',
    references: [{ name: POSTER }, { name: 'Phone / Story' }],
    credits: task?.finalCredits,
  })
})

it('places a new image when nothing is selected, with a placeholder from the press on', async () => {
  // Until it is let go there is nothing but the placeholder.
  const letGo = holdResults(stage.standIn)
  const countLayers = () => page.evaluate(() => window.playground?.layers().length ?? 0)
  const before = await countLayers()
  await panel.getByLabel('Prompt').fill('A brass lamp on linen')
  await panel.getByLabel('Prompt').press('Control+Enter')
  await expect.poll(countLayers).toBe(before + 1)
  const placeholder = await page.evaluate(
    () => window.playground?.layers().find(({ name }) => name.startsWith('Generating'))?.id ?? '',
  )
  expect(await imageFills(page, placeholder)).toEqual([])
  letGo()
  await waitForImageFills(page, placeholder)
  expect(await countLayers()).toBe(before + 1)
  const placed = await find(page, placeholder)
  expect(placed.name).toBe('A brass lamp on linen')
  expect(placed.width / placed.height).toBeCloseTo(1, 2)
})

function newTasks() {
  return stage.standIn.inspection.tasks().slice(tasksBefore)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** RGBA of the finished task's picture at a place of the frame it covers. */
async function pixelOfResult(aspectRatio: string, shareX: number, shareY: number): Promise<number[]> {
  const task = newTasks().find(({ request }) => request.aspectRatio === aspectRatio)
  const result = await fetch(`${stage.standIn.url}/results/${task?.resultName}`)
  const picture = await loadImage(Buffer.from(await result.arrayBuffer()))
  const frame = await find(page, POSTER)
  // FILL covers the frame and centres what is cut off.
  const scale = Math.max(frame.width / picture.width, frame.height / picture.height)
  const x = Math.floor(picture.width / 2 + ((shareX - 0.5) * frame.width) / scale)
  const y = Math.floor(picture.height / 2 + ((shareY - 0.5) * frame.height) / scale)
  const context = createCanvas(picture.width, picture.height).getContext('2d')
  context.drawImage(picture, 0, 0)
  return [...context.getImageData(x, y, 1, 1).data]
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 0))))
}
