/** A stage whose relay lets people in by a provider on this machine, and what they do to get in. */
import { afterAll, expect } from 'vitest'
import {
  type Account,
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from '../../relay/support/identity-provider.ts'
import { findSeriousViolations } from './axe.ts'
import { setUpStage } from './set-up-stage.ts'
import type { Opened, Stage } from './stage.ts'

type Company = {
  /** Whom the provider offers stands in `accounts`; empty until the first test runs. */
  provider: IdentityProvider
  stage: Stage
}

/** @param env more of the relay's settings */
export function setUpCompany(env: Record<string, string> = {}): Company {
  const company = {} as Company
  const stage = setUpStage({
    isConnected: false,
    relayEnv: async (relayUrl) => {
      const provider = await startIdentityProvider(`${relayUrl}/sign-in/callback`)
      provider.signsInAs = null
      company.provider = provider
      return {
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: CLIENT_SECRET,
        OIDC_ALLOWED: 'example.com',
        ...env,
      }
    },
  })
  afterAll(() => company.provider.close())
  return Object.assign(company, { stage })
}

/**
 * All that a person does, from the button in the panel on.
 *
 * @param isKnown the provider remembers this browser
 */
export async function signInFrom({ page, panel }: Opened, account: Account, isKnown = false): Promise<void> {
  const opening = page.context().waitForEvent('page')
  await panel.getByRole('button', { name: 'Sign in', exact: true }).click()
  const tab = await opening
  await tab.getByText('Does the plugin show this code?').waitFor()
  await panel.getByText(await tab.locator('.code').innerText(), { exact: true }).waitFor()
  expect(await findSeriousViolations(tab.mainFrame())).toEqual([])
  await tab.getByRole('button', { name: 'It is the same code' }).click()
  if (!isKnown) await tab.getByRole('link', { name: `Sign in as ${account.name}` }).click()
  await tab.getByText(`Signed in as ${account.name}`).waitFor()
  await panel.getByRole('button', { name: 'Create', exact: true }).waitFor()
  await tab.close()
}
