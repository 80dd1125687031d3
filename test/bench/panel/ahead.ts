/** Press to paid call with eight references, through the panel: added while the person still writes, and at the press. */
import { randomBytes } from 'node:crypto'
import { createCanvas, ImageData } from '@napi-rs/canvas'
import type { Browser } from 'playwright-core'
import type { Stage } from '../../e2e/support/stage.ts'
import { type Figure, row } from './figure.ts'
import { iframeOf, momentsOf, openWatched } from './watch.ts'

const RUNS = 3
const REFERENCES = 8
/** A square of noise with this side is a PNG of 1.5 MB. */
const SIDE_PX = 700
/** What Rivya takes for each upload. */
const UPLOAD_MS = 400
const WRITING_MS = 10_000

/** @returns a row of the table */
export async function measureAhead(browser: Browser): Promise<string[]> {
  const stage = await openWatched(browser, {
    switches: {
      taskSeconds: 1,
      longerSidePx: 64,
      credits: 1_000_000,
      faults: [{ on: 'upload', kind: 'slow', ms: UPLOAD_MS }],
    },
  })
  const figure: Figure = {
    what: 'Press to paid call, eight references of 1.5 MB added 10 s before, Rivya 0.4 s an upload (baseline: pressed as soon as they are read)',
    baseline: [],
    taken: [],
    aimMs: 300,
  }
  try {
    for (let run = 0; run < RUNS; run += 1) {
      figure.baseline.push(await press(stage, 0))
      figure.taken.push(await press(stage, WRITING_MS))
    }
    return row(figure)
  } finally {
    await stage.close()
  }
}

/** @returns milliseconds from the press to the paid call at the stand-in */
async function press({ page, panel, standIn }: Stage, writingMs: number): Promise<number> {
  const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
  for (let left = await references.count(); left > 0; left -= 1) {
    await panel.getByRole('button', { name: /^Remove image 1,/ }).click()
  }
  const before = standIn.inspection.tasks().length
  await panel.getByLabel('Prompt', { exact: true }).fill('A mug on an oak table')
  await panel.getByRole('radio', { name: 'New image' }).check()
  await panel.getByLabel('Image files', { exact: true }).setInputFiles(
    Array.from({ length: REFERENCES }, (_, index) => ({
      name: `noise-${index}.png`,
      mimeType: 'image/png',
      buffer: drawNoise(),
    })),
  )
  const generate = panel.getByRole('button', { name: /^Generate/ })
  await panel.locator('button[aria-disabled=false]', { hasText: /^Generate/ }).waitFor()
  await page.waitForTimeout(writingMs)
  await generate.click()
  while (standIn.inspection.tasks().length === before) await page.waitForTimeout(20)
  const task = standIn.inspection.tasks().at(-1)
  return (task?.createdAt ?? Number.NaN) - (await momentsOf(iframeOf(page))).pressedAt
}

function drawNoise(): Buffer {
  const canvas = createCanvas(SIDE_PX, SIDE_PX)
  const pixels = new Uint8ClampedArray(randomBytes(SIDE_PX * SIDE_PX * 4))
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255
  canvas.getContext('2d').putImageData(new ImageData(pixels, SIDE_PX, SIDE_PX), 0, 0)
  return canvas.toBuffer('image/png')
}
