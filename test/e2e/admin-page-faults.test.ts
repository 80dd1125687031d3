/** What the admin's page does when the relay refuses, is away, or has ended the session: it says so, and keeps what was typed. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { makeCompany } from '../bench/admin-page/make-company.ts'
import { openView, setUpAdminPage } from './support/admin-page.ts'
import { findSeriousViolations } from './support/axe.ts'

const admin = setUpAdminPage((place) =>
  makeCompany(place, { people: 3, teams: 1, documents: 1, generations: 100, days: 3 }, Date.now()),
)

async function typeNewPerson(page: Page, name: string): Promise<void> {
  await openView(page, 'People')
  await page.getByRole('button', { name: 'New person' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
}

async function findPerson(page: Page): Promise<void> {
  await openView(page, 'People')
  await page.getByRole('link', { name: 'Person 1', exact: true }).click()
  await page.getByRole('heading', { name: 'Person 1', exact: true }).waitFor()
}

describe('a session that ends while something is typed', () => {
  it('loses nothing of it: after signing in in another tab it goes on', async () => {
    const page = await admin.signIn()
    await typeNewPerson(page, 'Zoe Quill')
    await page.context().clearCookies()
    await page.keyboard.press('Enter')
    const ended = page.getByRole('dialog', { name: 'Your session has ended' })
    await ended.waitFor()
    expect(await findSeriousViolations(page.mainFrame())).toEqual([])
    await ended.getByRole('button', { name: 'Go on' }).click()
    await ended.getByText('Nobody is signed in here yet').waitFor()
    const opening = page.context().waitForEvent('page')
    await ended.getByRole('link', { name: 'Sign in again' }).click()
    const tab = await opening
    await tab.getByText('You are not signed in').waitFor()
    await tab.goto(admin.makeLink())
    await tab.getByRole('heading', { name: 'Overview' }).waitFor()
    await ended.getByRole('button', { name: 'Go on' }).click()
    await ended.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Zoe Quill')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('dialog', { name: 'The new access token' }).waitFor()
    expect(admin.troubles).toEqual([])
  })

  it('is not even noticed when another tab has begun a new one', async () => {
    const page = await admin.signIn()
    await typeNewPerson(page, 'Yves Quill')
    const tab = await page.context().newPage()
    await tab.goto(admin.makeLink())
    await tab.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('dialog', { name: 'The new access token' }).waitFor()
  })

  it('goes on with a link that is pasted where the page is open, and a used one says so', async () => {
    const page = await admin.signIn()
    await findPerson(page)
    await page.getByLabel('Credits a day').fill('77')
    await page.context().clearCookies()
    const link = admin.makeLink()
    const paste = () =>
      page.evaluate(
        (hash) => {
          location.hash = hash
        },
        link.slice(link.indexOf('#')),
      )
    await paste()
    await expect.poll(() => new URL(page.url()).hash).toBe('')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved: Person 1 is member, with 77 a day').waitFor()
    await paste()
    await page.getByRole('alert').getByText('This link was used before').waitFor()
  })
})

type Act = { name: string; prepare: (page: Page) => Promise<void>; act: string | RegExp }

const pressFirst = (page: Page, name: RegExp) => page.getByRole('button', { name }).first().click()

const ACTS: Act[] = [
  { name: 'logging out', prepare: async () => undefined, act: 'Log out' },
  { name: 'a new person', prepare: (page) => typeNewPerson(page, 'Una'), act: 'Create' },
  {
    name: 'limits',
    prepare: async (page) => {
      await findPerson(page)
      await page.getByLabel('Credits a day').fill('5')
    },
    act: 'Save',
  },
  { name: 'a new key', prepare: findPerson, act: 'New key' },
  {
    name: 'a key’s end',
    prepare: async (page) => {
      await findPerson(page)
      await pressFirst(page, /^Revoke/)
    },
    act: 'Revoke',
  },
  {
    name: 'a person’s end',
    prepare: async (page) => {
      await findPerson(page)
      await pressFirst(page, /^Remove Person 1/)
    },
    act: 'Remove',
  },
  {
    name: 'a team’s limit',
    prepare: async (page) => {
      await openView(page, 'Teams')
      await pressFirst(page, /^Change limit/)
    },
    act: 'Save',
  },
  { name: 'a report to keep', prepare: (page) => openView(page, 'Reports'), act: 'Download CSV' },
  { name: 'a pause', prepare: (page) => openView(page, 'Health'), act: 'Pause' },
  {
    name: 'an alert',
    prepare: async (page) => {
      await openView(page, 'Health')
      await page.getByLabel('Fewer credits than').fill('50')
      await page.getByLabel('Address').fill('https://hooks.example.com/x')
    },
    act: 'Save alert',
  },
]

describe('an order that comes to nothing', () => {
  it('says why, whatever it is, and goes through when it is given again', async () => {
    const page = await admin.signIn()
    const address = /\/admin\/api\//
    for (const { name, prepare, act } of ACTS) {
      await page.goto(page.url())
      await page.getByRole('heading', { level: 1 }).waitFor()
      await prepare(page)
      const dialog = page.getByRole('dialog')
      const place = (await dialog.count()) > 0 ? dialog : page
      const button = place.getByRole('button', { name: act, exact: true })
      const told = place.getByRole('status').filter({ hasText: /./ })
      await page.route(address, (route) => route.abort())
      await button.click()
      await told.getByText('The relay does not answer. Try again in a moment.').waitFor()
      await page.unroute(address)
      await page.route(address, (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }))
      await button.click()
      await told.getByText('The relay could not answer. Try again.').waitFor()
      await page.unroute(address)
      const error = { code: 'rate_limited', message: 'Too many requests. Wait a minute.' }
      await page.route(address, (route) => route.fulfill({ status: 429, json: { error } }))
      await button.click()
      await told.getByText('Too many requests. Wait a minute.').waitFor()
      expect([name, await button.isEnabled()]).toEqual([name, true])
      await page.unroute(address)
    }
    // The last of them, with all that was typed, is taken.
    await page.getByRole('button', { name: 'Save alert' }).click()
    await page.getByText('Told once, whenever fewer than 50 credits are left').waitFor()
  })
})

it('a report is kept as the command prints it', async () => {
  const page = await admin.signIn()
  await openView(page, 'Reports')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^report-\d{4}-\d{2}-by-person\.csv$/)
  expect(await readFile(await download.path(), 'utf8')).toMatch(
    /^person,images,credits,failed\r?\n(Person \d,\d+,\d+,\d+\r?\n)+$/,
  )
  expect(admin.troubles).toEqual([])
})

it('a limit that is no number is not taken for no limit, and the field says so', async () => {
  const page = await admin.signIn()
  await typeNewPerson(page, 'Xaver')
  for (const typed of ['1e', '1.5', '-1', '1,000', '9999999999', 'none']) {
    await page.getByLabel('Credits a day').fill(typed)
    await page.getByText('A whole number, or nothing for no limit').waitFor()
    expect([typed, await page.getByRole('button', { name: 'Create' }).isDisabled()]).toEqual([typed, true])
  }
  await page.getByLabel('Credits a day').fill('')
  expect(await page.getByRole('button', { name: 'Create' }).isEnabled()).toBe(true)
})
