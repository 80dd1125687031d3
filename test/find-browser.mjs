import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The browser for the end-to-end tests: `CHROMIUM_PATH` if set, else one that is installed, else Debian's package,
 * installed here and now when that is possible without asking anyone.
 *
 * @returns {string | null} path of the executable; null when there is none and none could be installed
 */
export function findBrowser() {
  if (process.env.CHROMIUM_PATH)
    return isExecutable(process.env.CHROMIUM_PATH) ? process.env.CHROMIUM_PATH : null
  return USUAL_PLACES.find(isExecutable) ?? installFromDebian()
}

function installFromDebian() {
  const isRootOnDebian = process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')
  if (!isRootOnDebian) return null
  console.log('No Chromium found; installing the Debian package chromium.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    if (status !== 0) return null
  }
  return USUAL_PLACES.find(isExecutable) ?? null
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
