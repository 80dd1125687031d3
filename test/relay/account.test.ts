import { describe, expect, it, vi } from 'vitest'
import { createAccount } from '../../relay/account.ts'
import { createManualClock } from './support/manual-clock.ts'
import { NOON } from './support/samples.ts'

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
