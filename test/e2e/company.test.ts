/**
 * A company as docs/self-hosting.md sets one up: its own accounts, a team with a budget, a look, the page it is run by. What the
 * page and the command report is what Rivya charged, and who leaves is out.
 */
import type { FrameLocator, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { type Account, ADA } from '../relay/support/identity-provider.ts'
import { setUpCompany, signInFrom } from './support/company.ts'
import { imageFills, select } from './support/playground-page.ts'
import { runRelay } from './support/run-relay.ts'
import type { Opened } from './support/stage.ts'

const BEN: Account = { sub: 'subject-of-ben', name: 'Ben', email: 'ben@example.com', email_verified: true }

const company = setUpCompany({ OIDC_ADMINS: 'ada@example.com' })
/** Ada's browser. */
const { stage } = company
let ben: Opened

beforeAll(async () => {
  company.provider.accounts = [ADA, BEN]
  ben = await stage.openElsewhere()
})

const relay = (...args: string[]) => runRelay(stage, ...args)

async function fill({ page, panel }: Opened, layer: string, prompt: string): Promise<void> {
  await select(page, layer)
  await panel.getByLabel('Prompt', { exact: true }).fill(prompt)
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => imageFills(page, layer).then((fills) => fills.length)).toBe(1)
}

const chargedCredits = () =>
  stage.standIn.inspection.tasks().reduce((sum, { finalCredits }) => sum + (finalCredits ?? 0), 0)

/** The CSV's lines without its header, each as its cells. */
async function report(by: string): Promise<string[][]> {
  const csv = await relay('report', '--by', by, '--format', 'csv')
  return csv
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
}

async function reportedOnPage(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Reports' }).click()
  return page.getByRole('row', { name: /in all/ }).innerText()
}

const lookOf = (panel: FrameLocator) => panel.getByLabel('Look', { exact: true })

it('two people sign in, share a team’s budget and a look, and get their images', async () => {
  await signInFrom(stage, ADA)
  await signInFrom(ben, BEN)
  await relay('team', 'create', '--name', 'Shop', '--monthly-credits', '100')
  for (const name of [ADA.name, BEN.name]) await relay('team', 'add', 'Shop', name ?? '')

  await stage.panel.getByLabel('Prompt', { exact: true }).fill('On weathered oak')
  await stage.panel.getByRole('button', { name: 'Save as look' }).click()
  await stage.panel.getByLabel('Name', { exact: true }).fill('Oak')
  await stage.panel.getByLabel(/^Words/).fill('{prompt}, on weathered oak')
  await stage.panel.getByLabel('Share with').selectOption('Everyone')
  await stage.panel.getByRole('button', { name: 'Save', exact: true }).click()
  await lookOf(stage.panel).selectOption({ label: 'Oak · everyone' })
  await fill(stage, 'Locked banner', 'A ceramic mug')

  await ben.panel.getByRole('button', { name: 'History' }).click()
  await ben.panel.getByRole('button', { name: 'Create', exact: true }).click()
  await lookOf(ben.panel).selectOption({ label: 'Oak · everyone' })
  await fill(ben, 'Poster / Autumn market', 'A wooden bowl')
  const prompts = stage.standIn.inspection.tasks().map(({ request }) => request.prompt)
  expect(prompts.sort()).toEqual(['A ceramic mug, on weathered oak', 'A wooden bowl, on weathered oak'])
})

it('page and command report to the credit what Rivya charged', async () => {
  const charged = chargedCredits()
  expect(charged).toBeGreaterThan(0)
  const sumOf = (lines: string[][]) => lines.reduce((sum, [, , credits]) => sum + Number(credits), 0)
  const [byPerson, byTeam] = [await report('person'), await report('team')]
  expect(byPerson.map(([name]) => name).sort()).toEqual([ADA.name, BEN.name].sort())
  expect(byTeam).toEqual([['Shop', '2', String(charged), '0']])
  expect(sumOf(byPerson)).toBe(charged)

  const page = await stage.page.context().newPage()
  await page.goto(`${stage.relayUrl}/admin`)
  await page.getByRole('link', { name: 'Sign in with your company’s account' }).click()
  // The provider knows this browser since Ada signed in from the panel.
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  expect(await reportedOnPage(page)).toMatch(new RegExp(`in all\\s+2\\s+${charged}\\s+0`))
  await page.close()
})

it('who leaves is out at the next press, and the books keep what was spent', async () => {
  const charged = chargedCredits()
  await relay('person', 'remove', BEN.name ?? '')
  await select(ben.page, 'Locked banner')
  await ben.panel.getByLabel('Prompt', { exact: true }).fill('One more')
  await ben.panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await ben.panel.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  expect(stage.standIn.inspection.tasks()).toHaveLength(2)
  expect(await report('team')).toEqual([['Shop', '2', String(charged), '0']])
})
