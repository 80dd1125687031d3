import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pointAt } from '../../../ui/actions/point-at.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('shows the layer that is rested on, none that is passed, and what a key has asked for in any case', () => {
  const { shell } = openPanel(makeWorld())
  const shown: unknown[] = []
  shell.bridge.tell = (order) => void shown.push(order)
  pointAt(shell, 'a')
  pointAt(shell, 'b')
  vi.advanceTimersByTime(500)
  expect(shown).toEqual([{ type: 'point-at', nodeId: 'b', isBrought: false }])
  pointAt(shell, 'b', true)
  pointAt(shell, 'c')
  expect(shown.slice(1)).toEqual([{ type: 'point-at', nodeId: 'b', isBrought: true }])
  vi.advanceTimersByTime(500)
  expect(shown.slice(2)).toEqual([{ type: 'point-at', nodeId: 'c', isBrought: false }])
})
