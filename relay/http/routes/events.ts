/** `GET /v1/events`: one long poll for all of the caller's generations. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import { MAX_WAIT_SECONDS } from '../../../contract/relay-api.ts'
import type { Changes } from '../../store/changes.ts'
import { type ChangePage, readChanges } from '../../store/generations/events.ts'
import { refuse, sendJson } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { PollPlaces, TOO_MANY_POLLS } from './poll-places.ts'
import { viewGeneration } from './view.ts'

/** A poll that asks to wait for less is a request like any other, or asking without end would count as nothing. */
const SHORTEST_LONG_POLL_SECONDS = 1

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
  const places = new PollPlaces()

  v1.get('/events', async (c) => {
    const { person_id: personId, token_id: tokenId } = c.get('caller')
    /** The door leaves it to this route to tell a long poll from a request that counts. */
    const count = () => limits.checkToken(tokenId, clock.now())
    const query = parse(eventsQuery, c.req.query(), 'query')
    if ('code' in query) return refuse(c, (await count()) ?? query)
    const { after = null, wait = 0 } = query.value
    const news = new News(database.changes, personId)
    try {
      let page = await readChanges(database, personId, after)
      // Also when the cursor is not of this database (any more), so that whoever asks goes on from the right one.
      const isAnswered = page.cursor !== after || wait === 0
      const tooMany = isAnswered || wait < SHORTEST_LONG_POLL_SECONDS ? await count() : null
      if (tooMany !== null) return refuse(c, tooMany)
      if (isAnswered) return sendJson(c, view(page))
      const leave = places.enter(personId)
      if (leave === null) return refuse(c, (await count()) ?? TOO_MANY_POLLS)
      const endPoll = metrics.pollBegan()
      // A timer, not the time of day, which may be set back while the poll waits.
      const over = new AbortController()
      const timer = setTimeout(() => over.abort(), Math.min(wait, MAX_WAIT_SECONDS) * 1000)
      try {
        const signal = AbortSignal.any([c.req.raw.signal, stopping, over.signal])
        while (page.rows.length === 0 && !signal.aborted) {
          await news.wait(signal)
          page = await readChanges(database, personId, after)
        }
      } finally {
        clearTimeout(timer)
        endPoll()
        leave()
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

  constructor(changes: Changes, personId: string) {
    this.close = changes.onPerson(personId, () => {
      this.#hasNews = true
      this.#wake()
    })
  }

  /** Until there is news or `signal` fires. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#hasNews && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const end = () => {
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
