/** Opening, pressing and placing in Chromium, one image at a time. */
import type { Browser, Page } from 'playwright-core'
import { closePlugin, openPlugin, select } from '../../e2e/support/playground-page.ts'
import type { Stage } from '../../e2e/support/stage.ts'
import { closeBarePanel, openBarePanel } from './bare-panel.ts'
import { findSlots } from './cards.ts'
import { type Figure, row } from './figure.ts'
import { iframeOf, momentsOf, openWatched, waitForArrivals, waitForFills } from './watch.ts'

const RUNS = 7
/** A square of this side with the stand-in's grain is a PNG of 4 MB. */
export const FOUR_MB_SIDE_PX = 1650
/** Short: only what is around the task is measured. */
const TASK_SECONDS = 3

/** @returns rows of the table */
export async function measureOneImage(browser: Browser): Promise<string[][]> {
  const stage = await openWatched(browser, {
    switches: { taskSeconds: TASK_SECONDS, hasNoise: true, credits: 1_000_000 },
  })
  try {
    return [
      row(await measureOpening(stage)),
      row(await measurePlaceholder(stage)),
      ...(await measurePlacing(stage)).map(row),
    ]
  } finally {
    await stage.close()
  }
}

async function measureOpening({ page }: Stage): Promise<Figure> {
  const figure: Figure = {
    what: 'Iframe made to prompt taking input, in Chromium (baseline: an iframe that only holds a field)',
    baseline: [],
    taken: [],
    aimMs: 150,
  }
  for (let run = 0; run < RUNS; run += 1) {
    await closePlugin(page)
    const bare = await openBarePanel(page)
    await bare.waitForFunction(() => (window.moments?.usableAt ?? 0) > 0)
    const { iframeMadeAt } = await momentsOf(page.mainFrame())
    figure.baseline.push((await momentsOf(bare)).usableAt - iframeMadeAt)
    await closeBarePanel(page)

    await openPlugin(page)
    const frame = iframeOf(page)
    await frame.waitForFunction(() => (window.moments?.usableAt ?? 0) > 0)
    const made = await momentsOf(page.mainFrame())
    figure.taken.push((await momentsOf(frame)).usableAt - made.iframeMadeAt)
  }
  return figure
}

async function measurePlaceholder({ page, panel, standIn }: Stage): Promise<Figure> {
  const figure: Figure = {
    what: 'Press to placeholder, in Chromium (baseline: a press that only reaches the page)',
    baseline: [],
    taken: [],
    aimMs: 100,
  }
  standIn.change({ longerSidePx: 64 })
  await panel.getByLabel('Prompt').fill('A stoneware jug')
  await panel.getByRole('radio', { name: 'New image' }).check()
  for (let run = 0; run < RUNS; run += 1) {
    await page.evaluate(() => {
      const layers = () => window.playground?.layers().length ?? 0
      const count = layers()
      if (window.moments !== undefined) window.moments.seen = {}
      const look = () => {
        if (layers() === count) requestAnimationFrame(look)
        else if (window.moments !== undefined) {
          window.moments.seen = { placeholder: performance.timeOrigin + performance.now() }
        }
      }
      look()
    })
    await panel.getByRole('button', { name: /^Generate/ }).click()
    const { placeholder = Number.NaN } = await waitForFills(page, 1)
    figure.taken.push(placeholder - (await momentsOf(iframeOf(page))).pressedAt)
    // The next press must not meet a result that is just being placed.
    await page.waitForFunction(() =>
      (window.playground?.storage() ?? []).every(({ key }) => !key.startsWith('journal/')),
    )
  }

  const bare = await openBarePanel(page)
  for (let run = 0; run < RUNS; run += 1) {
    await page.evaluate(() => {
      if (window.moments !== undefined) window.moments.seen = {}
      addEventListener('message', function hear({ data }) {
        if (data?.bare !== 'press') return
        removeEventListener('message', hear)
        requestAnimationFrame(() => {
          if (window.moments !== undefined) {
            window.moments.seen = { press: performance.timeOrigin + performance.now() }
          }
        })
      })
    })
    await bare.getByRole('button', { name: 'Generate' }).click()
    const { press = Number.NaN } = await waitForFills(page, 1)
    figure.baseline.push(press - (await momentsOf(bare)).pressedAt)
  }
  await closeBarePanel(page)
  return figure
}

/** Every run fills a card of its own, so that nothing changes there but by the new image. */
async function measurePlacing({ page, panel, standIn }: Stage): Promise<Figure[]> {
  const toPlaced: Figure = {
    what: "Press to placed, without the stand-in's time and the wait for the next look (baseline: one download of the same picture)",
    baseline: [],
    taken: [],
    aimMs: 1000,
  }
  const toDrawn: Figure = {
    what: 'Bytes in the panel to drawn fill, 4 MB PNG, in Chromium (baseline: decoding and drawing alone)',
    baseline: [],
    taken: [],
    aimMs: 400,
  }
  standIn.change({ longerSidePx: FOUR_MB_SIDE_PX })
  const toSet: Figure = {
    ...toDrawn,
    what: 'The same until the fill is set, before the canvas decodes it',
    taken: [],
  }
  await panel.getByLabel('Fill selection').check()
  await panel.getByLabel('Aspect ratio').selectOption('1:1')
  const slots = await findSlots(page)
  for (const { card, slot } of slots.slice(0, RUNS)) {
    await select(page, card)
    await panel.getByText('1 image, from 5 credits').first().waitFor()
    await watchDrawing(page, slot)
    const earlier = (await waitForArrivals(page, 0)).length
    await panel.getByRole('button', { name: /^Generate/ }).click()
    const { placed = Number.NaN, drawn = Number.NaN } = await waitForFills(page, 2)

    const { pressedAt } = await momentsOf(iframeOf(page))
    const task = standIn.inspection.tasks().at(-1)
    const seen = standIn.inspection.requests()
    const look = seen.filter(({ path }) => path.endsWith(`/${task?.id}`)).at(-1)
    const download = seen.filter(({ path }) => path.startsWith('/results/')).at(-1)
    if (task === undefined || look === undefined || download === undefined) {
      throw new Error('The stand-in was not asked for an image.')
    }
    toPlaced.taken.push(task.createdAt - pressedAt + placed - look.at)
    const before = performance.now()
    await (await fetch(standIn.url + download.path)).arrayBuffer()
    toPlaced.baseline.push(performance.now() - before)
    const arrivedAt = (await waitForArrivals(page, earlier + 1)).at(-1) ?? Number.NaN
    toDrawn.taken.push(drawn - arrivedAt)
    toSet.taken.push(placed - arrivedAt)
    toDrawn.baseline.push(await decodeAlone(page, slot))
  }
  return [toPlaced, toDrawn, toSet]
}

/** Keeps when the layer has its new fill, and when the canvas shows it. */
async function watchDrawing(page: Page, slot: string): Promise<void> {
  await page.evaluate(async (id) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.canvas')
    const point = window.playground?.pointOf(id)
    const box = canvas?.getBoundingClientRect()
    if (canvas === null || point === undefined || box === undefined) throw new Error('Nothing to look at.')
    // The view has moved; two frames later it is drawn.
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame)
    const ratio = canvas.width / box.width
    const look = () =>
      canvas
        .getContext('2d')
        ?.getImageData((point.x - box.left) * ratio, (point.y - box.top) * ratio, 4, 4)
        .data.join()
    const fills = () => JSON.stringify(window.playground?.find(id).fills)
    const before = { pixels: look(), fills: fills() }
    const seen: Record<string, number> = {}
    if (window.moments !== undefined) window.moments.seen = seen
    const watch = () => {
      const now = performance.timeOrigin + performance.now()
      if (seen.placed === undefined && fills() !== before.fills) seen.placed = now
      // Reading pixels costs time, so not before there is something to see.
      if (seen.placed !== undefined && look() !== before.pixels) seen.drawn = now
      if (seen.drawn === undefined) requestAnimationFrame(watch)
    }
    watch()
  }, slot)
}

/** Milliseconds from the bytes of the layer's image to its pixels on a canvas. */
function decodeAlone(page: Page, slot: string): Promise<number> {
  return page.evaluate(async (id) => {
    const fill = window.playground
      ?.find(id)
      .fills.filter(({ type }) => type === 'IMAGE')
      .at(-1)
    const hash = fill?.type === 'IMAGE' ? fill.imageHash : null
    const bytes = window.playground?.imageBytes(hash ?? '')
    if (bytes === undefined) throw new Error('The layer has no image.')
    const copy = new Uint8Array(bytes)
    const before = performance.now()
    const bitmap = await createImageBitmap(new Blob([copy]))
    const context = new OffscreenCanvas(8, 8).getContext('2d')
    context?.drawImage(bitmap, 0, 0, 8, 8)
    context?.getImageData(0, 0, 1, 1)
    return performance.now() - before
  }, slot)
}
