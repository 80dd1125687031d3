/**
 * Whether a connection stays what it is. A pooler that gives out servers by the transaction (PgBouncer in transaction
 * or statement mode, and its like) loses `LISTEN` and everything else that belongs to a session: the relay would start
 * and then fail half of its requests.
 */
import pg from 'pg'
import { SettingError } from '../../settings/settings.ts'

/** Others who use the pooler at the same instant may hide it once, but hardly each time. */
const ROUNDS = 3

/** @throws {SettingError} when connections share servers or change them */
export async function requireSessions(config: pg.ClientConfig): Promise<void> {
  const clients = [new pg.Client(config), new pg.Client(config)]
  // What breaks is the failure of the question under way.
  for (const client of clients) client.on('error', () => undefined)
  try {
    for (const client of clients) await client.connect()
    const servers = clients.map(() => new Set<number>())
    for (let round = 0; round < ROUNDS; round += 1) {
      // In turn: of a pool, whoever asks next gets the server that has just been given back.
      for (const [index, client] of clients.entries()) servers[index]?.add(await readServer(client))
    }
    const ownServers = new Set(servers.flatMap((each) => [...each]))
    const isOneEach = servers.every(({ size }) => size === 1) && ownServers.size === clients.length
    if (!isOneEach) {
      throw new SettingError(
        'DATABASE_URL: the connection pooler changes servers between transactions; set it to session mode, or connect to Postgres itself.',
      )
    }
  } finally {
    // Nothing hangs on them any more, and one that is lost already can't be ended.
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
  }
}

/** Within a transaction, as a pooler that refuses them can't serve the relay either. */
async function readServer(client: pg.Client): Promise<number> {
  await client.query('BEGIN')
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  await client.query('COMMIT')
  return Number(rows[0]?.pid)
}
