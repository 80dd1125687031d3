import { describe, expect, it } from 'vitest'
import { refused, succeeded } from '../../../ui/result.ts'
import { describeRun } from '../../../ui/runs/describe-run.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { KEY, makeEntry, makeGeneration, makeReference, UPLOAD_ID } from '../support/make.ts'
import { pressable } from './pressable.ts'

const keysOf = (world: ReturnType<typeof makeWorld>) => [...world.generations.keys()]

describe('a panel that was closed', () => {
  it.each([
    ['after the journal was written', 'begin-generations'],
    ['after the request was kept', 'record-request'],
    ['after the relay had accepted', 'record-accepted'],
    ['after the image was placed', 'place-image'],
  ] as const)('%s goes on when opened again, pays once and places once', async (_, step) => {
    const { world, panel, press } = pressable()
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    world.sandbox.hold = step
    void press()
    if (step === 'place-image') {
      await panel.reach('waiting')
      world.succeedWith(keysOf(world)[0] ?? '')
    }
    await expect.poll(() => world.ordersOf(step)).toBe(1)
    panel.close()
    world.sandbox.hold = null

    const again = openPanel(world)
    again.engine.takeUp([...world.journal.values()])
    if (step !== 'place-image') {
      await again.reach('waiting')
      world.succeedWith(keysOf(world)[0] ?? '')
      await again.reach('placed')
    }
    expect(world.placed).toHaveLength(1)
    expect(world.generations.size).toBe(1)
    expect(world.journal.size).toBe(0)
  })

  it('exports a frame again whose upload was cut short', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const reference = { name: 'Card', nodeId: '1:2', maxPixels: 1_000_000, uploadId: null }
    const entry = makeEntry({ references: [reference] })
    world.journal.set(KEY, entry)
    panel.engine.takeUp([entry])
    await panel.reach('waiting')
    expect(world.ordersOf('export-references')).toBe(1)
    expect(world.uploadCount()).toBe(1)
  })

  it('takes a picture anew that the relay may have cleaned up, and trusts a young name of one', async () => {
    const uploadCounts = [0, 24 * 60 * 60_000].map(async (ageMs) => {
      const world = makeWorld()
      const panel = openPanel(world)
      const reference = { name: 'Card', nodeId: '1:2', maxPixels: 1_000_000, uploadId: UPLOAD_ID }
      const entry = makeEntry({ references: [reference], createdAt: panel.shell.now() - ageMs })
      world.journal.set(KEY, entry)
      panel.engine.takeUp([entry])
      await panel.reach('waiting')
      return world.uploadCount()
    })
    expect(await Promise.all(uploadCounts)).toEqual([0, 1])
  })

  it('ends with the name of the picture that the relay has no more, unpaid', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const reference = { name: 'oak.png', nodeId: null, maxPixels: 1_000_000, uploadId: 'b'.repeat(64) }
    const lost = { ...reference, name: 'mug.png', uploadId: UPLOAD_ID }
    const entry = makeEntry({ references: [reference, lost] })
    world.journal.set(entry.key, entry)
    const detail = 'references.1.upload_id: is not here; upload the image first'
    world.failing.createGeneration = [refused({ code: 'validation_failed', detail })]
    panel.engine.takeUp([entry])
    await panel.reach('failed')
    const [run] = panel.state.runs.value.values()
    if (run === undefined) throw new Error('the run is gone')
    expect(describeRun(run)).toMatchObject({
      status: expect.stringMatching(/Nothing was paid\. “mug\.png”\./),
      actions: ['edit', 'dismiss'],
    })
    await expect.poll(() => world.journal.size).toBe(0)
  })

  it('ends unsent and with a sentence what had a dropped image that was never uploaded, and its layer waits no more', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const reference = { name: 'mug.png', nodeId: null, maxPixels: 1_000_000, uploadId: null }
    const entry = makeEntry({ references: [reference] })
    world.journal.set(entry.key, entry)
    panel.engine.takeUp([entry])
    await panel.reach('failed')
    const [run] = panel.state.runs.value.values()
    if (run === undefined) throw new Error('the run is gone')
    expect(describeRun(run)).toMatchObject({
      status: expect.stringMatching(/Nothing was paid\. “mug\.png”\./),
      nextStep: 'Add the reference again and press Generate.',
      actions: ['edit', 'dismiss'],
    })
    expect(world.posts).toEqual([])
    await expect.poll(() => world.journal.size).toBe(0)
  })

  it('asks again, by Retry and without paying, what an ill relay could not say', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const entry = makeEntry({ generationId: 'g1' })
    world.journal.set(KEY, entry)
    world.failing.readGeneration = [refused({ code: 'validation_failed' })]
    panel.engine.takeUp([entry])
    await panel.reach('failed')
    expect(world.journal.size).toBe(1)
    const [run] = panel.state.runs.value.values()
    expect(run && describeRun(run).actions).toEqual(['retry', 'dismiss'])
    world.relay.readGeneration = async () => succeeded(makeGeneration('succeeded'))
    panel.engine.retry(KEY)
    await panel.reach('placed')
    expect(world.posts).toEqual([])
  })

  it('learns that the relay has forgotten a generation', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const entry = makeEntry({ generationId: 'g-gone', personId: 'ada' })
    world.journal.set(KEY, entry)
    panel.engine.takeUp([entry])
    await panel.reach('failed')
    await expect.poll(() => world.journal.size).toBe(0)
  })

  it('learns by and by what was deleted elsewhere, and of a relay that is ill nothing at all', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const quiet = Array(30).fill(succeeded({ cursor: '1', generations: [] }))
    const entry = makeEntry({ generationId: 'g1', personId: 'ada' })
    world.journal.set(KEY, entry)
    const looks: string[] = []
    world.relay.readGeneration = async (id) => {
      looks.push(id)
      if (looks.length === 1) return succeeded(makeGeneration('processing'))
      return refused({ code: looks.length === 2 ? 'validation_failed' : 'not_found' })
    }
    world.failing.readEvents = quiet as never
    // The first answer is of what runs: it is still among it then.
    world.failing.readEvents[0] = succeeded({
      cursor: '1',
      generations: [makeGeneration('processing')],
    }) as never
    panel.engine.takeUp([entry])
    await expect.poll(() => looks).toHaveLength(3)
    await panel.reach('failed')
    await expect.poll(() => world.journal.size).toBe(0)
  })

  it('does not place by itself what was no longer awaited', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    await panel.engine.stop(key)
    panel.close()
    world.succeedWith(key)
    const again = openPanel(world)
    again.engine.takeUp([...world.journal.values()])
    await again.reach('stopped')
    expect(world.placed).toEqual([])
  })

  it('shows another file’s finished image and places it here only by hand', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    panel.close()
    world.succeedWith(keysOf(world)[0] ?? '')
    const elsewhere = openPanel(world, { documentId: 'doc2' })
    elsewhere.engine.takeUp([...world.journal.values()])
    await elsewhere.reach('ready')
    expect(world.placed).toEqual([])
    elsewhere.engine.place(keysOf(world)[0] ?? '')
    await elsewhere.reach('placed')
  })

  it('leaves another file’s frames alone until that file is open', () => {
    const world = makeWorld()
    const elsewhere = openPanel(world, { documentId: 'doc2' })
    elsewhere.engine.takeUp([makeEntry()])
    expect(elsewhere.phases()).toEqual(['begun'])
    expect(world.orders).toEqual([])
  })

  it('places nothing in a file that can only be viewed', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    panel.close()
    world.succeedWith(keysOf(world)[0] ?? '')
    const viewer = openPanel(world, { isReadOnly: true })
    viewer.engine.takeUp([...world.journal.values()])
    await viewer.reach('ready')
    expect(world.placed).toEqual([])
  })
})
