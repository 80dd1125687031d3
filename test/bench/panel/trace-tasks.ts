/** The tasks of the panel by what the processor spends on them: on a busy machine a task of 5 ms may stand for 60. */
import type { Browser, Page } from 'playwright-core'
import * as v from 'valibot'
import { iframeOf } from './watch.ts'

const MARK = 'the panel is in this process'

/** Of Chromium's trace; `tdur` is microseconds of the thread's own time. */
const traced = v.object({
  traceEvents: v.array(
    v.object({ name: v.string(), pid: v.number(), tid: v.number(), tdur: v.optional(v.number()) }),
  ),
})

/** @returns milliseconds of processor time of each task of the iframe's main thread while `work` goes on */
export async function traceTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] })
  await iframeOf(page).evaluate((name) => performance.mark(name), MARK)
  await work()
  const trace = await browser.stopTracing()
  const { traceEvents } = v.parse(traced, JSON.parse(trace.toString('utf8')))
  const mark = traceEvents.find(({ name }) => name === MARK)
  if (mark === undefined) throw new Error('The trace does not know the panel.')
  return traceEvents.flatMap(({ name, pid, tid, tdur }) =>
    name.endsWith('RunTask') && pid === mark.pid && tid === mark.tid && tdur !== undefined
      ? [tdur / 1000]
      : [],
  )
}
