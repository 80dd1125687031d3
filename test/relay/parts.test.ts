/** The small parts that everything else leans on. */
import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createAccount } from '../../relay/account.ts'
import { Gate } from '../../relay/gate.ts'
import { FairGate, type Places } from '../../relay/http/bodies/fair-gate.ts'
import { networkOf } from '../../relay/http/door/request-limits.ts'
import { createLog, describeError } from '../../relay/log.ts'
import { createManualClock } from './support/manual-clock.ts'
import { NOON } from './support/samples.ts'

const NEVER = new AbortController().signal

describe('a gate', () => {
  it('lets so many in and the next in line when one leaves, whoever leaves twice', async () => {
    const gate = new Gate(2)
    const first = await gate.enter(NEVER)
    await gate.enter(NEVER)
    const order: string[] = []
    const third = gate.enter(NEVER).then((leave) => [order.push('third'), leave])
    const fourth = gate.enter(NEVER).then((leave) => [order.push('fourth'), leave])
    expect(gate.waiting).toBe(2)
    first?.()
    first?.()
    await third
    expect([order, gate.waiting]).toEqual([['third'], 1])
    const [, leave] = await third
    if (typeof leave === 'function') leave()
    await fourth
    expect(order).toEqual(['third', 'fourth'])
  })

  it('forgets those who went away while they waited', async () => {
    const gate = new Gate(1)
    const leave = await gate.enter(NEVER)
    const impatient = new AbortController()
    const waiting = gate.enter(impatient.signal)
    impatient.abort()
    expect(await waiting).toBeNull()
    expect(await gate.enter(AbortSignal.abort())).toBeNull()
    leave?.()
    expect(gate.isIdle).toBe(true)
    expect(await gate.enter(NEVER)).not.toBeNull()
  })
})

describe('a gate that is fair to users', () => {
  const tooMany = { code: 'rate_limited', message: 'Too many.' } as const
  const open = (places: Partial<Places>) =>
    new FairGate({ all: 2, each: 2, waitingEach: 2, longestWaitMs: 60_000, tooMany, ...places })

  it('lets in so many of all users, and the next when one has left', async () => {
    const gate = open({})
    const first = await gate.enter('ada', NEVER)
    await gate.enter('ben', NEVER)
    let isInside = false
    const third = gate.enter('cleo', NEVER).then(() => {
      isInside = true
    })
    await nextTurn()
    expect(isInside).toBe(false)
    if (typeof first === 'function') first()
    await third
  })

  it('tells who would wait as one too many of a user, and whose patience has ended', async () => {
    const gate = open({ each: 1, longestWaitMs: 20 })
    await gate.enter('ada', NEVER)
    const waiting = [gate.enter('ada', NEVER), gate.enter('ada', NEVER)]
    expect(await Promise.race([gate.enter('ada', NEVER), nextTurn()])).toBe(tooMany)
    expect(await gate.enter('ben', NEVER)).toBeTypeOf('function')
    expect(await Promise.all(waiting)).toEqual([tooMany, tooMany])
  })
})

describe('the account', () => {
  const rivya = (credits: number | null) => ({
    getCredits: vi.fn(async () => credits),
    getModel: vi.fn(async () => (credits === null ? null : { baseCredits: 8, maxPromptLength: null })),
  })

  it('is asked once by many, and again after ten seconds', async () => {
    const clock = createManualClock(NOON)
    const asked = rivya(100)
    const account = createAccount(asked, clock)
    expect(await Promise.all([account.balance(), account.balance()])).toEqual([100, 100])
    clock.advance(9999)
    await account.balance()
    expect(asked.getCredits).toHaveBeenCalledTimes(1)
    clock.advance(1)
    await account.balance()
    expect(asked.getCredits).toHaveBeenCalledTimes(2)
  })

  it('is asked again a second after spending, also when the answer from before is still on its way', async () => {
    const clock = createManualClock(NOON)
    const asked = rivya(100)
    const account = createAccount(asked, clock)
    await account.balance()
    asked.getCredits.mockResolvedValueOnce(95)
    account.outdate()
    clock.advance(999)
    expect(await account.balance()).toBe(100)
    clock.advance(1)
    const before = account.balance()
    account.outdate()
    asked.getCredits.mockResolvedValue(90)
    expect(await Promise.all([before, account.balance()])).toEqual([95, 90])
    expect(await account.balance()).toBe(90)
    expect(asked.getCredits).toHaveBeenCalledTimes(3)
  })

  it('is asked again when the clock was set back', async () => {
    const clock = createManualClock(NOON)
    const asked = rivya(100)
    const account = createAccount(asked, clock)
    await account.balance()
    clock.advance(-60 * 60_000)
    await account.balance()
    expect(asked.getCredits).toHaveBeenCalledTimes(2)
  })

  it('has no balance and the documented price while Rivya can not be asked, and asks again soon', async () => {
    const clock = createManualClock(NOON)
    const asked = rivya(null)
    const account = createAccount(asked, clock)
    expect(await account.balance()).toBeNull()
    expect(await account.model()).toEqual({ baseCredits: 5, maxPromptLength: 5000 })
    clock.advance(5000)
    await account.balance()
    expect(asked.getCredits).toHaveBeenCalledTimes(2)
  })

  it('reserves by the price that Rivya names, once it is known', async () => {
    const account = createAccount(rivya(100), createManualClock(NOON))
    expect(account.estimateCredits()).toBe(5)
    expect(await account.model()).toEqual({ baseCredits: 8, maxPromptLength: 5000 })
    expect(account.estimateCredits()).toBe(8)
  })
})

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::99', '2001:db8:1:2'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

describe('the log', () => {
  function write(fields: object): string {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    createLog('info', sink).info(fields, 'hello')
    return lines.join('')
  }

  it('holds one JSON object a line, with level and time', () => {
    expect(JSON.parse(write({ generation: 'gen_1' }))).toMatchObject({
      level: 'info',
      msg: 'hello',
      generation: 'gen_1',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  it.each(['apiKey', 'authorization', 'token', 'secret', 'prompt', 'body', 'url', 'headers'])(
    'hides %s',
    (field) => {
      expect(write({ [field]: 'hidden-value' })).not.toContain('hidden-value')
      expect(write({ request: { [field]: 'hidden-value' } })).not.toContain('hidden-value')
    },
  )

  it('tells of an error what went wrong, and nothing that hangs on it', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET', parameters: ['hidden-value'] })
    const error = Object.assign(new Error('outer', { cause }), {
      detail: 'hidden-value',
      query: 'hidden-value',
    })
    const line = write({ error })
    expect(line).not.toContain('hidden-value')
    expect(JSON.parse(line).error).toMatchObject({
      name: 'Error',
      message: 'outer',
      cause: { message: 'inner', code: 'ECONNRESET' },
    })
    expect(describeError('text')).toEqual({ message: 'text' })
  })
})
