/** Twelve frames by three interactions: how long it takes, and whether the panel stays smooth meanwhile. */
import type { Browser } from 'playwright-core'
import { select } from '../../e2e/support/playground-page.ts'
import type { Stage } from '../../e2e/support/stage.ts'
import { verdict } from '../support/tables.ts'
import { openBarePanel } from './bare-panel.ts'
import { findSlots } from './cards.ts'
import { inMs } from './figure.ts'
import { FOUR_MB_SIDE_PX } from './one-image.ts'
import { traceTasks } from './trace-tasks.ts'
import { iframeOf, momentsOf, openWatched, waitForArrivals, waitForFills, watchFills } from './watch.ts'

const COUNT = 12
/** Near the least that Rivya takes. */
const TASK_SECONDS = 10
const SINGLE_RUNS = 3
const LONG_TASK_MS = 50

export const TOTAL_HEAD = [
  'in flight at once',
  'slowest single generation',
  'twelve',
  'ratio',
  'aim',
  'reached?',
]

/**
 * @param inFlight the relay's MAX_IN_FLIGHT
 * @returns a row of the table
 */
export async function measureTotal(browser: Browser, inFlight: number): Promise<string[]> {
  const stage = await openWith(browser, inFlight, { taskSeconds: TASK_SECONDS, longerSidePx: 800 })
  try {
    const cards = await findSlots(stage.page)
    const singles: number[] = []
    for (const card of cards.slice(0, SINGLE_RUNS)) singles.push(await fill(stage, [card]))
    const twelve = await fill(stage, cards)
    const slowest = Math.max(...singles)
    // Whoever finds every place taken waits for one that is in flight.
    const aim = 1.3 + Math.ceil(COUNT / inFlight) - 1
    const ratio = twelve / slowest
    return [
      String(inFlight),
      `${(slowest / 1000).toFixed(1)} s`,
      `${(twelve / 1000).toFixed(1)} s`,
      `${ratio.toFixed(2)} ×`,
      `${aim.toFixed(1)} ×`,
      verdict(ratio <= aim),
    ]
  } finally {
    await stage.close()
  }
}

export const SMOOTHNESS_HEAD = ['in the iframe', 'tasks over 50 ms', 'longest', 'aim', 'reached?']

/** @returns rows of the table: an iframe that only fetches and hands on the same twelve images, and the panel */
export async function measureSmoothness(browser: Browser): Promise<string[][]> {
  const stage = await openWith(browser, COUNT, {
    // The service paints meanwhile. What arrives is measured, not that both share two cores here.
    taskSeconds: TASK_SECONDS,
    hasNoise: true,
    longerSidePx: FOUR_MB_SIDE_PX,
  })
  try {
    const cards = await findSlots(stage.page)
    await stage.panel.getByLabel('Aspect ratio').selectOption('1:1')
    await select(stage.page, ...cards.map(({ card }) => card))
    await stage.panel.getByLabel('Prompt').fill('{name} on a plaster plinth')
    await stage.panel.getByText(/^12 images, from/).waitFor()
    const frame = iframeOf(stage.page)
    await frame.evaluate(() => window.moments?.longTasks.splice(0))
    const tasks = await traceTasks(browser, stage.page, async () => {
      await fill(stage, cards)
      await waitForArrivals(stage.page, COUNT)
    })
    const { longTasks } = await momentsOf(frame)
    return [
      smoothness('fetching and handing on alone', await fetchBare(stage), false),
      smoothness('the panel, by the clock', longTasks, true),
      smoothness('the panel, by what the processor spends on each', tasks, true),
    ]
  } finally {
    await stage.close()
  }
}

/** @returns a row of the table */
export function smoothness(what: string, longTasks: readonly number[], hasAim: boolean): string[] {
  const longest = longTasks.length === 0 ? '—' : inMs(Math.max(...longTasks))
  const count = longTasks.filter((ms) => ms > LONG_TASK_MS).length
  const isReached = count === 0
  return [what, String(count), longest, hasAim ? 'none' : '', hasAim ? verdict(isReached) : '']
}

async function openWith(
  browser: Browser,
  inFlight: number,
  switches: Parameters<typeof openWatched>[1]['switches'],
): Promise<Stage> {
  const before = process.env.MAX_IN_FLIGHT
  process.env.MAX_IN_FLIGHT = String(inFlight)
  try {
    return await openWatched(browser, { switches: { credits: 1_000_000, ...switches } })
  } finally {
    if (before === undefined) delete process.env.MAX_IN_FLIGHT
    else process.env.MAX_IN_FLIGHT = before
  }
}

/** @returns milliseconds from the press until the last of the cards is filled */
async function fill({ page, panel }: Stage, cards: { card: string; slot: string }[]): Promise<number> {
  await select(page, ...cards.map(({ card }) => card))
  await panel.getByLabel('Prompt').fill('{name} on a plaster plinth')
  await panel.getByText(cards.length === 1 ? /^1 image, from/ : /^12 images, from/).waitFor()
  await watchFills(
    page,
    cards.map(({ slot }) => slot),
  )
  await panel.getByRole('button', { name: /^Generate/ }).click()
  const placed = await waitForFills(page, cards.length)
  return Math.max(...Object.values(placed)) - (await momentsOf(iframeOf(page))).pressedAt
}

/** @returns milliseconds of each long task while a bare iframe fetches the newest images and posts them to the page */
async function fetchBare({ page, relayUrl, token }: Stage): Promise<number[]> {
  const authorization = `Bearer ${token}`
  const answer = await fetch(`${relayUrl}/v1/generations?limit=${COUNT}`, { headers: { authorization } })
  const { generations }: { generations: { id: string }[] } = await answer.json()
  const urls = generations.map(({ id }) => `${relayUrl}/v1/generations/${id}/images/0`)
  const frame = await openBarePanel(page)
  await page.evaluate(
    (message) =>
      new Promise<void>((resolve) => {
        addEventListener('message', ({ data }) => {
          if (data?.bare === 'done') resolve()
        })
        document.querySelector<HTMLIFrameElement>('.bare-panel')?.contentWindow?.postMessage(message, '*')
      }),
    { urls, authorization },
  )
  return (await momentsOf(frame)).longTasks
}
