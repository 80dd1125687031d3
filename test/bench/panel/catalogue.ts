/** Many targets with pictures of their own: the press, the uploads, the list and the prompt. */
import type { Browser, Page } from 'playwright-core'
import { type CatalogueCard, drawNoise, GRID, openCatalogue } from '../../e2e/support/catalogue-file.ts'
import { select } from '../../e2e/support/playground-page.ts'
import type { Stage } from '../../e2e/support/stage.ts'
import { openBarePanel } from './bare-panel.ts'
import { type Figure, row } from './figure.ts'
import { smoothness } from './twelve.ts'
import { measureKeys } from './typing.ts'
import { iframeOf, momentsOf, openWatched, waitForFills } from './watch.ts'

const TARGETS = 48
const UPLOADS = 12
const RUNS = 3
/** A square of noise with this side is a PNG of 2 MB. */
const TWO_MB_SIDE_PX = 820
/** One at a time, as if 2 MB went through a line of 20 Mbit/s. */
const LINE_MS = 800
const MANY = 500
const SIDE_PX = 400

/** @returns rows of the table of times, and of that of long tasks */
export async function measureCatalogue(browser: Browser): Promise<{ times: string[][]; tasks: string[][] }> {
  const times: string[][] = []
  const tasks: string[][] = []
  const stage = await openWatched(browser, { switches: { longerSidePx: 64, credits: 1_000_000 } })
  try {
    await askForNothing(stage)
    times.push(row(await measureUploads(stage)))
    const cards = await openCatalogue(stage.page, noise(TARGETS, SIDE_PX, 0))
    tasks.push(await measureThumbnails(stage))
    times.push(row(await measureVeils(stage, cards)))
    await openCatalogue(stage.page, Array<Buffer>(MANY).fill(drawNoise(1, 16)))
    times.push(row(await measureLongList(stage)))
    return { times, tasks }
  } finally {
    await stage.close()
  }
}

function noise(count: number, sidePx: number, from: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => drawNoise(from + index, sidePx))
}

/** No press is dear enough to be asked about. */
async function askForNothing({ panel }: Stage): Promise<void> {
  await panel.getByRole('button', { name: 'Settings' }).click()
  await panel.getByRole('spinbutton').fill('100000')
  await panel.getByRole('button', { name: 'Create' }).click()
}

async function measureUploads(stage: Stage): Promise<Figure> {
  const { page, panel, standIn, relayUrl, token } = stage
  const figure: Figure = {
    what: 'Press to last paid call, 12 own pictures of 2 MB over a line that takes 0.8 s for each (baseline: the same bytes alone)',
    baseline: [],
    taken: [],
    aimMs: LINE_MS * UPLOADS * 1.3,
  }
  let line = Promise.resolve()
  const slow = () => {
    line = line.then(() => new Promise((resolve) => setTimeout(resolve, LINE_MS)))
    return line
  }
  for (let run = 0; run < RUNS; run += 1) {
    await openCatalogue(page, noise(UPLOADS, TWO_MB_SIDE_PX, 1000 * (run + 1)))
    await page.route('**/v1/uploads', async (route) => {
      if (route.request().method() !== 'OPTIONS') await slow()
      // The page may have been closed or opened anew meanwhile; an upload that counts is waited for below.
      await route.continue().catch(() => undefined)
    })
    // Chosen before there is anything to send ahead.
    await select(page, GRID)
    await panel.getByLabel('Prompt', { exact: true }).fill('image 1 on oak')
    await panel.getByText(`${UPLOADS} of ${UPLOADS}`).waitFor()
    const before = standIn.inspection.tasks().length
    await panel.getByRole('radio', { name: 'Its own picture' }).check()
    await panel.getByRole('button', { name: /^Generate/ }).click()
    while (standIn.inspection.tasks().length < before + UPLOADS) await page.waitForTimeout(50)
    const paidAt = Math.max(...standIn.inspection.tasks().map(({ createdAt }) => createdAt))
    figure.taken.push(paidAt - (await momentsOf(iframeOf(page))).pressedAt)
    await page.waitForFunction(() =>
      (window.playground?.storage() ?? []).every(({ key }) => !key.startsWith('journal/')),
    )

    const bare = await openBarePanel(page)
    const bytes = noise(UPLOADS, TWO_MB_SIDE_PX, 1000 * (run + 1) + 500).map((png) => png.toString('base64'))
    figure.baseline.push(
      await bare.evaluate(
        async ([texts, url, authorization]) => {
          const bodies = texts.map((text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)))
          const headers = { authorization, 'content-type': 'image/png' }
          const startedAt = performance.now()
          await Promise.all(
            [0, 1, 2].map(async (lane) => {
              for (let index = lane; index < bodies.length; index += 3) {
                await fetch(url, { method: 'POST', headers, body: bodies[index] ?? null })
              }
            }),
          )
          return performance.now() - startedAt
        },
        [bytes, `${relayUrl}/v1/uploads`, `Bearer ${token}`] as const,
      ),
    )
    await page.unroute('**/v1/uploads')
  }
  return figure
}

/** Scrolls through the list, each row long enough in sight for its picture to be made. */
async function measureThumbnails({ page, panel }: Stage): Promise<string[]> {
  await select(page, GRID)
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await panel.getByText(`${TARGETS} of ${TARGETS}`).waitFor()
  const frame = iframeOf(page)
  await frame.evaluate(() => window.moments?.longTasks.splice(0))
  await frame.evaluate(async () => {
    const list = document.querySelector('.targets')
    if (list === null) throw new Error('There is no list of targets.')
    for (let top = 0; top < list.scrollHeight; top += 200) {
      list.scrollTop = top
      const isDrawn = () => [...list.querySelectorAll('.target')].every((each) => each.querySelector('img'))
      for (let tries = 0; tries < 100 && !isDrawn(); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      if (!isDrawn()) throw new Error('A picture was not made.')
    }
  })
  return smoothness('48 pictures of targets are made', (await momentsOf(frame)).longTasks, true)
}

async function measureVeils({ page, panel }: Stage, cards: readonly CatalogueCard[]): Promise<Figure> {
  const figure: Figure = {
    what: 'Press to last veil of 48, in Chromium (baseline: the playground gives 48 layers a fill)',
    baseline: [],
    taken: [],
    aimMs: 0,
  }
  for (let run = 0; run < RUNS; run += 1) {
    figure.baseline.push(await fillPlainly(page, cards))
    await panel.getByLabel('Prompt', { exact: true }).fill(`image 1 on oak, ${run}`)
    await watchVeils(page)
    await panel.getByRole('button', { name: /^Generate/ }).click()
    const { veils = Number.NaN } = await waitForFills(page, 1)
    figure.taken.push(veils - (await momentsOf(iframeOf(page))).pressedAt)
    await page.waitForFunction(
      () => (window.playground?.storage() ?? []).every(({ key }) => !key.startsWith('journal/')),
      null,
      { timeout: 240_000, polling: 500 },
    )
  }
  figure.aimMs = Math.round(Math.max(...figure.baseline)) + 300
  return figure
}

function watchVeils(page: Page): Promise<void> {
  return page.evaluate((count) => {
    if (window.moments !== undefined) window.moments.seen = {}
    const veils = () =>
      window.playground?.layers().filter(({ name }) => name.startsWith('Waiting:')).length ?? 0
    const look = () => {
      if (veils() < count) requestAnimationFrame(look)
      else if (window.moments) window.moments.seen = { veils: performance.timeOrigin + performance.now() }
    }
    look()
  }, TARGETS)
}

/** @returns milliseconds until the page has drawn them */
function fillPlainly(page: Page, cards: readonly CatalogueCard[]): Promise<number> {
  return page.evaluate(
    async (ids) => {
      const startedAt = performance.now()
      for (const id of ids) window.playground?.edit(id, { opacity: 0.99 - Math.random() / 100 })
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      return performance.now() - startedAt
    },
    cards.map(({ cardId }) => cardId),
  )
}

async function measureLongList({ page, panel }: Stage): Promise<Figure> {
  await select(page, GRID)
  await panel.getByRole('radio', { name: 'Its own picture' }).check()
  await panel.getByLabel('Prompt', { exact: true }).fill('{name} ')
  await panel.getByText(`${MANY} of ${MANY}`).waitFor()
  const work = ({ work: ms }: { work: number }) => ms
  const ours = await measureKeys(page, iframeOf(page), panel.getByLabel('Prompt', { exact: true }))
  const bare = await openBarePanel(page)
  return {
    what: 'A key in the prompt with 500 targets, each with a prompt of its own: script, style, layout and paint',
    baseline: (await measureKeys(page, bare, bare.getByLabel('Prompt').first())).map(work),
    taken: ours.map(work),
    aimMs: 16,
  }
}
