/** The panel in each of its states: what axe finds, whether it fits a narrow window, and where the focus goes. */
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
  stage = await openStage(browser, { isConnected: false })
})
afterAll(async () => {
  await stage.close()
  await browser.close()
})

type Open = { page: Page; panel: FrameLocator }

/** The states a person comes through, each from the one before. */
const STATES: [string, (open: Open) => Promise<unknown>][] = [
  ['not connected', ({ panel }) => panel.getByLabel('Access token').waitFor()],
  [
    'with a token that is not known',
    async ({ panel }) => {
      await panel.getByLabel('Access token').fill('rl_no_token')
      await panel.getByRole('button', { name: 'Connect' }).click()
      await panel.getByText('The relay does not know this access token').waitFor()
    },
  ],
  [
    'empty',
    async ({ panel }) => {
      await panel.getByLabel('Access token').fill(stage.token)
      await panel.getByLabel('Access token').press('Enter')
      await panel.getByRole('textbox', { name: 'Prompt' }).waitFor()
    },
  ],
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
    'generating',
    async ({ page, panel }) => {
      await panel.getByRole('textbox', { name: 'Prompt' }).fill('A mug')
      await select(page, BANNER)
      await panel.getByLabel('Variations').selectOption('2')
      await panel.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter')
      await panel.getByRole('button', { name: 'Stop all' }).waitFor()
    },
  ],
  [
    'done',
    async ({ page, panel }) => {
      await waitForImageFills(page, BANNER)
      await panel.getByText('2 of 2 done').waitFor()
    },
  ],
  [
    'failed',
    async ({ page, panel }) => {
      const error = { code: 'quota_exceeded', message: 'the limit is 10', request_id: 'req_test' }
      const headers = { 'access-control-allow-origin': '*' }
      await page.route('**/v1/generations', (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({ status: 402, json: { error }, headers })
          : route.continue(),
      )
      await panel.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter')
      await panel.getByRole('button', { name: 'Copy request id' }).first().waitFor()
    },
  ],
  [
    'with the relay away',
    async ({ page, panel }) => {
      await page.route('**/v1/**', (route) => route.abort())
      await panel.getByRole('button', { name: 'Retry failed' }).click()
      await panel.getByText('The relay does not answer.').waitFor()
      await page.unrouteAll()
      await panel.getByRole('button', { name: 'Try now' }).click()
    },
  ],
  [
    'in the history',
    async ({ panel }) => {
      await panel.getByRole('button', { name: 'History' }).click()
      await panel.getByRole('list', { name: 'Images of the history' }).getByRole('button').first().click()
      await panel.getByRole('button', { name: 'Reuse settings' }).waitFor()
    },
  ],
  [
    'in the settings',
    async ({ panel }) => {
      await panel.getByRole('button', { name: 'Settings', exact: true }).click()
      await panel.getByText('Connected as').waitFor()
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
    await panel.getByLabel('Access token').fill(stage.token)
    await panel.getByLabel('Access token').press('Enter')
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
      'Add selection as reference',
      'Choose image files; they can also be dropped or pasted',
      'Prompt help',
      'Aspect ratio',
      'Resolution',
      'Variations',
      'New image',
      'Generate',
    ])
    await page.context().close()
  })
})
