/** Every state of the panel, light and dark, before axe and in a narrow window; and the panel enlarged and by keyboard. */
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSeriousViolations, findViolations } from './support/axe.ts'
import { panelFrame, select, waitForImageFills } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'
const THEMES = ['light', 'dark'] as const

/** So many of the states, on this page. */
let reached = 0
const options = { isConnected: false, hasMotion: true, switches: { taskSeconds: 60 } }
const stage = setUpStage(options, async ({ standIn }) => {
  standIn.change(options.switches)
  reached = 0
})

async function connect(panel: FrameLocator): Promise<void> {
  await panel.getByLabel('Access token').fill(stage.token)
  await panel.getByRole('button', { name: 'Connect' }).click()
  await panel.getByLabel('Prompt').waitFor()
}

const prompt = () => stage.panel.getByRole('textbox', { name: 'Prompt' })
const press = () => stage.panel.getByRole('button', { name: /^Generate/ }).click()

/** In the order in which a person meets them; each goes on from the one before. */
const STATES: [name: string, reach: () => Promise<unknown>][] = [
  ['not connected', () => stage.panel.getByLabel('Access token').waitFor()],
  [
    'a refused token',
    async () => {
      await stage.panel.getByLabel('Access token').fill('rl_000000000000_nonsense')
      await stage.panel.getByRole('button', { name: 'Connect' }).click()
      await stage.panel.getByText(/does not know this access token/).waitFor()
    },
  ],
  ['nothing selected', () => connect(stage.panel)],
  [
    'references, a prompt with hints, and frames to fill',
    async () => {
      await select(stage.page, POSTER, 'Phone / Story')
      await stage.panel.getByRole('button', { name: 'Add selection as reference' }).click()
      await stage.panel.getByRole('list', { name: 'References' }).getByRole('listitem').nth(1).waitFor()
      await prompt().fill('A street without cars, image 2 and image 5, {name}')
    },
  ],
  [
    'a reference, the help and colours open, and what each target starts from',
    async () => {
      await stage.panel.getByRole('button', { name: /^Image 1/ }).click()
      await prompt().fill('{name} with no people, #FF8800, image 5')
      await stage.panel.getByText('Prompt help').click()
      await stage.panel.getByRole('button', { name: 'Colours of the selection' }).click()
      await stage.panel.getByRole('radio', { name: 'Its own picture' }).check({ force: true })
      await stage.panel.getByRole('list', { name: 'Targets' }).waitFor()
    },
  ],
  [
    'references on offer',
    async () => {
      await stage.panel.getByRole('radio', { name: 'Nothing' }).check({ force: true })
      await prompt().fill('A mug like ')
      await prompt().pressSequentially('@')
      await stage.panel.getByRole('option').first().waitFor()
    },
  ],
  [
    'running generations',
    async () => {
      await prompt().fill('A mug')
      await press()
      await stage.panel.getByRole('button', { name: 'Stop waiting' }).first().waitFor()
    },
  ],
  [
    'stopped and failed generations',
    async () => {
      await stage.panel.getByRole('button', { name: 'Stop waiting' }).first().click()
      const fault = { on: 'create', kind: 'error', status: 402, code: 'insufficient_credits' } as const
      stage.standIn.change({ faults: [fault] })
      await press()
      await stage.panel.getByRole('button', { name: 'Retry' }).first().waitFor()
    },
  ],
  [
    'a placed image',
    async () => {
      stage.standIn.change({ faults: [], taskSeconds: 1 })
      await select(stage.page, BANNER)
      await press()
      await waitForImageFills(stage.page, BANNER)
    },
  ],
  [
    'variations under review',
    async () => {
      await stage.panel.getByLabel('Variations').selectOption('2')
      await press()
      await stage.panel.getByRole('button', { name: 'Review' }).click()
      await stage.panel.getByRole('radio', { name: /in place now/ }).waitFor()
    },
  ],
  ['the history', () => stage.panel.getByRole('button', { name: 'History' }).click()],
  [
    'an image of the history',
    async () => {
      const images = stage.panel.getByRole('list', { name: 'Images of the history' })
      await images.getByRole('button').first().click()
      await stage.panel.getByRole('button', { name: 'Reuse settings' }).waitFor()
    },
  ],
  [
    'a deletion that can be taken back',
    async () => {
      await stage.panel.getByRole('button', { name: 'Delete', exact: true }).click()
      await stage.panel.getByRole('button', { name: 'Undo' }).waitFor()
    },
  ],
  ['the settings', () => stage.panel.getByRole('button', { name: 'Settings', exact: true }).click()],
]

describe('in the panel', () => {
  it.each(STATES)('%s: axe finds nothing, and 300 px are wide enough', async (name) => {
    const wanted = STATES.findIndex(([state]) => state === name)
    for (; reached <= wanted; reached += 1) await STATES[reached]?.[1]()
    const frame = await panelFrame(stage.page)
    for (const theme of THEMES) {
      await stage.page.evaluate((wanted) => window.playground?.setTheme(wanted), theme)
      await frame.waitForFunction((wanted) => document.documentElement.className.includes(wanted), theme)
      expect(await findViolations(frame)).toEqual([])
    }
    await stage.page.emulateMedia({ forcedColors: 'active' })
    // What is painted then is the person's own choice of colours, which axe does not see.
    const ofForm = (await findViolations(frame)).filter(({ rule }) => rule !== 'color-contrast')
    expect(ofForm).toEqual([])
    await stage.page.emulateMedia({ forcedColors: 'none' })
    const iframe = stage.page.locator('section.plugin-window iframe')
    await iframe.evaluate((element) => {
      element.style.width = '300px'
    })
    await expect.poll(() => sidewaysOverflow(stage.panel)).toBe(0)
    await iframe.evaluate((element) => {
      element.style.width = ''
    })
  })
})

describe('around the panel', () => {
  it.each(THEMES)('axe finds nothing serious in the playground, %s', async (theme) => {
    await stage.page.evaluate((wanted) => window.playground?.setTheme(wanted), theme)
    await stage.page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme)
    expect(await findSeriousViolations(stage.page.mainFrame())).toEqual([])
  })
})

describe('a panel that was just opened', () => {
  let page: Page
  let panel: FrameLocator
  beforeAll(async () => {
    ;({ page, panel } = await stage.openElsewhere())
    await connect(panel)
  })
  afterAll(() => page.context().close())

  it('is reached by the keyboard from the prompt to Generate in the order it is seen', async () => {
    await panel.getByRole('textbox', { name: 'Prompt' }).fill('A mug')
    await panel.getByRole('textbox', { name: 'Prompt' }).focus()
    expect(await tabToGenerate(page, panel)).toEqual([
      'Prompt help',
      'Save as look',
      'Add selection as reference',
      'Choose image files; they can also be dropped or pasted',
      'Aspect ratio',
      'Resolution',
      'Variations',
      'New image',
      'Generate',
    ])
  })

  it('is worked by the keyboard alone', async () => {
    const before = stage.standIn.inspection.tasks().length
    await select(page, BANNER)
    await panel.getByLabel('Prompt').focus()
    await page.keyboard.type(' of glass')
    expect((await tabToGenerate(page, panel)).at(-1)).toMatch(/^Generate/)
    await page.keyboard.press('Enter')
    await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(before + 1)
    expect(stage.standIn.inspection.tasks().at(-1)?.request.prompt).toBe('A mug of glass')
  })

  it.each([
    ['300 px wide', 300, 1],
    ['at 200 %', 360, 2],
  ])('%s needs no sideways scrolling and loses no control', async (_name, width, zoom) => {
    await page.locator('section.plugin-window').evaluate((element, px) => {
      if (element instanceof HTMLElement) element.style.width = `${px}px`
    }, width)
    await panel.locator('html').evaluate((element, factor) => {
      element.style.setProperty('zoom', String(factor))
    }, zoom)
    await expect.poll(() => sidewaysOverflow(panel)).toBeLessThanOrEqual(1)
    for (const name of ['Prompt', 'Aspect ratio', 'Resolution']) {
      const box = await panel.getByLabel(name, { exact: true }).boundingBox()
      expect(box?.width).toBeGreaterThan(40)
    }
  })
})

function sidewaysOverflow(panel: FrameLocator): Promise<number> {
  return panel
    .locator('html, .scroll')
    .evaluateAll((elements) =>
      Math.max(...elements.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)),
    )
}

/** @returns the names of what the Tab key reaches, up to Generate */
async function tabToGenerate(page: Page, panel: FrameLocator): Promise<string[]> {
  const reached: string[] = []
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    reached.push(await panel.locator(':focus').evaluate(nameOf))
    if (reached.at(-1)?.startsWith('Generate')) break
  }
  return reached
}

function nameOf(element: Element): string {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement
  const label = isField ? element.labels?.[0]?.textContent.split('\n')[0] : null
  return element.getAttribute('aria-label') ?? label ?? element.textContent
}
