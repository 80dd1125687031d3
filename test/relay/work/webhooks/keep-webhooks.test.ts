import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type StandIn, startStandIn } from '../../../../playground/rivya/stand-in.ts'
import type { SwitchChanges } from '../../../../playground/rivya/switches.ts'
import { createRivyaClient, type RivyaClient } from '../../../../relay/rivya/client.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { readPathSecret } from '../../../../relay/store/work/webhook-endpoint.ts'
import {
  ensureEndpoint,
  keepWebhooks,
  removeEndpoint,
} from '../../../../relay/work/webhooks/keep-webhooks.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { recordLog } from '../../support/record-log.ts'
import { NOON } from '../../support/samples.ts'

const MINUTE = 60_000
const ADDRESS = 'http://127.0.0.1:9/hooks/rivya'
const running = new AbortController().signal
/** What comes after the first time is not waited for. */
const untilStopped = (_: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

describeOnEachDatabase('the webhook at Rivya', ({ open, openThree }) => {
  let standIn: StandIn
  let rivya: RivyaClient
  afterEach(() => Promise.all([rivya.close(), standIn.close()]))

  async function begin(switches: SwitchChanges = {}) {
    standIn = await startStandIn({ switches })
    rivya = createRivyaClient({ baseUrl: standIn.url, apiKey: standIn.key })
    const clock = createManualClock(NOON)
    const { log, lines } = recordLog()
    const dependenciesOf = async (database: Database, address = ADDRESS) => {
      const url = `${address}/${await readPathSecret(database)}`
      return { database, webhooks: rivya.webhooks, url, clock, log }
    }
    const ensure = async (database: Database, address?: string) =>
      (await ensureEndpoint(await dependenciesOf(database, address), running))?.kind ?? null
    /** As a relay does that has just started. */
    const ensureFirst = async (database: Database) =>
      (await ensureEndpoint(await dependenciesOf(database), running, true))?.kind ?? null
    return { clock, lines, dependenciesOf, ensure, ensureFirst }
  }

  const endpoints = () => standIn.inspection.webhooks().map(({ id, url, status }) => ({ id, url, status }))
  const stored = (database: Database) =>
    database.query.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow()

  it('is registered for the ends of tasks, at an address that nobody can guess', async () => {
    const { ensure } = await begin()
    const database = await open()
    expect(await ensure(database)).toBe('registered')
    const [endpoint] = standIn.inspection.webhooks()
    expect(endpoint).toMatchObject({ eventTypes: ['generation.succeeded', 'generation.failed'] })
    expect(endpoint?.url).toMatch(/^http:\/\/127\.0\.0\.1:9\/hooks\/rivya\/[\w-]{43}$/)
    expect(await stored(database)).toMatchObject({
      endpoint_id: endpoint?.id,
      signing_secret: endpoint?.secret,
    })
  })

  it('is one for all relays of a database, though they start at the same instant', async () => {
    const { ensure } = await begin()
    const three = await openThree()
    const ensured = await Promise.all(three.map((database) => ensure(database)))
    expect(ensured.filter((each) => each === 'registered')).toHaveLength(1)
    expect(ensured.filter((each) => each === null)).toHaveLength(2)
    expect(endpoints()).toHaveLength(1)
  })

  it('is found again after a restart', async () => {
    const { clock, ensure } = await begin()
    const database = await open()
    await ensure(database)
    const before = endpoints()
    expect(await ensure(database)).toBe(null)
    clock.advance(10 * MINUTE)
    expect(await ensure(database)).toBe('kept')
    expect(endpoints()).toEqual(before)
  })

  it('is made anew when Rivya has disabled it, and the old one is removed', async () => {
    const { clock, ensure } = await begin()
    const database = await open()
    await ensure(database)
    const [before] = endpoints()
    standIn.disableWebhooks()
    clock.advance(10 * MINUTE)
    expect(await ensure(database)).toBe('registered')
    expect(endpoints()).toEqual([{ id: expect.any(String), url: before?.url, status: 'active' }])
    expect(endpoints()[0]?.id).not.toBe(before?.id)
  })

  it('is made anew also where Rivya does not let the disabled one go', async () => {
    const { clock, ensure } = await begin({ keepsDisabledWebhooks: true })
    const database = await open()
    await ensure(database)
    standIn.disableWebhooks()
    clock.advance(10 * MINUTE)
    expect(await ensure(database)).toBe('registered')
    expect(endpoints().map(({ status }) => status)).toEqual(['disabled', 'active'])
  })

  it.each([
    ['bare', (list: unknown[]) => list],
    ['under another name', (list: unknown[]) => ({ object: 'list', endpoints: list, has_more: false })],
  ])('is not doubled where the list of webhooks comes %s', async (_, wrap) => {
    const { clock, ensure } = await begin()
    const database = await open()
    await ensure(database)
    await database.query.updateTable('webhook_endpoints').set({ endpoint_id: null }).execute()
    const body = JSON.stringify(wrap(endpoints()))
    standIn.addFaults({ on: 'webhooks', times: 1, kind: 'answer', status: 200, body })
    clock.advance(10 * MINUTE)
    expect(await ensure(database)).toBe('registered')
    expect(endpoints()).toHaveLength(1)
  })

  it('is seen to at once by a relay that has just started, whose key may have another scope now', async () => {
    const { clock, dependenciesOf, ensure, ensureFirst } = await begin({ deniedScopes: ['webhooks:manage'] })
    const database = await open()
    expect(await ensure(database)).toBe('refused')
    standIn.change({ deniedScopes: [] })
    expect(await ensure(database)).toBe(null)
    expect(await ensureFirst(database)).toBe('registered')
    expect(await ensureFirst(database)).toBe('kept')
    standIn.disableWebhooks()
    const stop = keepWebhooks({
      ...(await dependenciesOf(database)),
      clock: { ...clock, wait: untilStopped },
    })
    await expect.poll(endpoints).toEqual([expect.objectContaining({ status: 'active' })])
    await stop()
  })

  it('is made anew when it is gone at Rivya', async () => {
    const { clock, ensure } = await begin()
    const database = await open()
    await ensure(database)
    await rivya.webhooks.remove(endpoints()[0]?.id ?? '', running)
    clock.advance(10 * MINUTE)
    expect(await ensure(database)).toBe('registered')
    expect(endpoints()).toHaveLength(1)
  })

  it('moves at once when the address of the relay has changed', async () => {
    const { ensure } = await begin()
    const database = await open()
    await ensure(database)
    expect(await ensure(database, 'http://127.0.0.1:10/hooks/rivya')).toBe('registered')
    expect(endpoints().map(({ url }) => new URL(url).port)).toEqual(['10'])
  })

  it('is not registered a second time by a relay that died before it could note the first', async () => {
    const { clock, ensure } = await begin()
    const database = await open()
    await ensure(database)
    await database.query.updateTable('webhook_endpoints').set({ endpoint_id: null }).execute()
    clock.advance(10 * MINUTE)
    expect(await ensure(database)).toBe('registered')
    expect(endpoints()).toHaveLength(1)
  })

  it('leaves those of others alone', async () => {
    const { ensure } = await begin()
    await rivya.webhooks.create('http://127.0.0.1:9/of-another', running)
    await ensure(await open())
    expect(endpoints()).toHaveLength(2)
  })

  it('is tried again soon when Rivya does not answer, and nothing is doubled', async () => {
    const { clock, ensure } = await begin({ faults: [{ on: 'webhooks', times: 2, kind: 'cut-after' }] })
    const database = await open()
    expect(await ensure(database)).toBe('not-now')
    clock.advance(MINUTE)
    // The list came, and the answer to the registration did not.
    expect(await ensure(database)).toBe('not-now')
    clock.advance(MINUTE)
    expect(await ensure(database)).toBe('registered')
    expect(endpoints()).toHaveLength(1)
  })

  describe('that is not wanted any more', () => {
    async function beginLeft(switches: SwitchChanges = {}) {
      const begun = await begin(switches)
      const three = await openThree()
      await begun.ensure(three[0])
      await rivya.webhooks.create('http://127.0.0.1:9/of-another', running)
      const remove = async (database = three[0], isFirst = true) => {
        const dependencies = { ...(await begun.dependenciesOf(database)), url: null }
        return (await removeEndpoint(dependencies, running, isFirst))?.kind ?? null
      }
      const ports = () => endpoints().map(({ url }) => new URL(url).pathname.slice(0, 12))
      return { ...begun, three, remove, ports }
    }

    it('is removed at Rivya, by one of all relays, and those of others stay', async () => {
      const { three, remove, ports } = await beginLeft()
      const removed = await Promise.all(three.map((database) => remove(database)))
      expect(removed.filter((each) => each === 'removed')).toHaveLength(1)
      expect(ports()).toEqual(['/of-another'])
      expect(await stored(three[0])).toMatchObject({ endpoint_id: null, url: null, signing_secret: null })
      expect(await remove()).toBe(null)
    })

    it('is removed also where nobody could note its name', async () => {
      const { three, remove, ports } = await beginLeft()
      await three[0].query.updateTable('webhook_endpoints').set({ endpoint_id: null }).execute()
      expect(await remove()).toBe('removed')
      expect(ports()).toEqual(['/of-another'])
    })

    it('is asked about again after an hour where the key may not, or by a relay that has just started', async () => {
      const { clock, three, remove } = await beginLeft()
      const [database] = three
      standIn.change({ deniedScopes: ['webhooks:manage'] })
      expect(await remove()).toBe('refused')
      clock.advance(30 * MINUTE)
      expect(await remove(database, false)).toBe(null)
      clock.advance(30 * MINUTE)
      expect(await remove(database, false)).toBe('refused')
      standIn.change({ deniedScopes: [] })
      expect(await remove()).toBe('removed')
    })

    it('is removed later when Rivya does not answer, and is registered again when it is wanted again', async () => {
      const { clock, three, remove, ensure, ports } = await beginLeft()
      standIn.addFaults({ on: 'webhooks', times: 1, kind: 'cut-before' })
      expect(await remove()).toBe('not-now')
      expect(await remove()).toBe(null)
      clock.advance(MINUTE)
      expect(await remove()).toBe('removed')
      expect(await ensure(three[0])).toBe('registered')
      expect(ports()).toHaveLength(2)
    })
  })

  it.each([
    ['the key may not', ['webhooks:manage' as const], ADDRESS, 'api_scope_denied'],
    ['the address is refused', [], 'https://relay.example.com/hooks/rivya', 'webhook_url_rejected'],
  ])('is left off with one line when %s', async (_, deniedScopes, address, code) => {
    const { clock, lines, dependenciesOf } = await begin({ deniedScopes })
    const dependencies = await dependenciesOf(await open(), address)
    // The clock of the test moves by itself while something waits.
    const stop = keepWebhooks(dependencies)
    const isOver = () => clock.now() > NOON + 180 * MINUTE
    while (!isOver()) await delay(5)
    await stop()
    const warnings = lines().filter(({ level }) => level === 'warn')
    expect(warnings).toEqual([expect.objectContaining({ code })])
    expect(endpoints()).toEqual([])
  })
})
