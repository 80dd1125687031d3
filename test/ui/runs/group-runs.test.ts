import { describe, expect, it } from 'vitest'
import { batchLine, groupRuns } from '../../../ui/runs/group-runs.ts'
import type { Run, RunState } from '../../../ui/runs/run.ts'
import { makeEntry, makeGeneration } from '../support/make.ts'

let keys = 0
function run(state: RunState, changes: { batchId?: string; variation?: number; nodeId?: string } = {}): Run {
  keys += 1
  const { batchId = 'b1', variation = 0, nodeId = '1:2' } = changes
  const target = { ...makeEntry().target, nodeId }
  return { entry: makeEntry({ key: `key-${keys}`, batchId, variation, target }), state }
}

const placed: RunState = {
  phase: 'placed',
  generation: makeGeneration('succeeded'),
  nodeId: '1',
  outcome: 'placed',
}
const waiting: RunState = { phase: 'waiting', generation: makeGeneration('processing') }
const failed: RunState = {
  phase: 'failed',
  goesOn: null,
  failure: { code: 'generation_failed' },
  generation: makeGeneration('failed', { credits: { reserved: 5, final: 0 } }),
}

describe('grouping', () => {
  it('puts the newest press first and keeps the order within one', () => {
    const runs = [run(placed, { nodeId: 'a' }), run(placed, { nodeId: 'b' }), run(waiting, { batchId: 'b2' })]
    const batches = groupRuns(runs)
    expect(batches.map(({ id }) => id)).toEqual(['b2', 'b1'])
    expect(batches[1]?.groups.map(({ runs: [first] }) => first?.entry.target.nodeId)).toEqual(['a', 'b'])
  })

  it('puts the variations of one place together, in their order', () => {
    const runs = [
      run(waiting, { variation: 1 }),
      run(waiting, { nodeId: 'x' }),
      run(placed, { variation: 0 }),
    ]
    const [batch] = groupRuns(runs)
    expect(batch?.groups.map(({ runs: members }) => members.map(({ entry }) => entry.variation))).toEqual([
      [0, 1],
      [0],
    ])
  })

  it('counts and adds up the credits, reserved until all are settled', () => {
    const [running] = groupRuns([run(placed), run(waiting), run(failed), run({ phase: 'begun' })])
    expect(running?.counts).toEqual({ total: 4, done: 1, active: 2, failed: 1, withheld: 0 })
    expect(running && batchLine(running)).toBe('1 of 4 done, 1 failed · 10 credits reserved')
    const [over] = groupRuns([run(placed), run(placed), run(failed)])
    expect(over && batchLine(over)).toBe('2 of 3 done, 1 failed · 10 credits')
  })

  it('names no price before the relay has', () => {
    const [batch] = groupRuns([run({ phase: 'begun' }), run({ phase: 'uploading' })])
    expect(batch && batchLine(batch)).toBe('0 of 2 done')
  })
})
