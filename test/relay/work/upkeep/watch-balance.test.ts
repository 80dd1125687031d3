import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../../relay/observe/log.ts'
import { readBalanceAlert, setBalanceAlert } from '../../../../relay/store/credits/balance-alert.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { createWebhook, findWebhookObstacle } from '../../../../relay/tell-webhook.ts'
import { watchBalanceOnce } from '../../../../relay/work/upkeep/watch-balance.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { NOON } from '../../support/samples.ts'

const MINUTE_MS = 60_000
const URL_OF_HOOK = 'https://hooks.example.com/low'

describeOnEachDatabase('the alert of a low balance', ({ open, openThree }) => {
  async function begin(database: Database) {
    let now = NOON
    let balance: number | null = 1000
    const told: { url: string; body: object }[] = []
    let fault: string | null = null
    const watch = (of: Database) => ({
      database: of,
      account: { roughBalance: async () => balance },
      webhook: {
        tell: async (url: string, body: object) => {
          told.push({ url, body })
          return fault
        },
      },
      clock: { now: () => now, wait: async () => undefined },
      log: createLog('silent'),
    })
    await setBalanceAlert(database, { credits: 200, url: URL_OF_HOOK }, async () => undefined)
    return {
      told,
      look: (at: number | null, of = database) => {
        balance = at
        return watchBalanceOnce(watch(of))
      },
      pass: (ms: number) => {
        now += ms
      },
      answerWith: (next: string | null) => {
        fault = next
      },
    }
  }

  it('is told once for each time it falls below', async () => {
    const { told, look, pass } = await begin(await open())
    await look(200)
    expect(told).toEqual([])
    for (const balance of [199, 150, null, 100]) {
      await look(balance)
      pass(MINUTE_MS)
    }
    expect(told).toEqual([
      { url: URL_OF_HOOK, body: expect.objectContaining({ alert: 'balance-low', balance: 199, limit: 200 }) },
    ])
    await look(500)
    await look(100)
    expect(told).toHaveLength(2)
  })

  it('is tried again after pauses, and given up until the next time', async () => {
    const database = await open()
    const { told, look, pass, answerWith } = await begin(database)
    answerWith('the address does not answer')
    for (let minute = 0; minute < 600; minute += 1) {
      await look(10)
      pass(MINUTE_MS)
    }
    expect(told).toHaveLength(5)
    expect(await readBalanceAlert(database)).toMatchObject({
      told_at: null,
      next_attempt_at: null,
      fault: 'the address does not answer',
    })
    answerWith(null)
    await look(1000)
    await look(10)
    expect(told).toHaveLength(6)
    expect(await readBalanceAlert(database)).toMatchObject({ fault: null, told_at: expect.any(Number) })
  })

  it('of three relays that see it at once, is told by one', async () => {
    const three = await openThree()
    const { told, look } = await begin(three[0])
    await Promise.allSettled(three.map((each) => look(10, each)))
    expect(told).toHaveLength(1)
  })

  it('asks Rivya for nothing where nobody wants to know', async () => {
    const database = await open()
    await watchBalanceOnce({
      database,
      account: {
        roughBalance: () => {
          throw new Error('asked')
        },
      },
      webhook: { tell: async () => null },
      clock: { now: () => NOON, wait: async () => undefined },
      log: createLog('silent'),
    })
    expect(await readBalanceAlert(database)).toBeUndefined()
  })
})

describe('the address that is told', () => {
  const closing: (() => Promise<unknown>)[] = []
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

  it.each([
    'http://hooks.example.com/',
    'https://hooks.example.com:8443/',
    'https://user:pass@hooks.example.com/',
    'https://127.0.0.1/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[64:ff9b::a00:1]/',
    'file:///etc/passwd',
    'nothing',
  ])('is not %s', (url) => expect(findWebhookObstacle(url, false)).not.toBeNull())

  it('is not a name that leads to a private address', async () => {
    const hook = createWebhook({
      allowLoopback: false,
      resolve: (_name, done) => done(null, [{ address: '10.0.0.1', family: 4 }]),
    })
    closing.push(hook.close)
    expect(await hook.tell(URL_OF_HOOK, {})).toContain('not public')
  })

  it('gets JSON, and is followed nowhere else', async () => {
    const heard: string[] = []
    const server = createServer((request, response) => {
      let text = `${request.method} ${request.headers['content-type']} `
      request.on('data', (chunk: Buffer) => {
        text += chunk
      })
      request.on('end', () => {
        heard.push(text)
        if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' })
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const hook = createWebhook({ allowLoopback: true })
    closing.push(hook.close, () => new Promise((resolve) => server.close(resolve)))
    expect(await hook.tell(`${url}/`, { balance: 7 })).toBeNull()
    expect(await hook.tell(`${url}/moved`, {})).toBe('the address answered with 302')
    expect(heard).toEqual(['POST application/json {"balance":7}', 'POST application/json {}'])
    expect(await createWebhook({ allowLoopback: false }).tell(`${url}/`, {})).toContain('not https')
  })
})
