import type { Browser } from 'playwright-core'
import { afterEach, beforeAll, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { type Backstage, openBackstage, openStage, type Stage, type StageOptions } from './stage.ts'

/**
 * One browser and one stage for all tests of a file. The relay is experienced, so that nobody waits for a look long
 * after the task is done. Fails when the page or the plugin let an error escape.
 *
 * @param prepare what the tests begin from, on the page and its panel: done at the start, and again on the page that
 *   tests get after one that failed
 * @returns the stage; empty until the first test runs
 */
export function setUpStage(options?: StageOptions, prepare?: (stage: Stage) => Promise<void>): Stage {
  const stage = setUp(openStage, options)
  beforeAll(() => prepare?.(stage))
  // What a failed test has left would fail those after it, which would only say so: they get a page of their own.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    stage.standIn.change({ faults: [] })
    await stage.page.context().close()
    Object.assign(stage, await stage.openElsewhere())
    await prepare?.(stage)
  })
  return stage
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
