/** The admin's page of a built relay with a company in it, in a browser. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import type { StorePlace } from '../../../relay/settings/settings.ts'
import { type BuiltRelay, startBuiltRelay } from '../../relay/support/built-relay.ts'
import { launchBrowser, PATIENCE_MS } from './browser.ts'

type AdminPage = {
  relay: BuiltRelay
  /** Whatever a policy refuses, or the page opened last lets escape. */
  troubles: string[]
  makeLink: () => string
  openPage: (colorScheme?: 'light' | 'dark') => Promise<Page>
  signIn: (colorScheme?: 'light' | 'dark') => Promise<Page>
}

/** One for all tests of a file. @param fill makes the database before the relay starts */
export function setUpAdminPage(fill: (place: StorePlace) => Promise<unknown>): AdminPage {
  let browser: Browser
  let standIn: StandIn
  let directory: string

  beforeAll(async () => {
    browser = await launchBrowser()
    standIn = await startStandIn()
    directory = await mkdtemp(join(tmpdir(), 'admin-page-'))
    await fill({ kind: 'sqlite', directory })
    admin.relay = await startBuiltRelay({
      directory: resolve('dist'),
      env: {
        DATA_DIR: directory,
        DAILY_CREDITS: '60',
        RIVYA_API_KEY: standIn.key,
        RIVYA_BASE_URL: standIn.url,
      },
    })
  })
  afterAll(async () => {
    admin.relay.signal('SIGTERM')
    await admin.relay.exited
    await standIn.close()
    await browser.close()
    await rm(directory, { recursive: true, force: true })
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
  })

  const admin = {
    troubles: [] as string[],

    makeLink() {
      const env = {
        PATH: process.env.PATH ?? '',
        DATA_DIR: directory,
        PUBLIC_URL: admin.relay.url.replace('127.0.0.1', 'localhost'),
      }
      return execFileSync(process.execPath, [resolve('dist/relay.mjs'), 'admin', 'link'], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    },

    async openPage(colorScheme: 'light' | 'dark' = 'light') {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      admin.troubles = []
      page.on('pageerror', (error) => admin.troubles.push(error.message))
      page.on('console', (message) => {
        const isStatus = message.text().startsWith('Failed to load resource')
        if (message.type() === 'error' && !isStatus) admin.troubles.push(message.text())
      })
      return page
    },

    async signIn(colorScheme: 'light' | 'dark' = 'light') {
      const page = await admin.openPage(colorScheme)
      await page.goto(admin.makeLink())
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      return page
    },
  } as AdminPage
  return admin
}

export async function openView(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.getByText('Loading …').first().waitFor({ state: 'detached' })
}
