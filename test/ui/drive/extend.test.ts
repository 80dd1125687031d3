/** "Keep the picture, extend it": from the press to the layer, however often the panel is closed, in one part or in several. */
import { describe, expect, it } from 'vitest'
import { generate, generateAgain } from '../../../ui/actions/generate.ts'
import { measurePictures } from '../../../ui/actions/measure-pictures.ts'
import { setKeepsPicture, setStartFrom } from '../../../ui/actions/start-from.ts'
import { forecast } from '../../../ui/forecast.ts'
import { priceLine } from '../../../ui/plan.ts'
import { describeRun } from '../../../ui/runs/describe-run.ts'
import { groupRuns } from '../../../ui/runs/group-runs.ts'
import { reviewRows } from '../../../ui/runs/review.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { runsOf } from '../../../ui/state/panel-state.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard } from '../support/make.ts'

const BANNER = { width: 1200, height: 300 }
const WIDE = { width: 1600, height: 900 }

async function ready(size: { width: number; height: number }) {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.cards.value = [makeCard({ id: '1:0', ...size })]
  panel.state.draft.value = EMPTY_DRAFT
  setStartFrom(panel.shell, 'own')
  setKeepsPicture(panel.shell, true)
  const before = forecast(panel.state).reasons
  await measurePictures(panel.shell, forecast(panel.state).plan.all)
  return { world, panel, before, now: () => forecast(panel.state) }
}

type World = ReturnType<typeof makeWorld>
/** The panel is closed and opened, and takes up what the journal has. */
function reopen(world: World, last: ReturnType<typeof openPanel>) {
  last.close()
  const panel = openPanel(world)
  panel.engine.takeUp([...world.journal.values()])
  return panel
}
const keyOf = (world: World, part: number) => [...world.generations.keys()][part] ?? ''
const statuses = (panel: ReturnType<typeof openPanel>) =>
  [...panel.state.runs.value.values()].map((run) => describeRun(run).status)

describe('before the press', () => {
  it('the price waits for the size of the picture, and the sentence stands in the prompt', async () => {
    const { before, panel, now } = await ready(WIDE)
    expect(before).toContain('The pictures are still being measured.')
    expect(now().reasons).toEqual([])
    expect(panel.state.draft.value.prompt).toMatch(/^Image 1 lies on flat magenta:/)
    expect(now().plan.targets).toMatchObject([{ parts: ['16:9'] }])
  })

  it('a banner costs an image for each part', async () => {
    const { now } = await ready(BANNER)
    expect(priceLine(now().price)).toMatch(/^2 images, from 10 credits/)
  })

  it('a pixel’s difference has nothing to extend, which is said', async () => {
    const { now } = await ready({ width: 300, height: 301 })
    expect(now().plan.targets).toEqual([])
    expect(now().plan.all[0]?.leftOut?.reason).toMatch(/nothing to extend/)
  })

  it('the sentence goes with the wish, and nothing else of the prompt does', async () => {
    const { panel } = await ready(WIDE)
    panel.state.draft.value = {
      ...panel.state.draft.value,
      prompt: `A beach. ${panel.state.draft.value.prompt}`,
    }
    setStartFrom(panel.shell, 'nothing')
    expect(panel.state.draft.value).toMatchObject({ prompt: 'A beach.', keepsPicture: false })
  })

  it('a prompt that has lost the sentence gets it on the way', async () => {
    const { panel, now } = await ready(WIDE)
    panel.state.draft.value = { ...panel.state.draft.value, prompt: 'A beach' }
    expect(now().plan.targets[0]?.prompt).toMatch(/^A beach\. Image 1 lies on flat magenta/)
  })
})

describe('a picture that one image extends', () => {
  it('is sent in its canvas, and placed with its own pixels back in it', async () => {
    const { world, panel } = await ready(WIDE)
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting')
    expect(world.uploaded).toEqual(['sent: picture of 1:0 and 0 of 1'])
    world.succeedWith(keyOf(world, 0))
    await panel.reach('placed')
    expect(world.placedBytes).toEqual(['whole: picture of 1:0 and 1 of 1'])
    expect(world.journal.size).toBe(0)
  })

  it('goes on with the same picture after every closing, and pays once', async () => {
    const { world, panel } = await ready(WIDE)
    world.sandbox.hold = 'record-request'
    await generate(panel.shell, panel.engine)
    await panel.reach('uploading')
    world.sandbox.hold = null
    const second = reopen(world, panel)
    await second.reach('waiting')
    const third = reopen(world, second)
    await third.reach('waiting')
    world.sandbox.hold = 'place-image'
    world.succeedWith(keyOf(world, 0))
    await third.reach('placing')
    world.sandbox.hold = null
    expect(reopen(world, third).phases()).toEqual([])
    expect(new Set(world.uploaded)).toEqual(new Set(['sent: picture of 1:0 and 0 of 1']))
    expect(world.placedBytes).toEqual(['whole: picture of 1:0 and 1 of 1'])
    expect(world.generations.size).toBe(1)
  })

  it('that came back as something else is offered whole, also in the next opening, and nothing is paid again', async () => {
    const { world, panel } = await ready(WIDE)
    const isOffered = (opening: typeof panel) =>
      expect.poll(() => statuses(opening)).toEqual([expect.stringMatching(/too different to be fitted/)])
    world.unfitParts.add(1)
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting')
    world.succeedWith(keyOf(world, 0))
    await isOffered(panel)
    const again = reopen(world, panel)
    await isOffered(again)
    expect(world.placed).toEqual([])
    again.engine.place(keyOf(world, 0))
    await again.reach('placed')
    expect(world.placedBytes).toEqual([new TextDecoder().decode(new Uint8Array([1]))])
    expect(world.posts).toHaveLength(1)
  })
})

describe('a picture that takes two images', () => {
  async function pressed() {
    const { world, panel } = await ready(BANNER)
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting', 'begun')
    return { world, panel }
  }

  it('is made one after the other, each from what came before, and placed once, whole', async () => {
    const { world, panel } = await pressed()
    expect(world.posts).toHaveLength(1)
    expect(statuses(panel)[1]).toBe('Waiting for the part before')
    world.succeedWith(keyOf(world, 0))
    await panel.reach('ready', 'waiting')
    expect(world.uploaded).toEqual(['sent: picture of 1:0 and 0 of 2', 'sent: picture of 1:0 and 1 of 2'])
    expect(world.placed).toEqual([])
    world.succeedWith(keyOf(world, 1))
    await panel.reach('placed', 'placed')
    expect(world.placedBytes).toEqual(['whole: picture of 1:0 and 2 of 2'])
    expect(world.journal.size).toBe(0)
    expect(world.posts).toHaveLength(2)
  })

  it('goes on with the right pictures after every closing, and pays for each once', async () => {
    const { world, panel } = await pressed()
    const second = reopen(world, panel)
    await second.reach('waiting', 'begun')
    world.sandbox.hold = 'record-request'
    world.succeedWith(keyOf(world, 0))
    await second.reach('ready', 'uploading')
    world.sandbox.hold = null
    const third = reopen(world, second)
    await third.reach('ready', 'waiting')
    world.sandbox.hold = 'place-image'
    world.succeedWith(keyOf(world, 1))
    await third.reach('ready', 'placing')
    world.sandbox.hold = null
    // The last part is on its layer, and the first had no time to leave the journal.
    expect(world.journal.size).toBe(1)
    expect(reopen(world, third).phases()).toEqual([])
    expect(new Set(world.uploaded)).toEqual(
      new Set(['sent: picture of 1:0 and 0 of 2', 'sent: picture of 1:0 and 1 of 2']),
    )
    expect(world.placedBytes).toEqual(['whole: picture of 1:0 and 2 of 2'])
    expect(world.generations.size).toBe(2)
    expect(world.journal.size).toBe(0)
  })

  it('is not gone on with when the first comes back as something else: nothing more is paid', async () => {
    const { world, panel } = await pressed()
    world.unfitParts.add(1)
    world.succeedWith(keyOf(world, 0))
    await panel.reach('ready', 'failed')
    expect(world.posts).toHaveLength(1)
    expect(statuses(panel)[1]).toMatch(/nothing more was paid/)
  })

  it('waits on when its first part has failed, and goes on with the one that is made in its place', async () => {
    const { world, panel } = await pressed()
    world.tell(keyOf(world, 0), { status: 'failed', failure: { code: 'upstream_unavailable', message: '' } })
    await panel.reach('failed', 'begun')
    const [first] = [...panel.state.runs.value.values()]
    if (first === undefined) throw new Error('There is no run.')
    await generateAgain(panel.shell, panel.engine, [first])
    await panel.reach('begun', 'waiting')
    world.succeedWith(keyOf(world, 1))
    await panel.reach('waiting', 'ready')
    world.succeedWith(keyOf(world, 2))
    await panel.reach('placed', 'placed')
    expect(world.placedBytes).toEqual(['whole: picture of 1:0 and 2 of 2'])
  })

  it('is one choice in a review: its first part is none', async () => {
    const { world, panel } = await pressed()
    world.succeedWith(keyOf(world, 0))
    await panel.reach('ready', 'waiting')
    const [batch] = groupRuns(runsOf(panel.state))
    if (batch === undefined) throw new Error('There is no batch.')
    const rows = reviewRows(batch, { batchId: batch.id, chosen: new Map() }, new Map())
    expect(rows.map(({ runs }) => runs.length)).toEqual([1])
  })
})

describe('an area of what is below', () => {
  it('is matched to what was sent, though the page may look otherwise by now, and the panel was closed', async () => {
    const { world, panel } = await ready(WIDE)
    panel.state.cards.value = [
      makeCard({
        id: '1:0',
        picture: 'none',
        width: 200,
        height: 200,
        area: { around: null, obstacle: null },
      }),
    ]
    setStartFrom(panel.shell, 'below')
    panel.state.draft.value = { ...panel.state.draft.value, prompt: 'Tulips' }
    world.fits = true
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting')
    const again = reopen(world, panel)
    await again.reach('waiting')
    world.succeedWith(keyOf(world, 0))
    await again.reach('placed')
    expect(world.placedBytes).toEqual(['matched: below 1:0 from 0.24 with 1'])
  })
})
