/** The browser of the end-to-end tests, one for each file. */
import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from '../../find-browser.mjs'

// Nothing but the pages under test: what a browser does by itself would only look for networks that are not there.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @throws with one line when there is no browser and none can be installed */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === null) {
    throw new Error('No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.')
  }
  return chromium.launch({ executablePath, args: ARGUMENTS })
}
