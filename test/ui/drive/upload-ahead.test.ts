/** Pictures leave while the person writes: a press finds them done, and nothing else changes by it. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { generate } from '../../../ui/actions/generate.ts'
import { abortable } from '../../../ui/drive/abortable.ts'
import { AHEAD_BYTES_PER_MINUTE, uploadAhead } from '../../../ui/drive/upload-ahead.ts'
import { forecast } from '../../../ui/forecast.ts'
import { type Result, refused, succeeded } from '../../../ui/result.ts'
import type { Draft } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard, makeReference } from '../support/make.ts'

const sha = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const picture = (text: string) => ({ kind: 'bytes', bytes: bytesOf(text), mimeType: 'image/png' }) as const

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>
/** Of what has arrived at the relay, in order. */
let arrived: string[]
/** Set to keep what is on its way from arriving. */
let road: Promise<void> | null
let ended: number

function open() {
  panel = openPanel(world)
  panel.shell.now = Date.now
  panel.shell.images.fitReference = async (blob) =>
    succeeded({ bytes: new Uint8Array(await blob.arrayBuffer()), mimeType: 'image/png', width: 1, height: 1 })
  uploadAhead(panel.shell, panel.engine.uploads)
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  world = makeWorld()
  world.sandbox.newest = 'picture'
  arrived = []
  road = null
  ended = 0
  const { upload } = world.relay
  world.relay.upload = async (bytes, mimeType, signal = new AbortController().signal) => {
    if (road !== null) {
      await abortable(road, signal).catch((reason) => {
        ended += 1
        throw reason
      })
    }
    const sent: Result<{ id: string }> = await upload(bytes, mimeType, signal)
    if (sent.ok) arrived.push(sha(bytes))
    return sent as Awaited<ReturnType<typeof upload>>
  }
  open()
})
afterEach(() => {
  panel.close()
  vi.useRealTimers()
})

const change = (changes: Partial<Draft>) => {
  panel.state.draft.value = { ...panel.state.draft.value, ...changes }
}
const write = (ms = 30_000) => vi.advanceTimersByTimeAsync(ms)
const reference = (text: string) =>
  makeReference({ id: text, name: text, nodeId: null, source: picture(text) })
const startFile = (name: string) => ({
  id: name,
  name,
  source: { kind: 'blob', blob: new Blob([`bytes of ${name}`]), mimeType: 'image/png' } as const,
})
const cards = (...names: string[]) => {
  panel.state.cards.value = names.map((name, index) => makeCard({ id: `1:${index}`, name }))
}
const sent = () =>
  [...world.generations.values()].map(({ origin, references }) => [
    origin?.node_id,
    ...references.map(({ upload_id }) => upload_id),
  ])

it('what is added to the references has arrived when Generate is pressed, and is not sent again', async () => {
  change({ references: [reference('oak table'), reference('brass lamp')], prompt: 'a mug' })
  await write()
  expect(arrived).toEqual([sha('oak table'), sha('brass lamp')])
  void generate(panel.shell, panel.engine)
  await panel.reach('waiting')
  expect(sent().map(([, ...ids]) => ids)).toEqual([[sha('oak table'), sha('brass lamp')]])
  expect(world.uploadCount()).toBe(2)
})

it('a picture that is removed while it leaves is ended, and one removed before never leaves', async () => {
  road = new Promise(() => undefined)
  const [oak, lamp] = [reference('oak table'), reference('brass lamp')]
  change({ references: [oak, lamp] })
  await write(1000)
  change({ references: [] })
  await write()
  expect([ended, arrived, world.uploadCount()]).toEqual([1, [], 0])
})

it('a press goes on with what is on its way instead of sending it twice', async () => {
  const arriving = new EventTarget()
  road = new Promise((resolve) => arriving.addEventListener('arrive', () => resolve()))
  change({ references: [reference('oak table')], prompt: 'a mug' })
  await write(1000)
  void generate(panel.shell, panel.engine)
  await panel.reach('uploading')
  arriving.dispatchEvent(new Event('arrive'))
  await panel.reach('waiting')
  expect(world.uploadCount()).toBe(1)
})

it('what a press does not wait for makes room for what it does', async () => {
  road = new Promise(() => undefined)
  cards('Mug', 'Bowl')
  change({ prompt: 'on oak', startFrom: 'file', files: [startFile('mug.png'), startFile('bowl.png')] })
  await write(1000)
  road = null
  change({ leftOut: new Set(['1:0']) })
  void generate(panel.shell, panel.engine)
  await panel.reach('waiting')
  expect(ended).toBe(1)
  expect(sent()).toEqual([['1:1', sha('bytes of bowl.png')]])
})

it('what fails on its way is sent by the press, and nothing is said before', async () => {
  world.failing.upload = [refused({ code: 'relay_unreachable' })]
  change({ references: [reference('oak table')], prompt: 'a mug' })
  await write()
  expect([arrived, panel.state.relayTrouble.value, panel.state.notice.value]).toEqual([[], null, null])
  void generate(panel.shell, panel.engine)
  await panel.reach('waiting')
  expect(arrived).toEqual([sha('oak table')])
})

it('so many bytes leave in a minute, and the others in the next', async () => {
  const large = (name: string) =>
    makeReference({
      id: name,
      nodeId: null,
      source: { kind: 'bytes', bytes: new Uint8Array(AHEAD_BYTES_PER_MINUTE / 2 + 1), mimeType: 'image/png' },
    })
  change({ references: [large('a'), large('b'), large('c')] })
  await write(10_000)
  expect(arrived).toHaveLength(2)
  await write(60_000)
  expect(arrived).toHaveLength(3)
})

it('files that have arrived outlive the panel: each layer starts from its own, and from no other', async () => {
  cards('Mug', 'Bowl', 'Tray')
  const files = ['bowl.png', 'tray.png', 'mug.png'].map(startFile)
  change({ prompt: 'image 1 on oak', startFrom: 'file', files, references: [reference('oak table')] })
  await write()
  world.sandbox.hold = 'begin-generations'
  void generate(panel.shell, panel.engine)
  panel.close()
  world.sandbox.hold = null
  const count = world.uploadCount()
  open()
  panel.engine.takeUp([...world.journal.values()])
  await panel.reach('waiting', 'waiting', 'waiting')
  expect(sent()).toEqual([
    ['1:0', sha('bytes of mug.png'), sha('oak table')],
    ['1:1', sha('bytes of bowl.png'), sha('oak table')],
    ['1:2', sha('bytes of tray.png'), sha('oak table')],
  ])
  expect(world.uploadCount()).toBe(count)
})

it('the pictures of the layers leave once they are what is started from', async () => {
  cards('Mug', 'Bowl')
  change({ prompt: 'on oak' })
  await write()
  expect(arrived).toEqual([])
  change({ startFrom: 'own' })
  await write()
  expect(arrived).toEqual([sha('picture of 1:0'), sha('picture of 1:1')])
  void generate(panel.shell, panel.engine)
  await panel.reach('waiting', 'waiting')
  expect(sent()).toEqual([
    ['1:0', sha('picture of 1:0')],
    ['1:1', sha('picture of 1:1')],
  ])
  expect(world.uploadCount()).toBe(2)
})

it('another picture than the listed one is not taken for it, and a lost one is said in the list', async () => {
  world.sandbox.newest = 'another picture'
  world.sandbox.lost = ['1:1']
  cards('Mug', 'Bowl')
  change({ prompt: 'on oak', startFrom: 'own' })
  await write()
  expect(arrived).toEqual([])
  expect(forecast(panel.state).plan.all.map(({ leftOut }) => leftOut?.reason)).toEqual([
    undefined,
    'its picture is missing',
  ])
  void generate(panel.shell, panel.engine)
  await panel.reach('waiting')
  expect(sent()).toEqual([['1:0', sha('picture of 1:0')]])
})

it('with another person’s token everything is sent anew, and what is older than the relay keeps it, too', async () => {
  change({ references: [reference('oak table')], prompt: 'a mug' })
  await write()
  const { value: connection } = panel.state.connection
  panel.state.connection.value = { ...connection, status: 'connected', token: 'rl_2_ben', me: null }
  await write()
  expect(arrived).toHaveLength(2)
  vi.setSystemTime(Date.now() + 24 * 60 * 60_000)
  void generate(panel.shell, panel.engine)
  await panel.reach('waiting')
  expect(arrived).toHaveLength(3)
})
