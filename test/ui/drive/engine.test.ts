import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { createGeneration } from '../../../contract/relay-api.ts'
import { parse } from '../../../relay/http/bodies/parse.ts'
import { generate, generateAgain } from '../../../ui/actions/generate.ts'
import { readHistory } from '../../../ui/actions/history.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import { describeRun } from '../../../ui/runs/describe-run.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { EMPTY_HISTORY } from '../../../ui/state/history.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { KEY, makeCard, makeEntry, makeGeneration, makeReference, UPLOAD_ID } from '../support/make.ts'

function pressable(count = 1) {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.cards.value = Array.from({ length: count }, (_, index) => makeCard({ id: `1:${index}` }))
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
  return { world, panel, press: () => generate(panel.shell, panel.engine) }
}

const keysOf = (world: ReturnType<typeof makeWorld>) => [...world.generations.keys()]

describe('the press', () => {
  it('carries twelve frames to their images, each placed once', async () => {
    const { world, panel, press } = pressable(12)
    await press()
    await panel.reach(...Array<string>(12).fill('waiting'))
    for (const key of keysOf(world)) world.succeedWith(key)
    await panel.reach(...Array<string>(12).fill('placed'))
    expect(world.placed).toHaveLength(12)
    expect(new Set(world.placed).size).toBe(12)
    expect(world.journal.size).toBe(0)
  })

  it('asks once for what is left, when a batch has been quiet for a second', async () => {
    const { world, panel, press } = pressable(12)
    await press()
    await panel.reach(...Array<string>(12).fill('waiting'))
    for (const key of keysOf(world)) world.succeedWith(key)
    await panel.reach(...Array<string>(12).fill('placed'))
    expect(world.accountReads()).toBe(0)
    await expect.poll(() => world.accountReads()).toBe(1)
  })

  it('writes the journal before the request, and the request before it is sent', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const types = world.orders.map(({ type }) => type)
    expect(types).toEqual(['begin-generations', 'record-request', 'record-accepted'])
    const sent = world.generations.get(world.posts[0] ?? '')
    expect(sent?.origin).toEqual({
      document_id: 'doc1',
      document_name: 'Shop',
      node_id: '1:0',
      node_name: 'Card / Mug',
    })
  })

  it('uploads a reference once for all frames, and names it in each request', async () => {
    const { world, panel, press } = pressable(3)
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    await press()
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(world.uploadCount()).toBe(1)
    for (const generation of world.generations.values()) {
      expect(generation.references).toEqual([{ upload_id: UPLOAD_ID, name: 'Card / Mug' }])
    }
  })

  it('sends nothing when the journal can’t be written, and says so', async () => {
    const { world, panel, press } = pressable()
    world.sandbox.refuse = 'begin-generations'
    await press()
    expect(world.posts).toEqual([])
    expect(panel.state.notice.value?.text).toMatch(/nothing was paid/)
    expect(panel.state.draft.value.prompt).toBe('a mug')
  })

  it('sends nothing when the request can’t be kept', async () => {
    const { world, panel, press } = pressable()
    world.sandbox.refuse = 'record-request'
    await press()
    await panel.reach('failed')
    expect(world.posts).toEqual([])
  })
})

it('cuts names between characters, so that the relay takes them', async () => {
  const world = makeWorld()
  const panel = openPanel(world)
  const long = `${'x'.repeat(199)}🪑`
  const reference = { name: long, nodeId: null, maxPixels: 1, uploadId: UPLOAD_ID }
  panel.engine.takeUp([
    makeEntry({
      documentName: `\ud83e ${long}`,
      target: { ...makeEntry().target, nodeName: long },
      references: [reference],
    }),
  ])
  await panel.reach('waiting')
  const [sent] = world.generations.values()
  expect(sent?.references).toEqual([{ upload_id: UPLOAD_ID, name: 'x'.repeat(199) }])
  expect(sent?.origin).toMatchObject({ node_name: 'x'.repeat(199) })
  const { prompt, aspect_ratio, resolution, references, origin } = sent ?? makeGeneration('accepted')
  const body = { prompt, aspect_ratio, resolution, references, origin }
  expect(parse(createGeneration, body, 'body')).toEqual({ value: body })
})

describe('a relay that fails', () => {
  it('is asked again with the same key and body until it answers', async () => {
    vi.useFakeTimers()
    try {
      const { world, panel, press } = pressable()
      const unreachable = refused({ code: 'relay_unreachable' })
      world.failing.createGeneration = Array(6).fill(unreachable)
      await press()
      await vi.advanceTimersByTimeAsync(100)
      expect(panel.state.relayTrouble.value).toEqual({ code: 'relay_unreachable' })
      expect(panel.phases()).toEqual(['requesting'])
      await vi.advanceTimersByTimeAsync(60_000)
      expect(panel.phases()).toEqual(['waiting'])
      expect(panel.state.relayTrouble.value).toBeNull()
      expect(world.posts).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('gets a refused request again by Retry, with the same key', async () => {
    const { world, panel, press } = pressable()
    world.failing.createGeneration = [refused({ code: 'quota_exceeded', requestId: 'req_1' })]
    await press()
    await panel.reach('failed')
    const [key = ''] = panel.state.runs.value.keys()
    panel.engine.retry(key)
    await panel.reach('waiting')
    expect(world.posts).toEqual([key])
  })

  it('sends the person back to the connection screen when the token is revoked, and goes on after', async () => {
    const { world, panel, press } = pressable()
    world.failing.createGeneration = [refused({ code: 'unauthenticated' })]
    await press()
    await expect.poll(() => panel.state.connection.value.status).toBe('disconnected')
    expect(panel.phases()).toEqual(['requesting'])
    expect(panel.state.draft.value.prompt).toBe('a mug')
    panel.state.connection.value = { status: 'connected', token: 'rl_2_y', me: null }
    await panel.reach('waiting')
    expect(world.posts).toHaveLength(1)
  })

  it('that has lost a reference gets it once more with the next press', async () => {
    const { world, panel, press } = pressable()
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    await press()
    await panel.reach('waiting')
    const failure = {
      code: 'validation_failed',
      message: 'Image 1: A reference is no longer there.',
    } as const
    world.tell(keysOf(world)[0] ?? '', { status: 'failed', failure, expected_at: null })
    await panel.reach('failed')
    expect(world.uploadCount()).toBe(1)
    await press()
    await expect.poll(() => world.posts).toHaveLength(2)
    expect(world.uploadCount()).toBe(2)
  })

  it('that reports a failed generation gets no second payment before the person asks for it', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    world.tell(key, {
      status: 'failed',
      failure: { code: 'generation_failed', message: '' },
      expected_at: null,
    })
    await panel.reach('failed')
    await expect.poll(() => world.journal.size).toBe(0)
    panel.engine.retry(key)
    expect(world.posts).toHaveLength(1)

    const run = panel.state.runs.value.get(key)
    if (run === undefined) throw new Error('the run is gone')
    await generateAgain(panel.shell, panel.engine, [run])
    await panel.reach('waiting')
    expect(world.posts).toHaveLength(2)
    expect(new Set(world.posts).size).toBe(2)
  })

  it('whose image can’t be fetched is asked for it again by Retry, without paying', async () => {
    const { world, panel, press } = pressable()
    world.failing.readImage = [refused({ code: 'payload_too_large' })]
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    world.succeedWith(key)
    await panel.reach('failed')
    expect(world.journal.size).toBe(1)
    panel.engine.retry(key)
    await panel.reach('placed')
    expect(world.posts).toHaveLength(1)
  })

  it.each([
    ['failed', { code: 'upstream_unavailable', message: 'The image was made and paid.' }],
    ['unknown', null],
  ] as const)(
    'that gave up a paid image as %s keeps it for its layer, and fetches it again without paying',
    async (status, failure) => {
      const { world, panel, press } = pressable()
      await press()
      await panel.reach('waiting')
      const [key = ''] = keysOf(world)
      world.tell(key, { status, failure, can_fetch_again: true, expected_at: null })
      await panel.reach(status)
      expect(world.journal.size).toBe(1)
      panel.close()

      const reopened = openPanel(world)
      reopened.engine.takeUp([...world.journal.values()])
      await reopened.reach(status)
      const generation = world.generations.get(key)
      if (generation === undefined) throw new Error('the generation is gone')
      world.failing.fetchAgain = [refused({ code: 'relay_unreachable' })]
      await reopened.engine.fetchAgain(generation)
      expect(reopened.state.notice.value?.text).toMatch(/does not answer/)
      expect(reopened.phases()).toEqual([status])
      await reopened.engine.fetchAgain(generation)
      expect(reopened.phases()).toEqual(['waiting'])
      world.succeedWith(key)
      await reopened.reach('placed')
      expect(world.placed).toEqual([key])
      expect(world.posts).toHaveLength(1)
    },
  )

  it('that forgot the cursor is followed from the start', async () => {
    vi.useFakeTimers()
    try {
      const { world, panel, press } = pressable()
      world.failing.readEvents = [refused({ code: 'validation_failed' })]
      await press()
      await vi.advanceTimersByTimeAsync(100)
      world.succeedWith(keysOf(world)[0] ?? '')
      await vi.advanceTimersByTimeAsync(10_000)
      expect(panel.phases()).toEqual(['placed'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('that finished before it was first asked for news is looked up', async () => {
    const { world, panel, press } = pressable()
    const create = world.relay.createGeneration
    world.relay.createGeneration = async (key, body) => {
      const answer = await create(key, body)
      world.succeedWith(key)
      return answer
    }
    await press()
    await panel.reach('placed')
  })
})

it('a generation that the history shows goes on there, too', async () => {
  const { world, panel, press } = pressable()
  await press()
  await panel.reach('waiting')
  const [key = ''] = keysOf(world)
  await readHistory(panel.shell, EMPTY_HISTORY.filter)
  world.succeedWith(key)
  await panel.reach('placed')
  expect(panel.state.history.value.generations.map(({ status }) => status)).toEqual(['succeeded'])
})

describe('stop waiting', () => {
  it('before anything was sent undoes the press', async () => {
    const { world, panel, press } = pressable()
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    world.relay.upload = () => new Promise(() => undefined)
    await press()
    await panel.reach('uploading')
    const [key = ''] = panel.state.runs.value.keys()
    await panel.engine.stop(key)
    expect(panel.phases()).toEqual([])
    expect(world.journal.size).toBe(0)
    expect(world.posts).toEqual([])
  })

  it('while waiting keeps the result for later, shows it, and places it only by hand', async () => {
    const { world, panel, press } = pressable()
    panel.shell.images.makeThumbnail = async () => new Blob(['picture'])
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    await panel.engine.stop(key)
    world.succeedWith(key)
    await expect
      .poll(() => panel.state.runs.value.get(key)?.state)
      .toMatchObject({ phase: 'stopped', generation: { status: 'succeeded' } })
    await expect.poll(() => panel.state.thumbnails.value.size).toBe(1)
    expect(world.placed).toEqual([])
    panel.engine.place(key)
    await panel.reach('placed')
    expect(world.placed).toEqual([key])
  })

  it('while the relay is away ends the repeating, and nothing is sent once it is back', async () => {
    vi.useFakeTimers()
    try {
      const { world, panel, press } = pressable()
      world.failing.createGeneration = Array(3).fill(refused({ code: 'relay_unreachable' }))
      await press()
      await vi.advanceTimersByTimeAsync(100)
      const [key = ''] = panel.state.runs.value.keys()
      await panel.engine.stop(key)
      await vi.advanceTimersByTimeAsync(60_000)
      expect(panel.phases()).toEqual(['stopped'])
      expect(world.posts).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })
})

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

  it('ends with the name of the picture that the relay has no more, unpaid, when a day has passed', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const reference = { name: 'mug.png', nodeId: null, maxPixels: 1_000_000, uploadId: UPLOAD_ID }
    const createdAt = panel.shell.now() - 25 * 60 * 60_000
    const entry = makeEntry({ references: [reference], createdAt })
    world.journal.set(entry.key, entry)
    world.failing.createGeneration = [refused({ code: 'validation_failed' })]
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

describe('dismissing', () => {
  it('takes a failed run out of list and journal', async () => {
    const { world, panel, press } = pressable()
    world.failing.createGeneration = [refused({ code: 'quota_exceeded' })]
    await press()
    await panel.reach('failed')
    const [key = ''] = panel.state.runs.value.keys()
    await panel.engine.dismiss(key)
    expect(panel.phases()).toEqual([])
    expect(world.journal.size).toBe(0)
  })

  it('of a placed image leaves the document alone', async () => {
    const { world, panel, press } = pressable()
    await press()
    await panel.reach('waiting')
    const [key = ''] = keysOf(world)
    world.succeedWith(key)
    await panel.reach('placed')
    await panel.engine.dismiss(key)
    expect(world.ordersOf('forget-generation')).toBe(0)
  })
})

describe('start pictures', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const bodies = (world: ReturnType<typeof makeWorld>) =>
    [...world.generations.values()].map(({ references, start }) => [references[0]?.upload_id, start])

  function catalogue(count: number) {
    const { world, panel, press } = pressable(count)
    takePictures(panel)
    panel.state.draft.value = { ...panel.state.draft.value, startFrom: 'own' }
    return { world, panel, press }
  }

  function takePictures({ shell }: ReturnType<typeof openPanel>) {
    shell.images = {
      ...shell.images,
      fitReference: async (file: Blob) =>
        succeeded({
          bytes: new Uint8Array(await file.arrayBuffer()),
          mimeType: 'image/png',
          width: 1,
          height: 1,
        }),
    }
  }

  it('go along as image 1 of each layer’s own request, before what all share', async () => {
    const { world, panel, press } = catalogue(3)
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    await press()
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(bodies(world)).toEqual(
      ['1:0', '1:1', '1:2'].map((id) => [sha(`picture of ${id}`), { kind: 'own', name: 'Card / Mug' }]),
    )
    for (const { references } of world.generations.values()) expect(references[1]?.upload_id).toBe(UPLOAD_ID)
    expect(world.uploadCount()).toBe(4)
  })

  it('are uploaded once for all variations', async () => {
    const { world, panel, press } = catalogue(1)
    panel.state.draft.value = { ...panel.state.draft.value, variations: 3 }
    await press()
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(world.uploadCount()).toBe(1)
  })

  it('of what is below are read anew with each press', async () => {
    const { world, panel, press } = catalogue(1)
    panel.state.draft.value = { ...panel.state.draft.value, startFrom: 'below' }
    await press()
    await panel.reach('waiting')
    await press()
    await panel.reach('waiting', 'waiting')
    expect(world.ordersOf('read-start-pictures')).toBe(2)
    expect(bodies(world)).toEqual(Array(2).fill([sha('below 1:0'), { kind: 'below', name: 'Card / Mug' }]))
  })

  it('are those of the press when the panel was closed while they were read, each its layer’s own', async () => {
    const { world, panel, press } = catalogue(12)
    world.sandbox.hold = 'read-start-pictures'
    await press()
    panel.close()
    world.sandbox.hold = null
    const again = openPanel(world)
    takePictures(again)
    again.engine.takeUp([...world.journal.values()].reverse())
    await again.reach(...Array<string>(12).fill('waiting'))
    for (const [key, entry] of world.journal) {
      const { nodeId } = entry.target
      expect(world.generations.get(key)?.references[0]?.upload_id).toBe(sha(`picture of ${nodeId}`))
    }
  })
})
