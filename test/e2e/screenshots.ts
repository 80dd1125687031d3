/**
 * `npm run screenshots`: draws the pictures of README and docs/ anew, in light and dark, from the playground as it is.
 * Needs a build. Names given as arguments draw these alone.
 */
import { mkdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './support/browser.ts'
import { select } from './support/playground-page.ts'
import { openStage, type Stage, type StageOptions } from './support/stage.ts'

const FOLDER = 'docs/images'

type Scene = { name: string; options?: StageOptions; play(stage: Stage): Promise<void> }

const SCENES: Scene[] = [
  { name: 'connect', options: { isConnected: false }, play: async () => undefined },
  { name: 'empty', play: async () => undefined },
  {
    name: 'ready',
    async play({ page, panel }) {
      await selectCards(page, 6)
      await panel.getByLabel('Prompt').fill('{name} on a plaster plinth, warm window light')
    },
  },
  {
    name: 'waiting',
    options: { switches: { taskSeconds: 60 } },
    async play({ page, panel }) {
      await selectCards(page, 4)
      await panel.getByLabel('Prompt').fill('{name} on a plaster plinth, warm window light')
      await panel.getByRole('button', { name: /^Generate/ }).click()
      await page.waitForTimeout(4000)
      await showGenerations(panel)
    },
  },
  {
    name: 'failed',
    options: { switches: { faults: [{ on: 'task', kind: 'failed', error: null }] } },
    async play({ page, panel }) {
      await select(page, 'Locked banner')
      await panel.getByLabel('Prompt').fill('A street without cars')
      await panel.getByRole('button', { name: /^Generate/ }).click()
      await panel.getByRole('button', { name: /Retry/ }).first().waitFor({ timeout: 30_000 })
      await showGenerations(panel)
    },
  },
  {
    name: 'references',
    async play({ page, panel }) {
      await select(page, 'Poster / Autumn market', 'Phone / Story')
      await panel.getByRole('button', { name: 'Add selection as reference' }).click()
      await panel.getByRole('list', { name: 'References' }).getByRole('listitem').nth(1).waitFor()
      await select(page, 'Locked banner')
      await panel.getByLabel('Prompt').fill('The scene of image 2 in the colours of image 1')
    },
  },
  {
    name: 'catalogue',
    async play({ page, panel }) {
      await page.evaluate(() => window.playground?.goToPage('Packshots'))
      await select(page, 'Packshot grid')
      await panel.getByRole('radio', { name: 'Its own picture' }).check()
      await panel
        .getByLabel('Prompt', { exact: true })
        .fill('{text} of image 1 on an oak table, morning light')
      await panel.getByRole('button', { name: 'Generate 12 images' }).click()
      await panel.getByText('12 of 12 done').waitFor({ timeout: 60_000 })
      await panel.getByText('Start from').evaluate((title) => {
        title.style.scrollMarginTop = '10px'
        title.scrollIntoView()
      })
      // The page as large as fits beside the panel.
      await page.mouse.move(519, 651)
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, -113)
      await page.keyboard.up('Control')
    },
  },
  {
    name: 'history',
    async play({ page, panel }) {
      await selectCards(page, 6)
      await panel.getByLabel('Prompt').fill('{name} on a plaster plinth, warm window light')
      await panel.getByRole('button', { name: 'Generate 6 images' }).click()
      await panel.getByText('6 of 6 done').waitFor({ timeout: 60_000 })
      await panel.getByRole('button', { name: 'History' }).click()
      await panel
        .getByRole('button', { name: /Oak stool/ })
        .first()
        .click()
    },
  },
]

/** What was pressed for stands below the form. */
async function showGenerations(panel: Stage['panel']): Promise<void> {
  await panel
    .getByRole('list', { name: 'Generations' })
    .evaluate((list) => list.scrollIntoView({ block: 'center' }))
}

/** Selects so many of the product cards and gives their names. */
async function selectCards(page: Stage['page'], count: number): Promise<string[]> {
  const names = await page.evaluate(
    () =>
      window.playground?.layers().flatMap(({ name, type }) => {
        return name.startsWith('Card / ') && type === 'FRAME' ? [name] : []
      }) ?? [],
  )
  await select(page, ...names.slice(0, count))
  return names.slice(0, count)
}

async function draw(browser: Browser, scene: Scene): Promise<void> {
  const stage = await openStage(browser, scene.options)
  try {
    await scene.play(stage)
    for (const theme of ['light', 'dark'] as const) {
      await stage.page.evaluate((wanted) => window.playground?.setTheme(wanted), theme)
      await stage.page.waitForTimeout(300)
      await stage.page.screenshot({ path: `${FOLDER}/${scene.name}${theme === 'dark' ? '-dark' : ''}.png` })
    }
  } finally {
    await stage.close()
  }
}

const wanted = process.argv.slice(2)
await mkdir(FOLDER, { recursive: true })
const browser = await launchBrowser()
try {
  for (const scene of SCENES) {
    if (wanted.length === 0 || wanted.includes(scene.name)) await draw(browser, scene)
  }
} finally {
  await browser.close()
}
