/** How long fitting two megapixels takes in a browser's worker, and whether the page notices. */
import { build } from 'esbuild'
import { driftOf } from '../../../playground/rivya/pictures/redraw.ts'
import { launchBrowser } from '../../e2e/support/browser.ts'
import { makeExtendCase } from '../../ui/images/seam/cases.ts'
import { canvasOf, LIMITS } from '../../ui/images/seam/redraw.ts'

const SIZE = { width: 1920, height: 1088 }
const RUNS = 7

/** @returns milliseconds of each run, the first with a cold engine, and of each of the page's tasks above 50 ms */
export async function measureInWorker(): Promise<{ taken: number[]; longTasks: number[] }> {
  const { sent, kept, original, came } = makeExtendCase('photograph', 1, SIZE, driftOf(1, LIMITS))
  const script = await build({
    entryPoints: ['test/bench/seam/script.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
  })
  const browser = await launchBrowser({ isMeasured: true })
  try {
    const page = await browser.newPage()
    const pictures = [sent, original, came].map((pixels) =>
      canvasOf(pixels).toBuffer('image/png').toString('base64'),
    )
    const result = await page.evaluate(measure, {
      text: script.outputFiles[0]?.text ?? '',
      pictures,
      kept,
      runs: RUNS,
    })
    if (result.taken.some(({ kind }) => kind !== 'fitted'))
      throw new Error('A picture that fits was called unfit.')
    return { taken: result.taken.map(({ ms }) => ms), longTasks: result.longTasks }
  } finally {
    await browser.close()
  }
}

/** Runs in the page, so it holds everything it needs. */
async function measure(order: { text: string; pictures: string[]; kept: unknown; runs: number }) {
  const decoded = await Promise.all(
    order.pictures.map(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes]))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      context?.drawImage(bitmap, 0, 0)
      const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data
      return { width: bitmap.width, height: bitmap.height, data }
    }),
  )
  const [sent, original, came] = decoded
  const worker = new Worker(URL.createObjectURL(new Blob([order.text])))
  // Decoding is a long task of its own, and over in the next turn.
  await new Promise((resolve) => setTimeout(resolve))
  const longTasks: number[] = []
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  }).observe({ type: 'longtask' })
  const taken = await new Promise<{ kind: string; ms: number }[]>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    const transfer = decoded.flatMap(({ data }) => (data === undefined ? [] : [data.buffer]))
    worker.postMessage({ parts: { sent, kept: order.kept, original, came }, runs: order.runs }, transfer)
  })
  return { taken, longTasks }
}
