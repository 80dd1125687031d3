import { describe, expect, it } from 'vitest'
import { Gate } from '../../relay/gate.ts'

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
