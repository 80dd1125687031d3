import { describe, expect, it, vi } from 'vitest'
import { computed, signal } from '../../../ui/state/signal.ts'

describe('a signal', () => {
  it('tells its value as it is, and every other one from then on', () => {
    const count = signal(1)
    const told: number[] = []
    const end = count.subscribe((value) => told.push(value))
    count.value = 2
    count.value = 2
    count.value = 3
    end()
    count.value = 4
    expect(told).toEqual([1, 2, 3])
  })

  it('can be changed and left by those who are told', () => {
    const count = signal(0)
    const end = count.subscribe((value) => {
      if (value === 1) count.value = 2
      if (value === 2) end()
    })
    const told: number[] = []
    count.subscribe((value) => told.push(value))
    count.value = 1
    expect(told.at(-1)).toBe(2)
    expect(count.value).toBe(2)
  })
})

it('what is computed is worked out once until something changes', () => {
  const [one, other] = [signal(1), signal(10)]
  const work = vi.fn(() => one.value + other.value)
  const sum = computed(work)
  expect([sum.value, sum.value]).toEqual([11, 11])
  expect(work).toHaveBeenCalledTimes(1)
  other.value = 20
  expect(sum.value).toBe(21)
})
