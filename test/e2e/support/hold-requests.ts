/** Requests that never get through, so that the panel can be closed at a step that is certainly under way. */
import type { Page } from 'playwright-core'
import { closePlugin, openPlugin } from './playground-page.ts'

export type Held = {
  /** Waits until one is held, closes the panel, and opens it again with the way free. */
  reopenPanel: () => Promise<void>
}

/** From now on; also those that go ahead of a press. */
export async function holdRequests(page: Page, url: string): Promise<Held> {
  let tell = (): void => undefined
  const isHeld = new Promise<void>((resolve) => {
    tell = resolve
  })
  await page.route(url, async (route) => {
    if (route.request().method() === 'OPTIONS') return route.continue()
    tell()
  })
  return {
    async reopenPanel() {
      await isHeld
      await closePlugin(page)
      await page.unroute(url)
      await openPlugin(page)
    },
  }
}
