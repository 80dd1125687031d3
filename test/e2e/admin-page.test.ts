import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../relay/store/database.ts'
import { makeCompany } from '../bench/admin-page/make-company.ts'
import { addToken } from '../relay/support/samples.ts'
import { openView, setUpAdminPage } from './support/admin-page.ts'
import { findViolations } from './support/axe.ts'

const COMPANY = { people: 120, teams: 9, documents: 5, generations: 2000, days: 40 }
const VIEWS = ['Overview', 'People', 'Teams', 'Looks', 'Reports', 'Health', 'Audit']
const HOSTILE = '<img src=x onerror="document.title=1">'

const admin = setUpAdminPage(async (place) => {
  await makeCompany(place, COMPANY, Date.now())
  const database = await openDatabase(place)
  await addToken(database, { name: HOSTILE })
  await database.close()
})
const { makeLink, openPage, signIn } = admin

describe('the way in', () => {
  it('says how, to whoever is not signed in, and a used link says that it is used', async () => {
    const page = await openPage()
    const answer = await page.goto(`${admin.relay.url}/admin`)
    expect(answer?.status()).toBe(401)
    expect(await page.textContent('main')).toContain('admin link')
    expect(await findViolations(page.mainFrame())).toEqual([])
    const link = makeLink()
    await page.goto(link)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    // The secret stays neither in the address nor in the history.
    expect(page.url()).toBe(link.slice(0, link.indexOf('#')))
    await page.context().clearCookies()
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByText('This link was used before').waitFor()
    expect(admin.troubles).toEqual([])
  })

  it('is shut behind whoever logs out', async () => {
    const page = await signIn()
    await openView(page, 'People')
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByText('You are not signed in').waitFor()
    await page.goBack()
    await page.getByText('You are not signed in').waitFor()
    expect(await page.context().cookies()).toEqual([])
  })
})

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('axe finds nothing on any view, and no policy is broken', async () => {
    const page = await signIn(colorScheme)
    for (const view of VIEWS) {
      await openView(page, view)
      for (const summary of await page.locator('summary').all()) await summary.click()
      expect([view, await findViolations(page.mainFrame())]).toEqual([view, []])
    }
    await openView(page, 'People')
    await page.getByRole('button', { name: 'New person' }).hover()
    expect(await findViolations(page.mainFrame())).toEqual([])
    await page.getByRole('link', { name: 'Person 1', exact: true }).click()
    await page.getByRole('heading', { name: 'Person 1', exact: true }).waitFor()
    expect(await findViolations(page.mainFrame())).toEqual([])
    await page.getByRole('button', { name: 'Remove Person 1 …' }).click()
    expect(await findViolations(page.mainFrame())).toEqual([])
    expect(admin.troubles).toEqual([])
  })
})

it('names with HTML in them are text', async () => {
  const page = await signIn()
  await openView(page, 'People')
  await page.getByLabel('Search by name or e-mail').fill('onerror')
  await page.getByRole('link', { name: HOSTILE }).waitFor()
  expect(await page.locator('main img').count()).toBe(0)
  expect(await page.title()).toBe('People – Framefill relay')
  expect(admin.troubles).toEqual([])
})

it('a dialog has the keyboard before the next key can be struck', async () => {
  const page = await signIn()
  await openView(page, 'People')
  await page.waitForFunction(() => document.querySelector('.button.primary:enabled') !== null)
  const isOpen = await page.evaluate(async () => {
    document.querySelector<HTMLElement>('.button.primary')?.click()
    // What is drawn anew is drawn in a microtask, of which one may lead to the next.
    for (let turn = 0; turn < 20; turn += 1) await null
    return document.querySelector('dialog')?.contains(document.activeElement)
  })
  expect(isOpen).toBe(true)
})

it('a person is made, limited, given another key and removed, by keys alone', async () => {
  const page = await signIn()
  await openView(page, 'People')
  const press = async (name: string | RegExp) => {
    await page.getByRole('button', { name }).focus()
    await page.keyboard.press('Enter')
  }
  await press('New person')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').focus()
  await page.keyboard.type('Zoe Quill')
  // What the relay's settings give to a new person.
  expect(await dialog.getByLabel('Credits a day').inputValue()).toBe('60')
  await press('Create')
  await page.getByRole('dialog', { name: 'The new access token' }).waitFor()
  const token = (await page.locator('.secret').textContent()) ?? ''
  expect(await statusOf(token)).toBe(200)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  await page.getByLabel('Search by name or e-mail').focus()
  await page.keyboard.type('zoe')
  await page.getByRole('link', { name: 'Zoe Quill' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Zoe Quill', exact: true }).waitFor()
  await page.getByLabel('Credits a day').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('40')
  await press('Save')
  await page.getByText('Saved: Zoe Quill is member, with 40 a day').waitFor()

  await press(/^Rotate/)
  await dialog.getByRole('button', { name: 'Rotate' }).focus()
  await page.keyboard.press('Enter')
  const shown = page.getByRole('dialog', { name: 'The new access token' })
  await shown.waitFor()
  const next = (await shown.locator('.secret').textContent()) ?? ''
  expect([await statusOf(token), await statusOf(next)]).toEqual([401, 200])
  await page.keyboard.press('Escape')

  await press('Remove Zoe Quill …')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'People', exact: true }).waitFor()
  expect(await statusOf(next)).toBe(401)
  await openView(page, 'Audit')
  const actions = await page.locator('tbody tr td:nth-child(3)').allTextContents()
  expect(actions.slice(0, 4)).toEqual(['person remove', 'token rotate', 'person limit', 'token create'])
  expect(await page.textContent('main')).not.toContain('Zoe')
  expect(admin.troubles).toEqual([])
})

async function statusOf(token: string): Promise<number> {
  return (await fetch(`${admin.relay.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status
}
