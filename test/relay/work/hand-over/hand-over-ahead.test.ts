import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../../../relay/observe/log.ts'
import {
  AHEAD_BYTES_PER_MINUTE,
  createHandAhead,
  type HandAhead,
} from '../../../../relay/work/hand-over/hand-over-ahead.ts'
import type { Copy } from '../../../../relay/work/hand-over/rivya-copies.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { NOON } from '../../support/samples.ts'

const uploaded: Copy = { kind: 'uploaded', url: 'https://files.test/1', at: NOON }

let clock: ManualClock
let stopping: AbortController
let answers: ((outcome: Copy) => void)[]
let asked: string[]
let handAhead: HandAhead

beforeEach(() => {
  clock = createManualClock(NOON)
  stopping = new AbortController()
  answers = []
  asked = []
  const sendAhead = (id: string) => {
    asked.push(id)
    return new Promise<Copy>((resolve) => answers.push(resolve))
  }
  handAhead = createHandAhead({ sendAhead }, { clock, log: createLog('silent'), signal: stopping.signal })
})
afterEach(() => stopping.abort())

const hand = (id: string, bytes = 1000, ownerId = 'ada') => handAhead({ id, bytes, ownerId, requestId: 'r' })
const settle = () => new Promise(setImmediate)

describe('what goes ahead', () => {
  it('is four at a time', async () => {
    for (let number = 0; number < 6; number += 1) hand(`upload ${number}`)
    await settle()
    expect(asked).toHaveLength(4)
    answers[0]?.(uploaded)
    await expect.poll(() => asked).toHaveLength(5)
  })

  it("keeps to a person's bytes a minute, and takes from nobody else's", async () => {
    hand('large', AHEAD_BYTES_PER_MINUTE - 500)
    hand('too much')
    hand('of another', 1000, 'grace')
    await settle()
    expect(asked).toEqual(['large', 'of another'])
    clock.advance(60_000)
    hand('a minute later')
    await expect.poll(() => asked).toContain('a minute later')
    expect(asked).not.toContain('too much')
  })

  it('waits for nothing when the relay stops', async () => {
    for (let number = 0; number < 6; number += 1) hand(`upload ${number}`)
    await settle()
    stopping.abort()
    for (const answer of answers) answer(uploaded)
    hand('later')
    await settle()
    expect(asked).toHaveLength(4)
  })

  it('waits for as long as Rivya asks, and what would go ahead meanwhile is left to presses', async () => {
    hand('first')
    await settle()
    answers[0]?.({ kind: 'not-now', reason: 'HTTP 429', retryAfterMs: 30_000 })
    await settle()
    clock.advance(29_000)
    hand('meanwhile')
    await settle()
    expect(asked).toEqual(['first'])
    clock.advance(1000)
    hand('then')
    await expect.poll(() => asked).toEqual(['first', 'then'])
  })

  it('gives its place back when it fails', async () => {
    const sendAhead = vi.fn(() => Promise.reject(new Error('the database is away')))
    const failing = createHandAhead(
      { sendAhead },
      { clock, log: createLog('silent'), signal: stopping.signal },
    )
    for (let number = 0; number < 9; number += 1) {
      failing({ id: `${number}`, bytes: 1, ownerId: 'ada', requestId: 'r' })
    }
    await expect.poll(() => sendAhead).toHaveBeenCalledTimes(9)
  })
})
