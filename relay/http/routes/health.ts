/** `GET /healthz` and `GET /readyz`, for whatever watches the relay; without a token. */
import type { Hono } from 'hono'
import { sendJson } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'

const DATABASE_PATIENCE_MS = 3000
/** Anyone may ask, and asking writes: an answer is good for so long. */
const GOOD_FOR_MS = 1000
/** A press takes far less; what follows it, the images, are megabytes. */
const PRESS_BYTES = 1_000_000

export function addHealthRoutes(app: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { stopping, signIn } = dependencies
  const isReady = shareAnswers(() => couldAccept(dependencies))
  app.get('/healthz', (c) => sendJson(c, { status: 'ok', ...(signIn && { sign_in: true }) }))

  /** Only the database decides: a Rivya that is away must not take the relay out of service. */
  app.get('/readyz', async (c) => {
    if (stopping.aborted) return sendJson(c, { status: 'stopping' }, 503)
    return (await isReady()) ? sendJson(c, { status: 'ok' }) : sendJson(c, { status: 'no database' }, 503)
  })
}

/** Whether a press could be written now. */
export async function couldAccept({ database, hasRoom, log }: AppDependencies): Promise<boolean> {
  const probe = async () => {
    if (!(await hasRoom(PRESS_BYTES))) throw new Error('the disk is full')
    await database.probe()
  }
  return Promise.race([
    probe().then(
      () => true,
      (error: unknown) => {
        log.warn({ error }, 'the database takes nothing')
        return false
      },
    ),
    new Promise<false>((resolve) => setTimeout(resolve, DATABASE_PATIENCE_MS, false).unref()),
  ])
}

function shareAnswers(ask: () => Promise<boolean>): () => Promise<boolean> {
  let last: { answer: Promise<boolean>; until: number } | null = null
  return () => {
    const now = performance.now()
    if (last === null || now >= last.until) {
      const answer = ask()
      last = { answer, until: Number.POSITIVE_INFINITY }
      const asked = last
      void answer.then(() => {
        asked.until = performance.now() + GOOD_FOR_MS
      })
    }
    return last.answer
  }
}
