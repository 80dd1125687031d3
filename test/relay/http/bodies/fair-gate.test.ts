import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { FairGate, type Places } from '../../../../relay/http/bodies/fair-gate.ts'

const NEVER = new AbortController().signal

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
