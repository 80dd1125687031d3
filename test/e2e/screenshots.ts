/**
 * `npm run screenshots`: draws the pictures of README and docs/ anew, in light and dark, from the playground as it is.
 * Needs a build. Names given as arguments draw these alone.
 */
import { mkdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './support/browser.ts'
import { select, waitForImageFills } from './support/playground-page.ts'
import { openStage, type Stage, type StageOptions } from './support/stage.ts'

const FOLDER = 'docs/images'

type Scene = { name: string; options?: StageOptions; play(stage: Stage): Promise<void> }

const CARDS = [
  'Ceramic mug',
  'Linen throw',
  'Oak stool',
  'Brass lamp',
  'Wool cushion',
  'Stoneware bowl',
  'Rattan basket',
  'Glass carafe',
  'Walnut tray',
  'Beeswax candle',
  'Terracotta pot',
]

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
      await panel.getByRole('list', { name: 'Generations' }).waitFor()
      await page.waitForTimeout(4000)
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
    name: 'playground',
    async play({ page, panel }) {
      await selectCards(page, CARDS.length)
      await panel.getByLabel('Prompt').fill('{name} on a plaster plinth, warm window light')
      await panel.getByRole('button', { name: /^Generate/ }).click()
      const card = await page.evaluate(() => window.playground?.findAll('Card / Ceramic mug')[0]?.id ?? '')
      const slot = await page.evaluate(
        (id) =>
          window.playground?.layers().find(({ parentId, name }) => parentId === id && name === 'Image')?.id ??
          '',
        card,
      )
      await waitForImageFills(page, slot)
      await page.waitForTimeout(25_000)
    },
  },
]

async function selectCards(page: Stage['page'], count: number): Promise<void> {
  await select(page, ...CARDS.slice(0, count).map((name) => `Card / ${name}`))
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
