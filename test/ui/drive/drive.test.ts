import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { FAILURE_CODES } from '../../../contract/failures.ts'
import { abortable } from '../../../ui/drive/abortable.ts'
import { createPauses } from '../../../ui/drive/pauses.ts'
import { decideAfter } from '../../../ui/drive/retry-policy.ts'
import { createSlots } from '../../../ui/drive/slots.ts'

describe('what follows a failed call', () => {
  it.each(['offline', 'relay_unreachable', 'rate_limited'] as const)('%s is waited out for ever', (code) => {
    expect(decideAfter({ code }, 1000, 0).kind).toBe('pause')
  })

  it('a fault that says when to come back is tried for ever, and not before', () => {
    const away = { code: 'upstream_unavailable', retryAfterMs: 20_000 } as const
    for (const attempt of [0, 3, 50]) {
      expect(decideAfter(away, attempt, 1)).toEqual({ kind: 'pause', ms: 20_000 })
    }
  })

  it.each(['internal', 'upstream_unavailable'] as const)('%s is tried four times', (code) => {
    const kinds = [0, 1, 2, 3].map((attempt) => decideAfter({ code }, attempt, 0).kind)
    expect(kinds).toEqual(['pause', 'pause', 'pause', 'give-up'])
  })

  it('a token that is not accepted asks for another one', () => {
    expect(decideAfter({ code: 'unauthenticated' }, 0, 0)).toEqual({ kind: 'reconnect' })
  })

  it('everything else is the person’s to decide', () => {
    const waited = [
      'offline',
      'relay_unreachable',
      'rate_limited',
      'internal',
      'upstream_unavailable',
      'unauthenticated',
    ]
    for (const code of FAILURE_CODES.filter((name) => !waited.includes(name))) {
      expect(decideAfter({ code }, 0, 0)).toEqual({ kind: 'give-up' })
    }
  })

  it('pauses grow, stay under 15 s and never undercut Retry-After', () => {
    const parameters = [fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(120_000)] as const
    fc.assert(
      fc.property(...parameters, (attempt, random, retryAfterMs) => {
        const plain = decideAfter({ code: 'relay_unreachable' }, attempt, random)
        const later = decideAfter({ code: 'relay_unreachable' }, attempt + 1, random)
        const bound = decideAfter({ code: 'rate_limited', retryAfterMs }, attempt, random)
        if (plain.kind !== 'pause' || later.kind !== 'pause' || bound.kind !== 'pause')
          throw new Error('no pause')
        expect(plain.ms).toBeGreaterThanOrEqual(250)
        expect(plain.ms).toBeLessThanOrEqual(15_000)
        expect(later.ms).toBeGreaterThanOrEqual(plain.ms)
        expect(bound.ms).toBeGreaterThanOrEqual(retryAfterMs)
      }),
    )
  })
})

describe('pauses', () => {
  it('end by themselves, by waking, or by abort', async () => {
    vi.useFakeTimers()
    try {
      const pauses = createPauses()
      const controller = new AbortController()
      const ended: string[] = []
      const { signal } = new AbortController()
      void pauses.pause(1000, signal).then(() => ended.push('time'))
      await vi.advanceTimersByTimeAsync(1000)
      void pauses.pause(1000, signal).then(() => ended.push('woken'))
      pauses.wake()
      await vi.advanceTimersByTimeAsync(0)
      const aborted = pauses.pause(1000, controller.signal)
      controller.abort()
      await expect(aborted).rejects.toThrow()
      await expect(pauses.pause(1000, controller.signal)).rejects.toThrow()
      expect(ended).toEqual(['time', 'woken'])
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('slots', () => {
  it('run so many at a time, the rest in order, also after one has failed', async () => {
    const inSlot = createSlots(2)
    const finish: (() => void)[] = []
    const begun: number[] = []
    const jobs = [0, 1, 2, 3].map((index) =>
      inSlot(
        () =>
          new Promise<void>((resolve, reject) => {
            begun.push(index)
            finish[index] = index === 0 ? () => reject(new Error('broken')) : resolve
          }),
      ),
    )
    await Promise.resolve()
    expect(begun).toEqual([0, 1])
    finish[0]?.()
    await expect(jobs[0]).rejects.toThrow('broken')
    await expect.poll(() => begun).toEqual([0, 1, 2])
    finish[2]?.()
    await expect.poll(() => begun).toEqual([0, 1, 2, 3])
    finish[1]?.()
    finish[3]?.()
    await Promise.all(jobs.slice(1))
  })
})

describe('an abortable promise', () => {
  it('gives the outcome, or the reason of the signal that came first', async () => {
    const { signal } = new AbortController()
    await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1)
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
    await expect(abortable(new Promise(() => undefined), AbortSignal.abort())).rejects.toThrow()
  })
})
