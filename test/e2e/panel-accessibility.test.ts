/** What is one step away from the form: what axe finds there, whether it fits a narrow window, where the focus goes. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { select, waitForImageFills } from './support/playground-page.ts'
import { openStage, type Stage } from './support/stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'
const SOON = { timeout: 20_000 }

let browser: Browser
let stage: Stage

beforeAll(async () => {
  browser = await launchBrowser()
  stage = await openStage(browser)
})
afterAll(async () => {
  await stage.close()
  await browser.close()
})

type Open = { page: Page; panel: FrameLocator }

/** Each from the one before. */
const STATES: [string, (open: Open) => Promise<unknown>][] = [
  [
    'with references, hints, help and finished prompts open',
    async ({ page, panel }) => {
      await select(page, POSTER, BANNER)
      await panel.getByRole('button', { name: 'Add selection as reference' }).click()
      await panel.getByRole('button', { name: /^Image 1/ }).click()
      await panel.getByRole('textbox', { name: 'Prompt' }).fill('{name} with no people, #FF8800, image 5')
      await panel.getByText('Prompt help').click()
      await panel.getByRole('button', { name: 'Colours of the selection' }).click()
      await panel.getByText('2 finished prompts').click()
    },
  ],
  [
    'offering references',
    async ({ panel }) => {
      await panel.getByRole('textbox', { name: 'Prompt' }).fill('A mug like ')
      await panel.getByRole('textbox', { name: 'Prompt' }).pressSequentially('@')
      await panel.getByRole('option').first().waitFor()
    },
  ],
  [
    'in the history',
    async ({ page, panel }) => {
      await panel.getByRole('textbox', { name: 'Prompt' }).fill('A mug')
      await select(page, BANNER)
      await panel.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter')
      await waitForImageFills(page, BANNER)
      await panel.getByRole('button', { name: 'History' }).click()
      await panel.getByRole('list', { name: 'Images of the history' }).getByRole('button').first().click()
      await panel.getByRole('button', { name: 'Reuse settings' }).waitFor()
    },
  ],
]

describe.each(['light', 'dark'] as const)('the panel, %s,', (theme) => {
  let open: Open
  beforeAll(async () => {
    open = await stage.openElsewhere()
    await open.page.evaluate((wanted) => window.playground?.setTheme(wanted), theme)
  })
  afterAll(() => open.page.context().close())

  it.each(STATES)('%s, has nothing serious for axe to find and fits 300 px', async (_, reach) => {
    await reach(open)
    const { violations } = await new AxeBuilder({ page: open.page })
      .include('section.plugin-window')
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([])

    const iframe = open.page.locator('section.plugin-window iframe')
    await iframe.evaluate((element) => {
      element.style.width = '300px'
    })
    const overflow = () => open.panel.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    await expect.poll(overflow, SOON).toBe(0)
    await iframe.evaluate((element) => {
      element.style.width = ''
    })
  })
})

describe('the keyboard', () => {
  it('reaches everything from the prompt to Generate in the order it is seen', async () => {
    const { page, panel } = await stage.openElsewhere()
    await panel.getByRole('textbox', { name: 'Prompt' }).fill('A mug')
    await panel.getByRole('textbox', { name: 'Prompt' }).focus()
    const reached: string[] = []
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab')
      reached.push(
        await panel.locator(':focus').evaluate((element) => {
          const label =
            element instanceof HTMLInputElement || element instanceof HTMLSelectElement
              ? element.labels?.[0]
              : null
          return (
            element.getAttribute('aria-label') ??
            label?.textContent.split('\n')[0] ??
            element.textContent ??
            ''
          )
        }),
      )
      if (reached.at(-1) === 'Generate') break
    }
    expect(reached).toEqual([
      'Prompt help',
      'Add selection as reference',
      'Choose image files; they can also be dropped or pasted',
      'Aspect ratio',
      'Resolution',
      'Variations',
      'New image',
      'Generate',
    ])
    await page.context().close()
  })
})
