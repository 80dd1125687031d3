import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { generation, me } from '../../contract/relay-api.ts'
import { type StandIn, startStandIn } from '../../playground/rivya/stand-in.ts'
import { createLog } from '../../relay/observe/log.ts'
import { readSettings, SettingError, type Settings } from '../../relay/settings/settings.ts'
import { type Relay, startRelay } from '../../relay/start.ts'
import { type Database, openDatabase } from '../../relay/store/database.ts'
import { holdCalls } from '../chaos/support/hold-calls.ts'
import { accept, addToken, PROMPT, readRow } from './support/samples.ts'

let standIn: StandIn
let directory: string
let settings: Settings
let database: Database
let ada: { id: string; bearer: string }
const relays: Relay[] = []

beforeEach(async () => {
  standIn = await startStandIn({ switches: { taskSeconds: 3 } })
  directory = mkdtempSync(join(tmpdir(), 'relay-start-'))
  settings = readSettings({
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: standIn.url,
    DATA_DIR: directory,
    PORT: '0',
  })
  database = await openDatabase(settings.store)
  ada = await addToken(database)
})
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(relays.splice(0).map((relay) => relay.stop()))
  await database.close()
  await standIn.close()
  rmSync(directory, { recursive: true, force: true })
})

async function start(): Promise<Relay> {
  const relay = await startRelay(settings, createLog('silent'))
  relays.push(relay)
  return relay
}

describe('a relay that starts', () => {
  it('listens on both addresses of this computer and nowhere else', async () => {
    const { urls } = await start()
    const [, port] = /:(\d+)$/.exec(urls[0] ?? '') ?? []
    expect(urls).toContain(`http://127.0.0.1:${port}`)
    for (const url of urls) {
      expect(url).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/)
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
    }
  })

  it('fails when its port is taken, and lets go of everything', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    await expect(startRelay({ ...settings, port }, createLog('silent'))).rejects.toThrow(
      new SettingError(`PORT ${port} is taken on 127.0.0.1. End what listens there, or set another.`),
    )
    await expect(startRelay({ ...settings, metricsPort: port }, createLog('silent'))).rejects.toThrow(
      new SettingError(`METRICS_PORT ${port} is taken on 127.0.0.1. End what listens there, or set another.`),
    )
    taken.close()
    await start()
  })

  it.each([
    [{ DATABASE_URL: 'postgres://relay:hidden@127.0.0.1:1/relay' }, /^DATABASE_URL: .*ECONNREFUSED/],
    [{ DATA_DIR: '/dev/null/data' }, /^DATA_DIR: /],
    [{ HOST: '203.0.113.1' }, /^HOST 203\.0\.113\.1 is no address of this machine/],
  ])('says in one line what is wrong with %j', async (env, message) => {
    const wrong = readSettings({ RIVYA_API_KEY: 'key', DATA_DIR: directory, PORT: '0', ...env })
    const starting = startRelay(wrong, createLog('silent'))
    await expect(starting).rejects.toThrow(SettingError)
    await expect(starting).rejects.toThrow(message)
    await expect(starting).rejects.not.toThrow(/hidden|\n/)
  })

  describe('with a key that Rivya refuses', () => {
    async function startAndHear(key: string, deniedScopes: string[]): Promise<string> {
      standIn.change({ deniedScopes: deniedScopes as never })
      const lines: string[] = []
      const log = createLog('warn', { write: (line) => void lines.push(line) })
      const relay = await startRelay({ ...settings, rivya: { ...settings.rivya, apiKey: key } }, log)
      relays.push(relay)
      expect((await fetch(`${relay.urls[0]}/readyz`)).status).toBe(200)
      await expect.poll(() => lines.join('')).not.toBe('')
      return lines.join('')
    }

    it('says so once, and is ready all the same', async () => {
      const said = await startAndHear('rvya_sk_wrong', [])
      expect(said).toMatch(/^\{"level":"error",.*"code":"api_key_invalid".*RIVYA_API_KEY.*\}\n$/)
      expect(said).not.toContain('rvya_sk_wrong')
    })

    it('names the scope that it lacks', async () => {
      const said = await startAndHear(standIn.key, ['files:create'])
      expect(said).toMatch(/^\{.*"scope":"files:create","code":"api_scope_denied".*\}\n$/)
    })
  })

  it('says nothing of a key that is good', async () => {
    const lines: string[] = []
    const relay = await startRelay(settings, createLog('warn', { write: (line) => void lines.push(line) }))
    const asked = () => standIn.inspection.requests().map(({ path }) => path)
    await expect.poll(() => asked()).toEqual(['/api/v1/credits', '/api/v1/files'])
    await relay.stop()
    expect(lines).toEqual([])
  })

  it('takes up what another one left', async () => {
    const { id } = await accept(database, ada.id, { now: Date.now() })
    await start()
    await expect.poll(async () => (await readRow(database, id)).status).toBe('succeeded')
  })

  it('knows what a paid call has left in the account a second after it has asked last', async () => {
    // By a clock that stands still, whatever the machine takes.
    vi.setSystemTime(Date.now())
    const [url] = (await start()).urls
    const readBalance = async () => {
      const response = await fetch(`${url}/v1/me`, { headers: { authorization: ada.bearer } })
      return v.parse(me, await response.json()).credits.balance ?? 0
    }
    const before = await readBalance()
    const response = await fetch(`${url}/v1/generations`, {
      method: 'POST',
      headers: {
        authorization: ada.bearer,
        'content-type': 'application/json',
        'idempotency-key': 'balance-1',
      },
      body: JSON.stringify(PROMPT),
    })
    const { id } = v.parse(generation, await response.json())
    await expect.poll(async () => (await readRow(database, id)).status).toBe('queued')
    expect(await readBalance()).toBe(before)
    // Without a word of the spending it would be ten.
    vi.setSystemTime(Date.now() + 1000)
    await expect.poll(readBalance).toBe(before - 5)
  })
})

describe('a relay that stops', () => {
  it('answers its long polls, takes no more requests and is gone', async () => {
    const relay = await startRelay(settings, createLog('silent'))
    const [url] = relay.urls
    const headers = { authorization: ada.bearer }
    const poll = fetch(`${url}/v1/events?after=0&wait=25`, { headers })
    // Answered behind the poll on another connection: by then the poll is being waited for.
    await fetch(`${url}/v1/me`, { headers })
    await relay.stop()
    // After the five seconds for requests that do not end it would have been cut.
    expect((await poll).status).toBe(200)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('waits for a paid call that is under way, writes its end and gives the lease back', async () => {
    const held = await holdCalls(standIn.url, 'create')
    const { id } = await accept(database, ada.id, { now: Date.now() })
    const rivya = { ...settings.rivya, baseUrl: held.url }
    const relay = await startRelay({ ...settings, rivya }, createLog('silent'))
    await expect.poll(held.count).toBe(1)
    const stopped = relay.stop()
    held.letGo()
    await stopped
    await held.close()
    const row = await readRow(database, id)
    expect(row.upstream_task_id).not.toBeNull()
    expect(row).toMatchObject({ status: 'queued', doubt_since: null, lease_owner: null, lease_until: null })
    expect(Object.values(standIn.inspection.charges())).toEqual([1])
  })

  it('breaks off what is free without counting it as a failure, and the next one goes on at once', async () => {
    const { id } = await accept(database, ada.id, { now: Date.now() })
    standIn.addFaults({ on: 'look', kind: 'slow', ms: 60_000 })
    const relay = await startRelay(settings, createLog('silent'))
    const looks = () => standIn.inspection.requests().filter((each) => /generations\/./.test(each.path))
    await expect.poll(() => looks()).toHaveLength(1)
    await relay.stop()
    expect(await readRow(database, id)).toMatchObject({ setbacks: 0, looks: 0, lease_owner: null })
    standIn.change({ faults: [] })
    await start()
    await expect.poll(async () => (await readRow(database, id)).status).toBe('succeeded')
  })
})
