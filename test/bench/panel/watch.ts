/** Moments in the page and in the plugin's iframe, on one clock: milliseconds since 1970 with fractions. */
import type { Browser, Frame, Page } from 'playwright-core'
import { openPlugin } from '../../e2e/support/playground-page.ts'
import { openStage, type Stage, type StageOptions } from '../../e2e/support/stage.ts'

type Moments = {
  /** When the page has made the last iframe. */
  iframeMadeAt: number
  /** In the iframe: when its prompt took input. */
  usableAt: number
  /** In the iframe: the last click. */
  pressedAt: number
  /** In the iframe: milliseconds of each task above 50 ms. */
  longTasks: number[]
  /** In the iframe: milliseconds of work and until painted, for each key. */
  keys: { work: number; painted: number }[]
  /** In the page: when a layer's fill was seen, by id. */
  seen: Record<string, number>
}

declare global {
  interface Window {
    moments?: Moments
  }
}

/** By page: when each image of a result was there. The panel's worker has no window to keep it in. */
const arrivals = new WeakMap<Page, number[]>()

/** A stage whose page and iframes keep their moments. The plugin is open. */
export async function openWatched(browser: Browser, options: StageOptions): Promise<Stage> {
  const stage = await openStage(browser, { hasMotion: true, ...options })
  const moments: number[] = []
  arrivals.set(stage.page, moments)
  stage.page.on('requestfinished', (request) => {
    const { startTime, responseEnd } = request.timing()
    if (/\/images\/\d+$/.test(request.url())) moments.push(startTime + responseEnd)
  })
  await stage.page.addInitScript(keepMoments)
  await stage.page.reload()
  await stage.page.waitForFunction(() => window.playground !== undefined)
  await openPlugin(stage.page)
  return stage
}

/** The plugin's iframe as a frame that can be evaluated in. */
export function iframeOf(page: Page): Frame {
  const frame = page.frames().find((candidate) => candidate.parentFrame() === page.mainFrame())
  if (frame === undefined) throw new Error('The page has no iframe.')
  return frame
}

export async function momentsOf(frame: Frame): Promise<Moments> {
  const moments = await frame.evaluate(() => window.moments)
  if (moments === undefined) throw new Error('The frame keeps no moments.')
  return moments
}

/** @returns when each image of a result has come since the page was opened, once there are as many as that */
export async function waitForArrivals(page: Page, count: number): Promise<number[]> {
  const moments = arrivals.get(page) ?? []
  while (moments.length < count) await page.waitForEvent('requestfinished')
  return moments
}

/** From now on, looks in every frame of the page which of the layers have a new image fill. */
export async function watchFills(page: Page, layers: string[]): Promise<void> {
  await page.evaluate((ids) => {
    const hasImage = (id: string) =>
      window.playground?.find(id).fills.some(({ type }) => type === 'IMAGE') ?? false
    const fillsOf = (id: string) => JSON.stringify(window.playground?.find(id).fills)
    const before = new Map(ids.map((id) => [id, fillsOf(id)]))
    const seen: Record<string, number> = {}
    if (window.moments !== undefined) window.moments.seen = seen
    const look = () => {
      for (const id of ids) {
        if (seen[id] === undefined && hasImage(id) && fillsOf(id) !== before.get(id)) {
          seen[id] = performance.timeOrigin + performance.now()
        }
      }
      if (Object.keys(seen).length < ids.length) requestAnimationFrame(look)
    }
    look()
  }, layers)
}

/** @returns when each of the layers that are watched was filled */
export async function waitForFills(page: Page, count: number): Promise<Record<string, number>> {
  await page.waitForFunction((wanted) => Object.keys(window.moments?.seen ?? {}).length === wanted, count, {
    timeout: 240_000,
  })
  return (await momentsOf(page.mainFrame())).seen
}

/** Runs in every frame before its own scripts, so it holds everything it needs. */
function keepMoments(): void {
  const now = () => performance.timeOrigin + performance.now()
  const moments: Moments = {
    iframeMadeAt: 0,
    usableAt: 0,
    pressedAt: 0,
    longTasks: [],
    keys: [],
    seen: {},
  }
  window.moments = moments
  if (window === window.top) {
    new MutationObserver((records) => {
      const added = records.flatMap((record) => [...record.addedNodes])
      const hasIframe = added.some(
        (node) =>
          node instanceof HTMLIFrameElement || (node instanceof Element && node.querySelector('iframe')),
      )
      if (hasIframe) moments.iframeMadeAt = now()
    }).observe(document, { childList: true, subtree: true })
    return
  }

  const observer = new MutationObserver(lookForField)
  observer.observe(document, { childList: true, subtree: true, attributes: true })
  lookForField()
  function lookForField() {
    const field = document.querySelector('textarea')
    if (field === null || field.disabled) return
    moments.usableAt = now()
    observer.disconnect()
  }
  addEventListener(
    'click',
    ({ timeStamp }) => {
      moments.pressedAt = performance.timeOrigin + timeStamp
    },
    true,
  )
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) {
      if (name === 'self') moments.longTasks.push(duration)
    }
  }).observe({ type: 'longtask' })

  // What is posted in a frame's callback comes after its style, layout and paint.
  const afterThis = (then: () => void) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = then
    port2.postMessage(null)
  }
  let key: { pressedAt: number; startedAt: number } | null = null
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      key = { pressedAt: timeStamp, startedAt: performance.now() }
    },
    true,
  )
  addEventListener('input', () => {
    const pressed = key
    if (pressed === null) return
    let scriptMs = 0
    queueMicrotask(() => {
      scriptMs = performance.now() - pressed.startedAt
    })
    requestAnimationFrame(() => {
      const frameStartedAt = performance.now()
      afterThis(() => {
        const end = performance.now()
        moments.keys.push({ work: scriptMs + end - frameStartedAt, painted: end - pressed.pressedAt })
      })
    })
  })
}
