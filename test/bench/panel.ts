// The plugin's figures, each beside its baseline in the same run. Alone: `node test/bench/panel.ts`. Builds dist/ first.
import { execFile } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { promisify } from 'node:util'
import { launchBrowser } from '../e2e/support/browser.ts'
import { measureAhead } from './panel/ahead.ts'
import { measureCatalogue } from './panel/catalogue.ts'
import { HEAD } from './panel/figure.ts'
import { measureInSandbox } from './panel/in-sandbox.ts'
import { measureOneImage } from './panel/one-image.ts'
import { measureSizes, SIZES_HEAD } from './panel/sizes.ts'
import { measureSmoothness, measureTotal, SMOOTHNESS_HEAD, TOTAL_HEAD } from './panel/twelve.ts'
import { measureTyping } from './panel/typing.ts'
import { table } from './support/tables.ts'

/** @returns Markdown */
export async function run(): Promise<string> {
  await promisify(execFile)(process.execPath, ['build.mjs'])
  const loadBefore = loadavg()[0] ?? Number.NaN
  const inSandbox = await measureInSandbox()
  const browser = await launchBrowser({ isMeasured: true })
  try {
    const oneImage = await measureOneImage(browser)
    const typing = await measureTyping(browser)
    const ahead = await measureAhead(browser)
    const catalogue = await measureCatalogue(browser)
    const smoothness = await measureSmoothness(browser)
    const totals = [await measureTotal(browser, 12), await measureTotal(browser, 6)]
    return [
      '## The plugin',
      '',
      'The built plugin in the playground, with the built relay and the stand-in for Rivya on the same machine. Chromium runs',
      'without a GPU, so everything that is drawn is drawn by the processor.',
      `Before the run ${loadBefore.toFixed(1)} processes wanted one of ${availableParallelism()} cores.`,
      '',
      table(HEAD, [...inSandbox, ...oneImage, ...typing, ahead, ...catalogue.times]),
      '',
      '### Twelve frames, three interactions',
      '',
      "A selection, a prompt, a press; the task itself takes 10 s. With the relay's usual six in flight, the second six wait",
      'for the first, so one generation more is allowed.',
      '',
      table(TOTAL_HEAD, totals),
      '',
      '### Long tasks: while twelve images of 4 MB arrive, and in a long list',
      '',
      table(SMOOTHNESS_HEAD, [...smoothness, ...catalogue.tasks]),
      '',
      '### Sizes',
      '',
      table(SIZES_HEAD, await measureSizes()),
      '',
    ].join('\n')
  } finally {
    await browser.close()
  }
}

if (import.meta.main) console.log(await run())
