import type { Browser } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { type Backstage, openBackstage, openStage, type Stage, type StageOptions } from './stage.ts'

/**
 * One browser and one stage for all tests of a file. The relay is experienced, so that nobody waits for a look long
 * after the task is done. Fails when the page or the plugin let an error escape.
 *
 * @returns the stage; empty until the first test runs
 */
export function setUpStage(options?: StageOptions): Stage {
  return setUp(openStage, options)
}

/** The same for files whose tests open a page each. */
export function setUpBackstage(options?: StageOptions): Backstage {
  return setUp(openBackstage, options)
}

function setUp<S extends Backstage>(
  open: (browser: Browser, options: StageOptions) => Promise<S>,
  options?: StageOptions,
): S {
  const stage = {} as S
  beforeAll(async () => {
    const browser = await launchBrowser()
    Object.assign(stage, await open(browser, { isExperienced: true, ...options }))
    return async () => {
      await stage.close()
      await browser.close()
      expect(stage.troubles).toEqual([])
    }
  })
  return stage
}
