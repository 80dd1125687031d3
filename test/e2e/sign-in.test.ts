/** From "Sign in" in the panel, over the browser and a real provider, to the placed image; and again when the token has ended. */

import { expect, it } from 'vitest'
import { openDatabase } from '../../relay/store/database.ts'
import {
  ADA,
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from '../relay/support/identity-provider.ts'
import { findSeriousViolations } from './support/axe.ts'
import { imageFills, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

let provider: IdentityProvider
const stage = setUpStage({
  isConnected: false,
  relayEnv: async (relayUrl) => {
    provider = await startIdentityProvider(`${relayUrl}/sign-in/callback`)
    provider.signsInAs = null
    return {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: CLIENT_SECRET,
      OIDC_ALLOWED: 'example.com',
    }
  },
})
const SOON = { timeout: 30_000 }

/**
 * All that a person does, from the button in the panel on.
 *
 * @param isKnown the provider remembers this browser
 */
async function signIn(isKnown = false): Promise<void> {
  const { page, panel } = stage
  const opening = page.context().waitForEvent('page')
  await panel.getByRole('button', { name: 'Sign in', exact: true }).click()
  const tab = await opening
  await tab.getByText('Does the plugin show this code?').waitFor()
  const shown = await tab.locator('.code').innerText()
  await panel.getByText(shown, { exact: true }).waitFor()
  expect(await findSeriousViolations(tab.mainFrame())).toEqual([])
  await tab.getByRole('button', { name: 'It is the same code' }).click()
  if (!isKnown) await tab.getByRole('link', { name: `Sign in as ${ADA.name}` }).click()
  await tab.getByText('Signed in as Ada Lovelace (ada@example.com).').waitFor()
  await panel.getByRole('button', { name: 'Create', exact: true }).waitFor(SOON)
  await tab.close()
}

it('a designer signs in with the company’s account and gets an image', async () => {
  const { page, panel } = stage
  await signIn()
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Signed in')
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => imageFills(page, 'Locked banner').then((fills) => fills.length), SOON).toBe(1)
})

it('when the token has ended she signs in again, and what was made meanwhile is placed', async () => {
  const { page, panel, standIn, relayCommand } = stage
  standIn.change({ faults: [{ on: 'look', kind: 'cut-before' }] })
  await select(page, 'Poster / Autumn market')
  await panel.getByLabel('Prompt').fill('Made while nobody was in')
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  const tasks = () => standIn.inspection.tasks().filter(({ request }) => /nobody was in/.test(request.prompt))
  await expect.poll(() => tasks().length, SOON).toBe(1)
  await stage.killRelay()
  const database = await openDatabase({ kind: 'sqlite', directory: relayCommand.dataDir })
  await database.query
    .updateTable('access_tokens')
    .set({ expires_at: Date.now() - 1 })
    .where('expires_at', 'is not', null)
    .execute()
  await database.close()
  standIn.change({ faults: [] })
  await stage.restartRelay()
  await panel.getByText('One generation goes on once you are connected again.').waitFor(SOON)
  await signIn(true)
  const filled = () => imageFills(page, 'Poster / Autumn market').then((fills) => fills.length)
  await expect.poll(filled, SOON).toBe(1)
  expect(tasks()).toHaveLength(1)
})
