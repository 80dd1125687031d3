/** References whose pictures come late, in another order, or not at all: a press takes what is seen, or waits. */
import { beforeEach, describe, expect, it } from 'vitest'
import { removeReference } from '../../../ui/actions/arrange-references.ts'
import { press } from '../../../ui/actions/press.ts'
import { addFiles, addPictures, addSelection, setHighDetail } from '../../../ui/actions/references.ts'
import type { Picture } from '../../../ui/images/image-tools.ts'
import { type Result, refused, succeeded } from '../../../ui/result.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeNode, makeReference } from '../support/make.ts'

const LARGE = 4_000_000
const CLICK = { detail: 1, timeStamp: 0 }

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>
/** Pictures being made, by name and size: settled by the test, in the order it likes. */
let making: Map<string, (picture: Result<Picture>) => void>

const picture = (name: string): Result<Picture> =>
  succeeded({ bytes: new TextEncoder().encode(name), mimeType: 'image/png', width: 20, height: 10 })
const finish = async (name: string, made = picture(name)) => {
  await expect.poll(() => [...making.keys()]).toContain(name)
  making.get(name)?.(made)
  await new Promise((resolve) => setImmediate(resolve))
}
const references = () => panel.state.draft.value.references
const names = () => references().map(({ name }) => name)
const sentReferences = () =>
  world.orders.flatMap((order) =>
    order.type === 'begin-generations' ? order.generations.map((plan) => plan.references) : [],
  )
const file = (name: string) => new File(['x'], name, { type: 'image/png' })

beforeEach(() => {
  world = makeWorld()
  panel = openPanel(world)
  making = new Map()
  panel.shell.images.fitReference = (blob, maxPixels) =>
    new Promise((resolve) => {
      const name = blob instanceof File ? blob.name : 'blob'
      making.set(maxPixels === LARGE ? `${name}, large` : name, resolve)
    })
  panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'a mug' }
})

describe('files chosen one after the other', () => {
  it('are numbered in that order, whichever is read first', async () => {
    const adding = [addFiles(panel.shell, [file('first.png')]), addFiles(panel.shell, [file('second.png')])]
    await finish('second.png')
    expect(names()).toEqual(['first.png', 'second.png'])
    await finish('first.png')
    await Promise.all(adding)
    expect(names()).toEqual(['first.png', 'second.png'])
  })

  it('keep a press waiting until the last of them is there', async () => {
    const adding = [addFiles(panel.shell, [file('first.png')]), addFiles(panel.shell, [file('second.png')])]
    press(panel.shell, panel.engine, CLICK)
    await finish('first.png')
    press(panel.shell, panel.engine, CLICK)
    expect(world.ordersOf('begin-generations')).toBe(0)
    expect(panel.state.announcement.value.text).toMatch(/A reference is still being added/)
    await finish('second.png')
    await Promise.all(adding)
    press(panel.shell, panel.engine, CLICK)
    expect(sentReferences()[0]?.map(({ name }) => name)).toEqual(['first.png', 'second.png'])
  })

  it('leave no gap when one can’t be read: it goes, and the others are sent', async () => {
    const adding = addFiles(panel.shell, [file('broken.png'), file('good.png')])
    await finish('broken.png', refused({ code: 'unsupported_media_type' }))
    await finish('good.png')
    await adding
    expect(names()).toEqual(['good.png'])
    expect(panel.state.notice.value?.text).toMatch(/“broken.png”/)
    press(panel.shell, panel.engine, CLICK)
    expect(world.ordersOf('begin-generations')).toBe(1)
  })

  it('hold nothing up after a fault while one was read', async () => {
    panel.shell.images.fitReference = async () => {
      throw new Error('the decoder is gone')
    }
    await expect(addFiles(panel.shell, [file('a.png'), file('b.png')])).rejects.toThrow('the decoder is gone')
    expect(references().filter(({ pending }) => pending !== null)).toEqual([])
  })

  it('are not brought back by their picture when they were removed meanwhile', async () => {
    const adding = addFiles(panel.shell, [file('first.png')])
    removeReference(panel.shell, references()[0]?.id ?? '')
    await finish('first.png')
    await adding
    expect(references()).toEqual([])
  })
})

describe('high detail', () => {
  beforeEach(() => {
    const original = file('mug.png')
    panel.state.draft.value = {
      ...panel.state.draft.value,
      references: [makeReference({ nodeId: null, original })],
    }
  })

  it('and Generate at once never sends the small picture', async () => {
    const scaling = setHighDetail(panel.shell, 'r1', true)
    press(panel.shell, panel.engine, CLICK)
    expect(world.ordersOf('begin-generations')).toBe(0)
    await finish('mug.png, large')
    await scaling
    press(panel.shell, panel.engine, CLICK)
    expect(sentReferences()[0]).toMatchObject([{ maxPixels: LARGE }])
  })

  it('switched on and off again ends small, whichever picture comes last', async () => {
    const scaling = [setHighDetail(panel.shell, 'r1', true), setHighDetail(panel.shell, 'r1', false)]
    await finish('mug.png')
    await finish('mug.png, large')
    await Promise.all(scaling)
    expect(references()).toMatchObject([{ maxPixels: 1_000_000, pending: null }])
    const source = references()[0]?.source
    expect(source?.kind === 'bytes' && new TextDecoder().decode(source.bytes)).toBe('mug.png')
  })

  it('that can’t be had leaves the picture that was there, and says so', async () => {
    const before = references()[0]
    const scaling = setHighDetail(panel.shell, 'r1', true)
    await finish('mug.png, large', refused({ code: 'image_too_large' }))
    await scaling
    expect(references()).toEqual([before])
    expect(panel.state.notice.value?.text).toMatch(/“Card \/ Mug”/)
  })
})

it('frames stand in the list in the order of the selection before their pictures are there', async () => {
  panel.state.selection.value = [makeNode({ id: '1:1', name: 'A' }), makeNode({ id: '2:1', name: 'B' })]
  const adding = addSelection(panel.shell)
  expect(references()).toMatchObject([
    { name: 'A', source: null },
    { name: 'B', source: null },
  ])
  expect(references().every(({ pending }) => pending !== null)).toBe(true)
  await adding
  expect(references().every(({ pending, source }) => pending === null && source !== null)).toBe(true)
})

it('an image that has to be fetched first has its place from the click on', async () => {
  let arrive: ((loaded: Result<Blob>) => void) | undefined
  const load = () =>
    new Promise<Result<Blob>>((resolve) => {
      arrive = resolve
    })
  const fetching = addPictures(panel.shell, [{ name: 'from the history', load }])
  const adding = addFiles(panel.shell, [file('second.png')])
  await finish('second.png')
  arrive?.(succeeded(file('fetched')))
  await finish('fetched')
  await Promise.all([fetching, adding])
  expect(names()).toEqual(['from the history', 'second.png'])
})
