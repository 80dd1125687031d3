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
  // QuickJS, which is WebAssembly, never runs for so long that it is worth being optimised.
  '--js-flags=--liftoff-only',
  `--disable-features=${[
    // Chromium heeds the last such list alone, so what Playwright leaves out of its browsers is left out here, too.
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'DestroyProfileOnBrowserClose',
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
    'AvoidCorsURLLoaderRestartOnRedirect',
    'OptimizationHints',
    'NetworkTimeServiceQuerying',
    'AimEnabled',
    'PreconnectToSearch',
    // The address bar, a web page of its own that is loaded for every window, costs as much as the page under test.
    'WebUIOmniboxPopup',
    'WebUIOmniboxAimPopup',
    'WebUIOmniboxFullPopup',
  ].join()}`,
]

/** A page in fewer processes costs a fifth less, and what the tests look at is the same. */
const IN_FEWER_PROCESSES = ['--in-process-gpu', '--disable-site-isolation-trials']

/** For Playwright's own waits, as patient as vitest.config.ts has the others. */
export const PATIENCE_MS = 90_000

/**
 * @param isMeasured in as many processes as a person's browser has
 * @throws with one line when there is no browser and none can be installed
 */
export async function launchBrowser({ isMeasured = false } = {}): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === null) {
    throw new Error('No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.')
  }
  return chromium.launch({
    executablePath,
    timeout: PATIENCE_MS,
    args: isMeasured ? ARGUMENTS : [...ARGUMENTS, ...IN_FEWER_PROCESSES],
  })
}
