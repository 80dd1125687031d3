import { describe, expect, it, vi } from 'vitest'
import type { CreditLimit, Me } from '../../contract/relay-api.ts'
import { warnOfLimits } from '../../ui/actions/warn-of-limits.ts'
import { creditsLeft, limitLine, nearLimits, scarcestOf } from '../../ui/credits.ts'
import { awaitCredits } from '../../ui/drive/await-credits.ts'
import { priceLine, priceOf } from '../../ui/plan.ts'
import { makeWorld, openPanel } from './support/engine-set-up.ts'
import { makeMe } from './support/make.ts'

const DECEMBER = '2026-12-01T00:00:00.000Z'
const day = {
  of: 'person',
  period: 'day',
  limit: 100,
  used: 10,
  resets_at: '2026-11-29T00:00:00.000Z',
} as const
const team = { of: 'team', period: 'month', limit: 400, used: 60, resets_at: DECEMBER } as const
const relay = { of: 'relay', period: 'month', limit: 900, used: 500, resets_at: DECEMBER } as const

function makeMember(limits: CreditLimit[], balance: number | null = 1000): Me {
  return { ...makeMe({ balance, limits }), team: { id: 't', name: 'Shop' } }
}

describe('what is left', () => {
  it.each([
    ['the person’s day', [day, team, relay], 90, 'You: 90 credits left until 29 November'],
    [
      'the team’s month',
      [{ ...day, limit: 900 }, team, relay],
      340,
      'Team Shop: 340 credits left until 1 December',
    ],
    [
      'the relay’s month',
      [{ ...relay, used: 899 }, team],
      1,
      'The whole relay: 1 credit left until 1 December',
    ],
  ] as [string, CreditLimit[], number, string][])(
    'is the smallest, and says whose: %s',
    (_, limits, left, line) => {
      const me = makeMember(limits)
      expect(creditsLeft(me)).toBe(left)
      const scarcest = scarcestOf(me)?.limit
      expect(scarcest && limitLine(scarcest, me)).toBe(line)
      expect(priceLine(priceOf(2, me))).toBe(`2 images, from 10 credits. ${line}`)
    },
  )

  it('is the account’s balance where that is less', () => {
    expect(priceLine(priceOf(2, makeMember([day, team], 7)))).toBe('2 images, from 10 credits, 7 left')
  })
})

describe('a limit that is nearly used up', () => {
  it('is spoken of once in its period', () => {
    const near = { ...team, used: 320 }
    const first = nearLimits(makeMember([day, near]), [])
    expect(first.near).toEqual([near])
    const again = nearLimits(makeMember([day, { ...near, used: 399 }]), first.noted)
    expect(again).toEqual({ near: [], noted: first.noted })
    const inJanuary = nearLimits(
      makeMember([{ ...near, resets_at: '2027-01-01T00:00:00.000Z' }]),
      first.noted,
    )
    expect(inJanuary.near).toHaveLength(1)
    expect(inJanuary.noted).toHaveLength(1)
    expect(nearLimits(makeMember([{ ...team, used: 319 }]), []).near).toEqual([])
  })

  it('is said above the form, once for all, and remembered for the next opening', async () => {
    const panel = openPanel(makeWorld())
    warnOfLimits(panel.shell)
    const tell = (used: number) => {
      panel.state.connection.value = { status: 'connected', token: 't', me: makeMember([{ ...team, used }]) }
    }
    tell(319)
    expect(panel.state.notice.value).toBeNull()
    tell(340)
    const text = 'Team Shop has used 340 of 400 credits of this month: 60 left until 1 December.'
    await expect.poll(() => panel.state.notice.value?.text).toBe(text)
    // What stands there is an alert, which screen readers speak by themselves.
    expect(panel.state.announcement.value.text).toBe('')
    expect(panel.state.preferences.value.notedLimits).toHaveLength(1)
    panel.state.notice.value = null
    tell(360)
    expect(panel.state.notice.value).toBeNull()
  })
})

describe('a press that costs more than is left', () => {
  it('is asked about now and then, and not once there is enough', async () => {
    vi.useFakeTimers()
    try {
      const world = makeWorld()
      const panel = openPanel(world)
      awaitCredits(panel.shell)
      panel.state.draft.value = { ...panel.state.draft.value, prompt: 'a mug', targetChoice: 'new-image' }
      panel.state.connection.value = {
        status: 'connected',
        token: 't',
        me: makeMember([{ ...team, used: 398 }]),
      }
      await vi.advanceTimersByTimeAsync(14_999)
      expect(world.accountReads()).toBe(0)
      await vi.advanceTimersByTimeAsync(1)
      expect(world.accountReads()).toBe(1)
      // The relay has said that there is enough now.
      expect(creditsLeft(makeMe())).toBe(240)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(world.accountReads()).toBe(1)
      panel.close()
    } finally {
      vi.useRealTimers()
    }
  })
})
