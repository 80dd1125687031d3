/** Every state of the panel, light and dark, before axe; and the panel at its narrowest and largest. */
import AxeBuilder from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { select } from './support/playground-page.ts'
import { openStage, type Stage } from './support/stage.ts'

let browser: Browser
let stage: Stage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe('axe finds nothing serious', () => {
  beforeAll(async () => {
    stage = await openStage(browser, { isConnected: false, switches: { taskSeconds: 60 } })
  })
  afterAll(() => stage.close())

  // In the order in which a person meets them; each goes on from the one before.
  const STATES: [string, () => Promise<void>][] = [
    ['not connected', async () => stage.panel.getByLabel('Access token').waitFor()],
    [
      'a refused token',
      async () => {
        await stage.panel.getByLabel('Access token').fill('rl_000000000000_nonsense')
        await stage.panel.getByRole('button', { name: 'Connect' }).click()
        await stage.panel.getByText(/does not know this access token/).waitFor()
      },
    ],
    [
      'nothing selected',
      async () => {
        await stage.panel.getByLabel('Access token').fill(stage.token)
        await stage.panel.getByRole('button', { name: 'Connect' }).click()
        await stage.panel.getByLabel('Prompt').waitFor()
      },
    ],
    [
      'references, a prompt with hints, and frames to fill',
      async () => {
        await select(stage.page, 'Poster / Autumn market', 'Phone / Story')
        await stage.panel.getByRole('button', { name: 'Add selection as reference' }).click()
        await stage.panel.getByRole('list', { name: 'References' }).getByRole('listitem').nth(1).waitFor()
        await stage.panel.getByLabel('Prompt').fill('A street without cars, image 2 and image 5, {name}')
      },
    ],
    [
      'running generations',
      async () => {
        await stage.panel.getByRole('button', { name: /^Generate/ }).click()
        await stage.panel.getByRole('button', { name: 'Stop waiting' }).first().waitFor()
      },
    ],
    [
      'stopped and failed generations',
      async () => {
        await stage.panel.getByRole('button', { name: 'Stop waiting' }).first().click()
        const fault = { on: 'create', kind: 'error', status: 402, code: 'insufficient_credits' } as const
        stage.standIn.change({ faults: [fault] })
        await stage.panel.getByRole('button', { name: /^Generate/ }).click()
        await stage.panel.getByRole('button', { name: 'Retry' }).first().waitFor({ timeout: 30_000 })
      },
    ],
    ['the history', async () => stage.panel.getByRole('button', { name: 'History' }).click()],
    ['the settings', async () => stage.panel.getByRole('button', { name: 'Settings' }).click()],
  ]

  it.each(STATES)('%s', async (_name, reach) => {
    await reach()
    for (const theme of ['light', 'dark'] as const) {
      await stage.page.evaluate((wanted) => window.playground?.setTheme(wanted), theme)
      expect(await seriousViolations()).toEqual([])
    }
  })
})

describe('the panel', () => {
  beforeAll(async () => {
    stage = await openStage(browser)
  })
  afterAll(() => stage.close())

  it.each([
    ['300 px wide', 300, 1],
    ['at 200 %', 360, 2],
  ])('%s needs no sideways scrolling and loses no control', async (_name, width, zoom) => {
    const { page, panel } = stage
    await page.locator('section.plugin-window').evaluate((element, px) => {
      if (element instanceof HTMLElement) element.style.width = `${px}px`
    }, width)
    await panel.locator('html').evaluate((element, factor) => {
      element.style.setProperty('zoom', String(factor))
    }, zoom)
    const overflow = await panel
      .locator('html')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
    expect(overflow).toBeLessThanOrEqual(1)
    for (const name of ['Prompt', 'Aspect ratio', 'Resolution']) {
      const box = await panel.getByLabel(name, { exact: true }).boundingBox()
      expect(box?.width).toBeGreaterThan(40)
    }
  })

  it('is reached and worked by keyboard alone', async () => {
    const { page, panel } = stage
    await select(page, 'Locked banner')
    await panel.getByLabel('Prompt').focus()
    await page.keyboard.type('Tiles')
    const seen = new Set<string>()
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab')
      const name = await panel
        .locator(':focus')
        .first()
        .evaluate(nameOf)
        .catch(() => '')
      if (name.startsWith('Generate')) break
      seen.add(name)
    }
    await page.keyboard.press('Enter')
    await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(1)
    expect([...seen].join()).toMatch(/Aspect ratio/)
  })
})

function nameOf(element: Element): string {
  const label = element instanceof HTMLSelectElement ? element.labels[0]?.textContent : null
  return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim()
}

async function seriousViolations(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: stage.page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    )
}
