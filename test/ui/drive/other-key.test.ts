import { describe, expect, it } from 'vitest'
import { refused } from '../../../ui/result.ts'
import { describeRun } from '../../../ui/runs/describe-run.ts'
import { makeWorld, openPanel, type World } from '../support/engine-set-up.ts'
import { makeEntry, makeMe } from '../support/make.ts'

type Panel = ReturnType<typeof openPanel>

/** A panel with two generations that Ada's token has started. */
async function begin() {
  const world = makeWorld()
  const panel = openPanel(world)
  const entries = ['key-of-ada-1', 'key-of-ada-2'].map((key) => makeEntry({ key }))
  for (const entry of entries) world.journal.set(entry.key, entry)
  panel.engine.takeUp(entries)
  await panel.reach('waiting', 'waiting')
  return { world, panel, keys: entries.map(({ key }) => key) }
}

/** What pasting a token comes to. */
function connect(world: World, { state }: Panel, personId: string, token = `rl_of_${personId}`) {
  world.caller.personId = personId
  state.connection.value = { status: 'connected', token, me: makeMe({}, personId) }
}

const actionsOf = ({ state }: Panel) => [...state.runs.value.values()].map((run) => describeRun(run).actions)

describe('another token of the same person', () => {
  it('is asked for once and goes on with everything, paid once', async () => {
    const { world, panel, keys } = await begin()
    panel.state.connection.value = { status: 'disconnected', failure: { code: 'unauthenticated' } }
    for (const key of keys) world.succeedWith(key)
    connect(world, panel, 'ada', 'rl_rotated')
    await panel.reach('placed', 'placed')
    expect(world.posts).toEqual(keys)
    expect(world.journal.size).toBe(0)
  })
})

describe('another person’s token', () => {
  it('is offered no payment for what the first one waits for, and the journal is kept', async () => {
    const { world, panel } = await begin()
    connect(world, panel, 'ben')
    await panel.reach('withheld', 'withheld')
    expect(actionsOf(panel)).toEqual([['dismiss'], ['dismiss']])
    expect([...panel.state.runs.value.values()].map((run) => describeRun(run).status)[0]).toContain(
      'another person',
    )
    expect(world.journal.size).toBe(2)
    expect(world.posts).toHaveLength(2)
  })

  it('leaves it to the right one, with which it goes on by itself', async () => {
    const { world, panel, keys } = await begin()
    connect(world, panel, 'ben')
    await panel.reach('withheld', 'withheld')
    for (const key of keys) world.succeedWith(key)
    connect(world, panel, 'ada')
    await panel.reach('placed', 'placed')
    expect(world.posts).toHaveLength(2)
  })

  it('finds them kept when the panel was closed in between', async () => {
    const { world, panel, keys } = await begin()
    panel.close()
    world.caller.personId = 'ben'
    const bens = openPanel(world)
    bens.engine.takeUp([...world.journal.values()])
    await bens.reach('withheld', 'withheld')
    expect(world.journal.size).toBe(2)
    for (const key of keys) world.succeedWith(key)
    connect(world, bens, 'ada')
    await bens.reach('placed', 'placed')
  })

  it('never sends a request again that another person’s token may have sent', async () => {
    const { world, panel, keys } = await begin()
    panel.close()
    // As after a crash between the request and its answer.
    const [key = ''] = keys
    const entry = world.journal.get(key)
    if (entry === undefined) throw new Error('the entry is gone')
    world.caller.personId = 'ben'
    const bens = openPanel(world)
    bens.engine.takeUp([{ ...entry, generationId: null }])
    await bens.reach('withheld')
    expect(world.posts).toEqual(keys)
    connect(world, bens, 'ada')
    await bens.reach('waiting')
    expect(world.posts).toEqual([...keys, key])
    expect(world.generations.size).toBe(2)
  })

  it('sees nothing of the first one’s history', async () => {
    const { world, panel } = await begin()
    const { history } = panel.state
    history.value = { ...history.value, generations: [...world.generations.values()] }
    connect(world, panel, 'ben')
    expect(panel.state.history.value.generations).toEqual([])
  })

  it('finds no image of the first one, which is not lost by that', async () => {
    const { world, panel, keys } = await begin()
    panel.close()
    const readOnly = openPanel(world, { isReadOnly: true })
    readOnly.engine.takeUp([...world.journal.values()])
    for (const key of keys) world.succeedWith(key)
    await readOnly.reach('ready', 'ready')
    connect(world, readOnly, 'ben')
    world.failing.readImage = [refused({ code: 'not_found' })]
    readOnly.engine.place(keys[0] ?? '')
    await readOnly.reach('withheld', 'ready')
    expect(world.journal.size).toBe(2)
  })
})

describe('an entry that does not say whose it is', () => {
  it('is kept when the relay shows no such generation', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const entry = makeEntry({ generationId: 'g-of-somebody' })
    world.journal.set(entry.key, entry)
    panel.engine.takeUp([entry])
    await panel.reach('withheld')
    expect(actionsOf(panel)).toEqual([['dismiss']])
    const [run] = panel.state.runs.value.values()
    expect(run?.state).toMatchObject({ failure: { code: 'not_visible' } })
    expect(world.journal.size).toBe(1)
  })
})

describe('a relay with a fault', () => {
  it('loses no entry: what became of it is asked again by Retry, and nothing is paid', async () => {
    const { world, panel, keys } = await begin()
    panel.close()
    const fault = () => refused({ code: 'validation_failed' })
    world.failing.readGeneration = [fault(), fault()]
    const again = openPanel(world)
    again.engine.takeUp([...world.journal.values()])
    await again.reach('failed', 'failed')
    expect(actionsOf(again)).toEqual([
      ['retry', 'dismiss'],
      ['retry', 'dismiss'],
    ])
    expect(world.journal.size).toBe(2)
    for (const key of keys) again.engine.retry(key)
    await again.reach('waiting', 'waiting')
    expect(world.posts).toEqual(keys)
  })
})

describe('an image that is not there', () => {
  it('is known to be gone when the generation says so, and only then made again', async () => {
    const { world, panel, keys } = await begin()
    const [key = '', other = ''] = keys
    world.failing.readImage = [refused({ code: 'not_found' })]
    world.tell(key, { status: 'succeeded', images: [], expected_at: null })
    await expect.poll(() => panel.phases()[0]).toBe('failed')
    expect(actionsOf(panel)[0]).toEqual(['generate-again', 'edit', 'dismiss'])
    world.succeedWith(other)
    await expect.poll(() => panel.phases()[1]).toBe('failed')
    expect(actionsOf(panel)[1]).toEqual(['retry', 'dismiss'])
    expect(world.journal.has(other)).toBe(true)
  })
})
