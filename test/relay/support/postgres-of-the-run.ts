/**
 * One Postgres for all files of a run, started when the first of them asks for a database. It lives in vitest's own
 * process, which `vitest.config.ts` tells to set it up; the files, each a process of its own, ask over HTTP.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startPostgres, type TestPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Every request makes a database and is answered with its address. */
    databaseMaker: string
  }
}

/** @returns stops it */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<TestPostgres> | null = null

  async function createDatabase(): Promise<string> {
    postgres ??= startPostgres()
    return (await postgres).createDatabase()
  }

  const server = createServer((_, response) => {
    createDatabase().then(
      (address) => response.end(address),
      (error: unknown) => response.writeHead(500).end(`No database could be made: ${error}`),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('databaseMaker', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.close()
    await (await postgres)?.stop()
  }
}
