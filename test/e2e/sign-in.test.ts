/** From "Sign in" in the panel, over the browser and a real provider, to the placed image; and again when the token has ended. */
import { expect, it } from 'vitest'
import { openDatabase } from '../../relay/store/database.ts'
import { ADA } from '../relay/support/identity-provider.ts'
import { findSeriousViolations } from './support/axe.ts'
import { PATIENCE_MS } from './support/browser.ts'
import { setUpCompany, signInFrom } from './support/company.ts'
import { holdResults } from './support/hold-results.ts'
import { imageFills, select } from './support/playground-page.ts'

const company = setUpCompany({ OIDC_ADMINS: 'nobody@example.com' })
const { stage } = company

it('a designer signs in with the company’s account and gets an image', async () => {
  const { page, panel } = stage
  await signInFrom(stage, ADA)
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Signed in')
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => imageFills(page, 'Locked banner').then((fills) => fills.length)).toBe(1)
})

it('when the token has ended she signs in again, and what was made meanwhile is placed', async () => {
  const { page, panel, standIn, relayCommand } = stage
  const letGo = holdResults(standIn)
  await select(page, 'Poster / Autumn market')
  await panel.getByLabel('Prompt').fill('Made while nobody was in')
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  const tasks = () => standIn.inspection.tasks().filter(({ request }) => /nobody was in/.test(request.prompt))
  await expect.poll(() => tasks().length).toBe(1)
  await stage.killRelay()
  const database = await openDatabase({ kind: 'sqlite', directory: relayCommand.dataDir })
  await database.query
    .updateTable('access_tokens')
    .set({ expires_at: Date.now() - 1 })
    .where('expires_at', 'is not', null)
    .execute()
  await database.close()
  letGo()
  await stage.restartRelay()
  await panel.getByText('One generation goes on once you are connected again.').waitFor()
  await signInFrom(stage, ADA, true)
  const filled = () => imageFills(page, 'Poster / Autumn market').then((fills) => fills.length)
  await expect.poll(filled).toBe(1)
  expect(tasks()).toHaveLength(1)
})

it('every page on the way is readable in light and dark, on a narrow screen too', async () => {
  const { page, relayUrl } = stage
  const context = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 360, height: 640 } })
  if (context === undefined) throw new Error('there is no browser')
  context.setDefaultTimeout(PATIENCE_MS)
  const tab = await context.newPage()
  company.provider.signsInAs = ADA
  const pages: [path: string, heading: string][] = [
    ['/sign-in', 'Sign in'],
    ['/sign-in?user_code=BBBB-BBBB', 'Sign in'],
    ['/sign-in/callback?code=x&state=y', 'This sign-in is over'],
    ['/sign-in/admin', 'You may not administer this relay'],
    ['/admin', 'Framefill relay'],
  ]
  for (const [path, heading] of pages) {
    await tab.goto(relayUrl + path)
    await tab.getByRole('heading', { name: heading, exact: true }).waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme })
      expect([path, colorScheme, await findSeriousViolations(tab.mainFrame())]).toEqual([
        path,
        colorScheme,
        [],
      ])
    }
    expect([path, await tab.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 360])
  }
  company.provider.signsInAs = null
  await context.close()
})
