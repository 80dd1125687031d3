/** The whole relay in this process, on a real socket and SQLite, with a stand-in for Rivya behind it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import * as v from 'valibot'
import {
  type CreateGeneration,
  eventPage,
  FINAL_STATUSES,
  type Generation,
  generation,
} from '../../../contract/relay-api.ts'
import { type StandIn, startStandIn } from '../../../playground/rivya/stand-in.ts'
import { createLog } from '../../../relay/observe/log.ts'
import { readSettings } from '../../../relay/settings/settings.ts'
import { startRelay } from '../../../relay/start.ts'
import { type Database, openDatabase } from '../../../relay/store/database.ts'
import { revokeToken } from '../../../relay/store/people/tokens.ts'
import { addToken } from './samples.ts'

export type WholeRelay = {
  url: string
  port: number
  /** Empty unless `METRICS_PORT` is set. */
  metricsUrl: string
  /** The caller's, unless another is given. */
  bearer: string
  /** Of another user, of one with a single credit a day, and two that no longer open the door. */
  others: { other: string; poor: string; expired: string; revoked: string }
  standIn: StandIn
  /** A connection of its own to the relay's database, for single statements: see `makeTokens`. */
  database: Database
  /** Its `DATA_DIR`. */
  directory: string
  /** Everything logged so far, at level trace. */
  log: () => string
  /** With the token, unless another or none (null) is given. */
  call: (path: string, options?: CallOptions) => Promise<Response>
  /** Starts a generation. @returns its id */
  start: (body: CreateGeneration, key: string) => Promise<string>
  /** The generation once it has ended. */
  awaitEnd: (id: string) => Promise<Generation>
  close: () => Promise<void>
}

export type CallOptions = {
  method?: string
  bearer?: string | null
  headers?: Record<string, string>
  /** An object is sent as JSON. */
  body?: Uint8Array<ArrayBuffer> | string | object
}

export type RelayOptions = {
  env?: Record<string, string>
  taskSeconds?: number
  key?: string
  /** What the relay takes for Rivya, given the stand-in's address; the stand-in itself if left out. */
  rivyaUrl?: (standInUrl: string) => Promise<string>
  /** Results are fetched by the rules for a Rivya on the internet, although the stand-in is on this machine. */
  isRivyaElsewhere?: boolean
}

const ENDED: readonly string[] = FINAL_STATUSES

/** The caller closes it. */
export async function startWholeRelay(options: RelayOptions = {}): Promise<WholeRelay> {
  const directory = mkdtempSync(join(tmpdir(), 'relay-whole-'))
  const key = options.key ?? 'rvya_sk_never_to_be_seen_4711'
  const standIn = await startStandIn({
    keys: [key],
    switches: { taskSeconds: options.taskSeconds ?? 0, longerSidePx: 64 },
  })
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const read = readSettings({
    RIVYA_API_KEY: key,
    RIVYA_BASE_URL: (await options.rivyaUrl?.(standIn.url)) ?? standIn.url,
    DATA_DIR: directory,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'trace',
    ...options.env,
  })
  const isLoopback = options.isRivyaElsewhere ? false : read.rivya.isLoopback
  const settings = { ...read, rivya: { ...read.rivya, isLoopback } }
  const database = await openDatabase(settings.store)
  const { bearer, ...others } = await makeTokens(database)
  const relay = await startRelay(settings, createLog('trace', sink))
  const [url = ''] = relay.urls
  const call: WholeRelay['call'] = (path, options = {}) => send(url + path, bearer, options)
  return {
    url,
    port: Number(new URL(url).port),
    metricsUrl: relay.metricsUrls[0] ?? '',
    bearer,
    others,
    standIn,
    database,
    directory,
    log: () => lines.join(''),
    call,
    async start(body, key) {
      const response = await call('/v1/generations', { body, headers: { 'idempotency-key': key } })
      return v.parse(generation, await response.json()).id
    },
    async awaitEnd(id) {
      let cursor = '0'
      for (;;) {
        const response = await call(`/v1/events?after=${cursor}&wait=25`)
        const page = v.parse(eventPage, await response.json())
        const found = page.generations.find((each) => each.id === id)
        if (found !== undefined && ENDED.includes(found.status)) return found
        cursor = page.cursor
      }
    },
    async close() {
      await relay.stop()
      await database.close()
      await standIn.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Before the relay starts: transactions of two connections in one thread would wait for each other in vain. */
async function makeTokens(database: Database): Promise<{ bearer: string } & WholeRelay['others']> {
  const { bearer } = await addToken(database)
  const { bearer: other } = await addToken(database, { name: 'Ben' })
  const { bearer: poor } = await addToken(database, { dailyCredits: 1 })
  const { bearer: expired } = await addToken(database, { expiresAt: Date.now() - 1 })
  const { tokenId, bearer: revoked } = await addToken(database)
  await revokeToken(database, tokenId, Date.now())
  return { bearer, other, poor, expired, revoked }
}

function send(url: string, ownBearer: string, call: CallOptions): Promise<Response> {
  const { method = call.body === undefined ? 'GET' : 'POST', body, bearer = ownBearer } = call
  const isJson = body !== undefined && typeof body === 'object' && !(body instanceof Uint8Array)
  return fetch(url, {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: bearer }),
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
  })
}
