import { describeRun } from '../runs/describe-run.ts'
import { isActive, type Run } from '../runs/run.ts'
import { announce } from '../say.ts'
import type { Shell } from '../shell.ts'
import { runsOf } from '../state/panel-state.ts'

/** What comes together is said together. */
const GATHER_MS = 1000
/** So long, what anybody else has said is listened to. */
const LISTEN_MS = 2000
/** As long as more is under way: what is said sooner is not listened to. */
const REST_MS = 8000

/**
 * Says how runs end to those who don't see the list. Forty-eight images would be forty-eight sentences, and of two at once
 * the first would be lost, so they are gathered.
 */
export function createTeller({ state, signal }: Shell): (run: Run) => void {
  const news = new Map<string, Run>()
  let timer: ReturnType<typeof setTimeout> | undefined

  // Such as what the person's own press has done: of two sentences at once only the second would be heard.
  state.announcement.subscribe(() => sayIn(LISTEN_MS))

  function sayIn(ms: number) {
    clearTimeout(timer)
    timer = setTimeout(say, ms)
  }

  function say() {
    timer = undefined
    if (news.size === 0 || signal.aborted) return
    const active = countActive()
    announce(state, [...gather(news.values()), ...(active > 0 ? [`${active} in progress.`] : [])].join(' '))
    news.clear()
    sayIn(REST_MS)
  }

  const countActive = () => runsOf(state).filter((run) => isActive(run.state)).length

  return (run) => {
    // Ready to be placed, it may be on its way by itself.
    news.delete(run.entry.key)
    if (describeRun(run).announcement === null) return
    news.set(run.entry.key, run)
    // The last word is not waited for.
    if (!timer || countActive() === 0) sayIn(GATHER_MS)
  }
}

/** A sentence for each way of ending: "Oak stool: placed." or "12 images: placed." */
function gather(runs: Iterable<Run>): string[] {
  const titles = new Map<string, string[]>()
  for (const run of runs) {
    const { title, announcement } = describeRun(run)
    if (announcement !== null) titles.set(announcement, [...(titles.get(announcement) ?? []), title])
  }
  return [...titles].map(([sentence, of]) => `${of.length > 1 ? `${of.length} images` : of[0]}: ${sentence}`)
}
