/** News of what other replicas have committed, over one connection of Postgres that does nothing else. */
import pg from 'pg'
import { systemClock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'

export const NEWS_CHANNEL = 'relay_changes'
const RECONNECT_MS = 500

/** A firewall that forgets a silent connection tells neither end: what is not heard from is looked after. */
type Heartbeat = { everyMs: number; patienceMs: number }
const HEARTBEAT: Heartbeat = { everyMs: 5000, patienceMs: 5000 }

/**
 * Listens until `signal` fires; a lost connection is made again, and everyone is told to look for what was missed.
 *
 * @param onNews with the token that has news; null: some may have been missed
 */
export async function keepListening(
  config: pg.ClientConfig,
  onNews: (personId: string | null) => void,
  signal: AbortSignal,
  log: Log,
  heartbeat = HEARTBEAT,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({ ...config, query_timeout: heartbeat.patienceMs })
    try {
      await listenOnce(client, onNews, signal, heartbeat.everyMs)
    } catch (error) {
      log.warn({ error }, 'no news from the database; connecting again')
    }
    await client.end().catch((error: unknown) => log.debug({ error }, 'closing the news connection failed'))
    if (signal.aborted) return
    // While nobody tells, everyone looks: twice a second.
    onNews(null)
    await systemClock.wait(RECONNECT_MS, signal)
  }
}

async function listenOnce(
  client: pg.Client,
  onNews: (personId: string | null) => void,
  signal: AbortSignal,
  everyMs: number,
): Promise<void> {
  const over = new AbortController()
  const ended = new Promise<void>((resolve, reject) => {
    client.on('end', resolve)
    client.on('error', reject)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  // Observed below; this keeps an error that comes before from counting as unhandled.
  ended.catch(() => undefined)
  try {
    await client.connect()
    client.on('notification', ({ payload }) => onNews(payload ?? null))
    await client.query(`LISTEN ${NEWS_CHANNEL}`)
    onNews(null)
    await Promise.race([ended, keepAsking(client, everyMs, over.signal)])
  } finally {
    over.abort()
  }
}

/** @throws when an answer does not come in time */
async function keepAsking(client: pg.Client, everyMs: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await systemClock.wait(everyMs, over)
    if (!over.aborted) await client.query('SELECT 1')
  }
}
