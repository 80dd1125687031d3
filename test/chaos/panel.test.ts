/** The panel, closed between any two things that it does after Generate was pressed, and opened again. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { solid } from '../../playground/host/file/node-defaults.ts'
import type { Host, StorageEntry } from '../../playground/host/host.ts'
import { generate } from '../../ui/actions/generate.ts'
import { addSelection } from '../../ui/actions/references.ts'
import { marksIn } from '../plugin/support/press.ts'
import { makeShop } from '../plugin/support/shop.ts'
import { sha256 } from '../relay/support/samples.ts'
import { type FastRelay, startFastRelay } from './support/fast-relay.ts'
import { openWindow, type PanelWindow } from './support/panel-window.ts'
import { createChance, listSeeds } from './support/seeds.ts'

/** Pauses of seconds pass in hundredths. */
const SPEED = 100

let relay: FastRelay
let manifest: { id: string; name: string }
let storage: readonly StorageEntry[] = []

beforeAll(async () => {
  manifest = JSON.parse(await readFile('manifest.json', 'utf8'))
  relay = await startFastRelay(SPEED)
  const { host, shell } = await openShop()
  await shell.bridge.ask({ type: 'save-token', token: relay.token })
  storage = host.storage.entries()
  host.dispose()
})
afterAll(() => relay.close())

function openShop(file = makeShop(), entries = storage): Promise<PanelWindow> {
  return openWindow({ file, storage: entries, manifest, send: relay.send })
}

type Target = 'fill' | 'new-image'
type End = 'closed' | 'crashed'

/** The same file and storage. What was recorded goes again as it was, also when the frame looks different by now. */
function openAgain({ host, fileAtCrash }: PanelWindow, end: End): Promise<PanelWindow> {
  const file = end === 'crashed' ? fileAtCrash() : host.document.save()
  const nodes = file.nodes.map((node) =>
    node.name === 'Card 2' ? { ...node, fills: [solid('#118844')] } : node,
  )
  return openShop({ ...file, nodes }, host.storage.entries())
}

/** Everything up to the press, with a frame as reference. */
async function prepare(window: PanelWindow, target: Target, prompt: string): Promise<void> {
  const { host, shell } = window
  await selectLayer(window, 'Card 2')
  await addSelection(shell)
  await selectLayer(window, 'Card 1')
  expect(shell.state.draft.value.references).toHaveLength(1)
  const { draft } = shell.state
  draft.value = { ...draft.value, prompt, aspectRatio: '1:1', targetChoice: target }
  expect(host.failures).toEqual([])
}

async function selectLayer({ host, shell }: PanelWindow, name: string): Promise<void> {
  host.selection = [host.document.find(name).id]
  await expect.poll(() => shell.state.selection.value.map((node) => node.name)).toEqual([name])
}

/** Until everything in the journal has been placed, or the window was closed. */
async function waitUntilPlaced(window: PanelWindow): Promise<void> {
  const { host, shell } = window
  const left = () => {
    if (window.isClosed) return []
    const phases = new Set([...shell.state.runs.value.values()].map(({ state }) => state.phase))
    return [...journalKeys(host), ...[...phases].filter((phase) => phase !== 'placed')]
  }
  await expect.poll(left, { interval: 5 }).toEqual([])
}

function journalKeys(host: Host): string[] {
  return host.storage.entries().flatMap(({ key }) => (key.startsWith('journal/') ? [key] : []))
}

function placedImages(host: Host): string[] {
  return host.document.nodes.flatMap(({ fills }) =>
    fills.flatMap((fill) => {
      const bytes =
        fill.type === 'IMAGE' && fill.imageHash !== null
          ? host.document.imageBytes(fill.imageHash)
          : undefined
      return bytes === undefined ? [] : [sha256(bytes)]
    }),
  )
}

/** Hashes of what Rivya was paid for with this prompt. */
async function paidImages(prompt: string): Promise<string[]> {
  const tasks = relay.standIn.inspection.tasks().filter(({ request }) => request.prompt === prompt)
  return Promise.all(
    tasks.map(async ({ resultName }) => {
      const answer = await fetch(`${relay.standIn.url}/results/${resultName}`)
      return sha256(new Uint8Array(await answer.arrayBuffer()))
    }),
  )
}

let presses = 0

/**
 * @param closings the step at which each window ends, the first of them after the press; the last one stays open
 * @returns whether the first ended too early
 */
async function pressCloseAndOpen(
  target: Target,
  end: End,
  ...closings: number[]
): Promise<{ isClosed: boolean }> {
  presses += 1
  const prompt = `Oak chair ${presses}`
  let window = await openShop()
  await prepare(window, target, prompt)
  const [first = Number.POSITIVE_INFINITY, ...others] = closings
  window.closeAtStep(first)
  // A window that is closed never hears of the end of its press.
  await Promise.race([generate(window.shell, window.engine), window.closed])
  await waitUntilPlaced(window)
  const isClosed = window.isClosed
  // Also a window that was closed at once takes its marks with it.
  expect(marksIn(window.host), `${target}, closed at ${first}`).toEqual([])
  // Of a press whose entry was not written nothing was sent, so nothing comes.
  const isBegun = !isClosed || journalKeys(window.host).length > 0 || placedImages(window.host).length > 0
  for (const step of [...others, Number.POSITIVE_INFINITY]) {
    const before = window
    window = await openAgain(before, end)
    window.closeAtStep(step)
    before.host.dispose()
    await waitUntilPlaced(window)
  }
  const placed = placedImages(window.host)
  const where = `${target}, ${end} at ${closings.join(' and ')}`
  expect(placed, where).toHaveLength(isBegun ? 1 : 0)
  expect(placed, where).toEqual(await paidImages(prompt))
  expect(window.host.document.nodes.filter(({ name }) => name.startsWith('Generating'))).toEqual([])
  expect(marksIn(window.host), where).toEqual([])
  expect(window.host.failures).toEqual([])
  window.host.dispose()
  return { isClosed }
}

describe.each(['fill', 'new-image'] as const)(
  'a panel that is closed at any step of a press (%s)',
  (target) => {
    it('places the image once and pays for it once', async () => {
      let step = 0
      for (let isClosed = true; isClosed; ) {
        step += 1
        isClosed = (await pressCloseAndOpen(target, 'closed', step)).isClosed
      }
      // Messages both ways, requests, answers and writes; else the closing was not where it should be.
      expect(step).toBeGreaterThan(25)
    })
  },
)

describe('a panel that is closed again and again', () => {
  it.each(listSeeds(6))('seed %i: places the image once and pays for it once', async (seed) => {
    const chance = createChance(seed)
    const closings = Array.from({ length: chance.whole(2, 4) }, () => chance.whole(1, 25))
    await pressCloseAndOpen(chance.pick(['fill', 'new-image']), 'closed', ...closings)
  })
})

describe('a Figma that crashes with the panel open, again and again', () => {
  it.each(listSeeds(6))(
    'seed %i: places the image once, pays for it once and leaves no mark',
    async (seed) => {
      const chance = createChance(seed)
      const closings = Array.from({ length: chance.whole(1, 4) }, () => chance.whole(1, 25))
      await pressCloseAndOpen('fill', 'crashed', ...closings)
    },
  )
})
