/** `GET /v1/events`: one long poll for all of the caller's generations. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import { MAX_WAIT_SECONDS } from '../../contract/relay-api.ts'
import type { Changes } from '../store/changes.ts'
import { type ChangePage, readChanges } from '../store/events.ts'
import { refuse, sendJson } from './answers.ts'
import type { AppDependencies } from './app.ts'
import type { RelayEnv } from './env.ts'
import { parse } from './parse.ts'
import { viewGeneration } from './view.ts'

const cursor = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be a cursor'), v.transform(Number))
/** Any number from 0, as numbers are written; what is too large to be one is only cut like any large one. */
const seconds = v.pipe(
  v.string(),
  v.regex(/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, 'must be seconds'),
  v.transform(Number),
)

/** `after` is the `cursor` of the answer before; `wait` is in seconds. */
export const eventsQuery = v.strictObject({ after: v.optional(cursor), wait: v.optional(seconds) })

export function addEventRoutes(v1: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, clock, limits, metrics, stopping } = dependencies

  v1.get('/events', async (c) => {
    const query = parse(eventsQuery, c.req.query(), 'query')
    if ('code' in query) return refuse(c, query)
    const { after = null, wait = 0 } = query.value
    const tokenId = c.get('token').id
    const deadline = clock.now() + Math.min(wait, MAX_WAIT_SECONDS) * 1000
    const signal = AbortSignal.any([c.req.raw.signal, stopping])
    const news = new News(database.changes, tokenId)
    try {
      let page = await readChanges(database, tokenId, after)
      if (after === null || page.rows.length > 0 || wait === 0) {
        // Answered at once, so it was no long poll.
        const tooMany = await limits.checkToken(tokenId, clock.now())
        return tooMany === null ? sendJson(c, view(page)) : refuse(c, tooMany)
      }
      const endPoll = metrics.pollBegan()
      try {
        while (page.rows.length === 0 && !signal.aborted && clock.now() < deadline) {
          await news.wait(deadline - clock.now(), signal)
          page = await readChanges(database, tokenId, after)
        }
      } finally {
        endPoll()
      }
      return sendJson(c, view(page))
    } finally {
      news.close()
    }
  })
}

function view({ cursor, rows }: ChangePage) {
  return { cursor: String(cursor), generations: rows.map(viewGeneration) }
}

/** Remembers news from its making on, so that none is lost between reading and waiting. */
class News {
  #hasNews = false
  #wake: () => void = () => undefined
  readonly close: () => void

  constructor(changes: Changes, tokenId: string) {
    this.close = changes.onToken(tokenId, () => {
      this.#hasNews = true
      this.#wake()
    })
  }

  /** Until there is news, `ms` have passed or `signal` fires. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasNews && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(end, ms)
        function end() {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        this.#wake = end
        signal.addEventListener('abort', end)
      })
    }
    this.#hasNews = false
  }
}
