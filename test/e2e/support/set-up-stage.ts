import { beforeAll, expect } from 'vitest'
import { launchBrowser } from './browser.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'

/**
 * One browser and one stage for all tests of a file. The relay is experienced, so that nobody waits for a look long
 * after the task is done. Fails when the page or the plugin let an error escape.
 *
 * @returns the stage; empty until the first test runs
 */
export function setUpStage(options: StageOptions = {}): Stage {
  const stage = {} as Stage
  beforeAll(async () => {
    const browser = await launchBrowser()
    Object.assign(stage, await openStage(browser, { isExperienced: true, ...options }))
    return async () => {
      await stage.close()
      await browser.close()
      expect(stage.troubles).toEqual([])
    }
  })
  return stage
}
